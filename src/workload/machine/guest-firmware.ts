/** What starts a virtual machine. It has to be what the system on its disk was installed with. */
export enum GuestFirmware {
  /** BIOS. */
  BIOS = 'bios',
  /** UEFI without secure boot. */
  UEFI = 'uefi',
  /** UEFI that starts signed systems only. */
  UEFI_SECURE_BOOT = 'uefi-secure-boot',
}
