/** What runs in a virtual machine: decides about its devices. */
export enum GuestSystem {
  /** Linux and others with virtio drivers. */
  LINUX = 'linux',
  /**
   * Windows: with the enlightenments, clock, TPM and UEFI that it wants, and disk and network that it has drivers for. What it keeps in TPM and UEFI,
   * such as keys of its disk, is on a small volume of its own.
   */
  WINDOWS = 'windows',
  /** Android, as in a cockpit: with a touch screen, a socket to the host, and UEFI. */
  ANDROID = 'android',
}
