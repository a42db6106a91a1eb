import { Taint } from '../cluster/taint';

/** What an accelerator asks of the nodes of pods that want it. */
export interface AcceleratorNodes {
  readonly name: string;
  readonly nodeLabels: Readonly<Record<string, string>>;
  readonly taint?: Taint;
  readonly runtimeClass?: string;
}

/** How a pod asks for devices. */
export interface Asked {
  /** Extended resource, or the class of the claim. */
  readonly resource: string;
  readonly count: number;
  /** What it asks for beside that, by extended resource. */
  readonly companions?: Readonly<Record<string, number>>;
  /** True where the resource is not asked for itself: the companions say all. */
  readonly implied?: boolean;
  /** True where a virtual machine drives the devices itself. */
  readonly passthrough?: boolean;
  /** The claim by which it asks, in place of extended resources. */
  readonly claim?: DeviceClaim;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Devices that are asked for by a ResourceClaim. */
export interface DeviceClaim {
  readonly deviceClass: string;
  readonly count: number;
}
