/** From where the volumes of a driver can be used: only from the node or the zone that they were made in, or from everywhere. */
export type Reach = 'node' | 'zone' | 'anywhere';

/** How volumes of a kind come to the pods that mount them. */
export interface Driver {
  readonly reach: Reach;
  /** True where a volume is attached to nodes, to one at a time where its access modes do not say otherwise. */
  readonly attaches: boolean;
}

/** Makes no volumes: somebody makes them by hand, as local disks of nodes. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

const DISK: Driver = { reach: 'zone', attaches: true };
const REPLICATED: Driver = { reach: 'anywhere', attaches: true };
const FILES: Driver = { reach: 'anywhere', attaches: false };
const LOCAL: Driver = { reach: 'node', attaches: false };

/**
 * By the names that kubernetes-csi.github.io/docs/drivers.html lists, and provisioners that are no CSI drivers. File systems whose
 * CSIDriver says attachRequired are attached like disks.
 */
const DRIVERS: ReadonlyMap<string, Driver> = new Map(
  Object.entries({
    'blockvolume.csi.oraclecloud.com': DISK,
    'cinder.csi.openstack.org': DISK,
    'com.tencent.cloud.csi.cbs': DISK,
    'csi.hetzner.cloud': DISK,
    'csi.scaleway.com': DISK,
    'disk.csi.azure.com': DISK,
    'disk.csi.everest.io': DISK,
    'diskplugin.csi.alibabacloud.com': DISK,
    'dobs.csi.digitalocean.com': DISK,
    'ebs.csi.aws.com': DISK,
    'ebs.csi.eks.amazonaws.com': DISK,
    'linodebs.csi.linode.com': DISK,
    'pd.csi.storage.gke.io': DISK,
    'vpc.block.csi.ibm.io': DISK,

    'cephfs.csi.ceph.com': REPLICATED,
    'csi.vsphere.vmware.com': REPLICATED,
    'csi.weka.io': REPLICATED,
    'driver.longhorn.io': REPLICATED,
    'io.openebs.csi-mayastor': REPLICATED,
    'linstor.csi.linbit.com': REPLICATED,
    'pxd.portworx.com': REPLICATED,
    'rbd.csi.ceph.com': REPLICATED,

    'beegfs.csi.netapp.com': FILES,
    'com.tencent.cloud.csi.cfs': FILES,
    'csi.juicefs.com': FILES,
    'efs.csi.aws.com': FILES,
    'file.csi.azure.com': FILES,
    'filestore.csi.storage.gke.io': FILES,
    'fsx.csi.aws.com': FILES,
    'manila.csi.openstack.org': FILES,
    'nas.csi.everest.io': FILES,
    'nasplugin.csi.alibabacloud.com': FILES,
    'nfs.csi.ceph.com': FILES,
    'nfs.csi.k8s.io': FILES,
    'sfsturbo.csi.everest.io': FILES,
    'smb.csi.k8s.io': FILES,

    'docker.io/hostpath': LOCAL,
    'hostpath.csi.k8s.io': LOCAL,
    'k8s.io/minikube-hostpath': LOCAL,
    [NO_PROVISIONER]: LOCAL,
    'kubevirt.io.hostpath-provisioner': LOCAL,
    'kubevirt.io/hostpath-provisioner': LOCAL,
    'local.csi.alibaba.com': LOCAL,
    'local.csi.openebs.io': LOCAL,
    'microk8s.io/hostpath': LOCAL,
    'openebs.io/local': LOCAL,
    'rancher.io/local-path': LOCAL,
    'topolvm.cybozu.com': LOCAL,
    'topolvm.io': LOCAL,
    'zfs.csi.openebs.io': LOCAL,
  }),
);

/** CSI drivers that took over from plugins of Kubernetes itself (k8s.io/csi-translation-lib of 1.32). */
const MOVED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'kubernetes.io/aws-ebs': 'ebs.csi.aws.com',
    'kubernetes.io/azure-disk': 'disk.csi.azure.com',
    'kubernetes.io/azure-file': 'file.csi.azure.com',
    'kubernetes.io/cinder': 'cinder.csi.openstack.org',
    'kubernetes.io/gce-pd': 'pd.csi.storage.gke.io',
    'kubernetes.io/portworx-volume': 'pxd.portworx.com',
    'kubernetes.io/vsphere-volume': 'csi.vsphere.vmware.com',
  }),
);

/** Parameters of storage classes whose disks are in several zones. */
const REGIONAL: readonly { readonly parameter: RegExp; readonly value: RegExp }[] = [
  { parameter: /^replication-type$/, value: /^regional-pd$/ },
  { parameter: /^(skuname|storageaccounttype)$/i, value: /_ZRS$/i },
];

/** The driver that a provisioner stands for. */
export function csiNameOf(provisioner: string): string {
  return MOVED.get(provisioner) ?? provisioner;
}

/**
 * What is known of a driver; undefined where it is not known.
 * @param parameters of the storage class
 */
export function driverOf(name: string, parameters: Readonly<Record<string, string>> = {}): Driver | undefined {
  const isRegional = Object.entries(parameters).some(([key, text]) =>
    REGIONAL.some(({ parameter, value }) => parameter.test(key) && value.test(String(text))),
  );
  const known = DRIVERS.get(name.replace(ROOK, ''));
  return known && isRegional ? { ...known, reach: 'anywhere' } : known;
}

/** The namespace of Rook's operator, which it puts before the names of Ceph's drivers. */
const ROOK = /^[^.]+\.(?=(?:rbd|cephfs|nfs)\.csi\.ceph\.com$)/;
