import { Size } from 'cdk8s';
import { Taint } from '../cluster/taint';

/** How HAMi gives parts of one device: whole numbers of units of its memory and its cores. */
export interface FractionResources {
  /**
   * Extended resource that counts the devices that a pod has a part of.
   * @default - none: the other two say enough
   */
  readonly resource?: string;
  /** Extended resource for the memory of the part. */
  readonly memoryResource: string;
  /** What one of it is. */
  readonly memoryUnit: Size;
  /**
   * The numbers of units that the vendor takes; others are rounded up to the next of these.
   * @default - any whole number
   */
  readonly memorySteps?: number[];
  /**
   * Extended resource for the cores of the part.
   * @default - cores cannot be limited
   */
  readonly coresResource?: string;
  /**
   * How many of it one device has.
   * @default 100, percent
   */
  readonly coresPerDevice?: number;
}

/** A kind of device that nodes have and pods ask for. */
export interface AcceleratorProps {
  /** Extended resource that the vendor's device plugin advertises, for example 'nvidia.com/gpu'. Devices are whole numbers. */
  readonly resource: string;
  /**
   * Memory of one device.
   * @default - not known
   */
  readonly memory?: Size;
  /**
   * Labels by which nodes with this model are told from nodes with another one of the same resource; pods that ask for it require them.
   * @default - none: the resource says enough
   */
  readonly nodeLabels?: Record<string, string>;
  /**
   * Taint that keeps pods without devices off its nodes; pods that ask for it tolerate it.
   * @default - none
   */
  readonly taint?: Taint;
  /**
   * RuntimeClass of pods that ask for it, for vendors whose container runtime is not the default one of their nodes. GPU pools emit it.
   * @default - none
   */
  readonly runtimeClass?: string;
  /**
   * How HAMi gives parts of it.
   * @default - it does not
   */
  readonly fractions?: FractionResources;
}
