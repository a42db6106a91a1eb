import { Size } from 'cdk8s';
import { Rate } from '../../../workload/sizing/rate';

/** Messages that a broker keeps for clients that are away. */
export interface KeptMessages {
  /** Messages that wait, of all clients together, while they are away. */
  readonly rate: Rate;
  /** Size of one of them, with its topic. */
  readonly messageSize: Size;
  /**
   * Storage class of its volume.
   * @default - the default class of the cluster
   */
  readonly storageClass?: string;
}
