/** What runs in a virtual machine: decides about its devices. */
export enum GuestSystem {
  /** Linux and others with virtio drivers. */
  LINUX = 'linux',
  /** Windows: with the enlightenments, clock and TPM that it wants. */
  WINDOWS = 'windows',
  /** Android, as in a cockpit: with a touch screen, a socket to the host, and UEFI. */
  ANDROID = 'android',
}
