/** What a way of sharing makes of the devices of a node. */
export interface SharedDevices {
  /** Extended resources of one device. */
  readonly resources: Readonly<Record<string, number>>;
  /** Labels that tell NVIDIA's operator what to do with the node. */
  readonly nodeLabels: Readonly<Record<string, string>>;
  /** Configuration of the device plugin for the node; absent: the default. */
  readonly pluginConfig?: object;
  /** Of which one pod may have a part, as HAMi gives it. */
  readonly parts?: DeviceParts;
  /** Kubernetes 1.<minor> is the oldest that can do it. */
  readonly since?: number;
  /** Devices of MIG profiles on each GPU. */
  readonly migDevices?: Readonly<Record<string, number>>;
  /** True where the operator has no set of that name. */
  readonly ownSet?: boolean;
  /** True where nobody gives the nodes the labels of the accelerator by himself. */
  readonly undiscovered?: boolean;
}

/** One device that HAMi divides, in the units in which pods ask for it. */
export interface DeviceParts {
  readonly resource: string;
  readonly memoryResource: string;
  readonly memoryUnits: number;
  readonly memorySteps?: readonly number[];
  readonly coresResource?: string;
  readonly coreUnits: number;
}
