import { Size } from 'cdk8s';
import { Cpu } from '../../units/cpu';

/** What each collector asks for: its memory is its limit too, and nothing but processors beyond its request comes to it. */
export interface CollectorResources {
  /** Processors that each collector requests. */
  readonly cpu: Cpu;
  /** Memory that each collector requests, and may use at most. */
  readonly memory: Size;
}
