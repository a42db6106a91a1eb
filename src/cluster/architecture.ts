/** Processor architecture of a node, as `kubernetes.io/arch` says it. */
export enum Architecture {
  /** x86-64. */
  AMD64 = 'amd64',
  /** 64-bit ARM. */
  ARM64 = 'arm64',
}
