/** How many may have a volume at a time. */
export enum AccessMode {
  /** Pods on any nodes, for writing: file systems over the network. */
  READ_WRITE_MANY = 'ReadWriteMany',
  /** Pods on any nodes, for reading. */
  READ_ONLY_MANY = 'ReadOnlyMany',
  /** Pods on one node. */
  READ_WRITE_ONCE = 'ReadWriteOnce',
  /** One pod. */
  READ_WRITE_ONCE_POD = 'ReadWriteOncePod',
}

/** True where pods on several nodes may have it. */
export function isShared(mode: AccessMode): boolean {
  return mode === AccessMode.READ_WRITE_MANY || mode === AccessMode.READ_ONLY_MANY;
}
