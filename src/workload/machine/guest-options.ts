import { CloudInit } from './cloud-init';
import { Mount } from '../pod/mount';

/** What a guest finds beside its disk. */
export interface GuestOptions {
  /**
   * Secrets and configurations, each whole, as disks of the guest: the label of their file system is the name of the secret or ConfigMap. A guest with Linux
   * that has no `cloudInit` of its own mounts them at their paths. They are read when the machine starts.
   * @default - none
   */
  readonly mounts?: Mount[];
  /**
   * What the guest is told when it starts.
   * @default - nothing but where its `mounts` are
   */
  readonly cloudInit?: CloudInit;
}
