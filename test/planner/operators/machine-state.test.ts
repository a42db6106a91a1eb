import { GIB, resource } from '../../support/operators';
import { EBS, LIMITED, POOL, read, storageClass } from '../../support/volumes';

const EFI = { firmware: { bootloader: { efi: { persistent: true } } } };
const TPM = { devices: { tpm: { persistent: true } } };
const ZONAL = storageClass('ssd', 'ebs.csi.aws.com');
const FILES = storageClass('files', 'efs.csi.aws.com');
const DISK = { metadata: { name: 'root' }, spec: { storage: { storageClassName: 'files' } } };

/** A machine whose disk is a file that every zone has, and what its domain has beside memory. */
function machine(domain: object, spec: object = {}, evictionStrategy?: string) {
  return resource('kubevirt.io/v1', 'VirtualMachine', 'w', {
    runStrategy: 'Always',
    dataVolumeTemplates: [DISK],
    template: {
      spec: {
        evictionStrategy,
        domain: { memory: { guest: '1Gi' }, ...domain },
        volumes: [{ name: 'd', dataVolume: { name: 'root' } }],
      },
    },
    ...spec,
  });
}

const kubeVirt = (vmStateStorageClass: string) =>
  resource('kubevirt.io/v1', 'KubeVirt', 'kubevirt', { configuration: { vmStateStorageClass } });
const isDefault = (object: any, key: string) => ({
  ...object,
  metadata: { ...object.metadata, annotations: { [key]: 'true' } },
});

/** What the plan counts of the volume, and where it ties the machine. */
function stateOf(objects: any[], survive = 'zone') {
  const { workloads, findings } = read([...objects, FILES, ZONAL], { pools: [LIMITED], survive } as any);
  const [{ requests, zonePinned }] = workloads;
  return {
    attached: requests[EBS] ?? 0,
    zonal: zonePinned ?? false,
    codes: findings.filter(({ message }) => message.includes('persistent-state')).map(({ code }) => code),
  };
}

// getStorageClass of pkg/storage/backend-storage in KubeVirt 1.9: the named one, the default for machines, the default of the cluster.
describe('the volume for what a persistent TPM or UEFI keeps is one of its machine', () => {
  test.each<[string, any[], ReturnType<typeof stateOf>]>([
    ['none without one', [machine({}), kubeVirt('ssd')], { attached: 0, zonal: false, codes: [] }],
    [
      'none for a TPM that is off, or forgets',
      [machine({ devices: { tpm: { persistent: true, enabled: false } } }), kubeVirt('ssd')],
      { attached: 0, zonal: false, codes: [] },
    ],
    ['of the class that KubeVirt names', [machine(EFI), kubeVirt('ssd')], { attached: 1, zonal: true, codes: [] }],
    ['one for both', [machine({ ...TPM, ...EFI }), kubeVirt('ssd')], { attached: 1, zonal: true, codes: [] }],
    ['of a class of files', [machine(TPM), kubeVirt('files')], { attached: 0, zonal: false, codes: [] }],
    [
      'of the default for machines',
      [
        machine(TPM),
        isDefault(storageClass('m', 'ebs.csi.aws.com'), 'storageclass.kubevirt.io/is-default-virt-class'),
        isDefault(storageClass('d', 'efs.csi.aws.com'), 'storageclass.kubernetes.io/is-default-class'),
      ],
      { attached: 1, zonal: true, codes: [] },
    ],
    [
      'of the default of the cluster',
      [machine(TPM), isDefault(storageClass('d', 'ebs.csi.aws.com'), 'storageclass.kubernetes.io/is-default-class')],
      { attached: 1, zonal: true, codes: [] },
    ],
    [
      'of a class that is in no chart: found',
      [machine(TPM)],
      { attached: 1, zonal: false, codes: expect.arrayContaining(['VOLUME_PLACE_UNKNOWN']) as any },
    ],
    [
      'asked for by a preference',
      [
        machine({}, { preference: { name: 'windows.2k22' } }),
        {
          ...resource('instancetype.kubevirt.io/v1beta1', 'VirtualMachineClusterPreference', 'windows.2k22', {
            devices: { preferredTPM: { persistent: true } },
          }),
          metadata: { name: 'windows.2k22' },
        },
        kubeVirt('ssd'),
      ],
      { attached: 1, zonal: true, codes: [] },
    ],
  ])('%s', (_, objects, expected) => {
    expect(stateOf(objects)).toEqual(expected);
  });

  test('a machine that it ties to a zone does not outlive the loss of that zone, and does not keep it from moving', () => {
    const objects = [machine(TPM, {}, 'LiveMigrate'), kubeVirt('ssd'), FILES, ZONAL];
    const { findings, workloads } = read(objects, { pools: [POOL], survive: 'zone' } as any);
    expect(workloads[0].zonePinned).toBe(true);
    expect(findings.map(({ code }) => code)).not.toContain('MACHINE_CANNOT_MOVE');
    const without = read([machine({}), kubeVirt('ssd'), FILES, ZONAL], { survive: 'zone' } as any);
    expect(without.workloads[0].zonePinned).toBeUndefined();
  });

  test('in pools, sets and single machines too', () => {
    const template = { metadata: { labels: { app: 'v' } }, spec: { domain: { memory: { guest: '1Gi' }, ...TPM } } };
    const all = [
      resource('pool.kubevirt.io/v1beta1', 'VirtualMachinePool', 'desks', {
        replicas: 2,
        selector: { matchLabels: { app: 'v' } },
        virtualMachineTemplate: { spec: { runStrategy: 'Always', template } },
      }),
      resource('kubevirt.io/v1', 'VirtualMachineInstanceReplicaSet', 'set', { replicas: 2, template }),
      resource('kubevirt.io/v1', 'VirtualMachineInstance', 'one', template.spec),
    ];
    const { workloads } = read([...all, kubeVirt('ssd'), ZONAL], { pools: [LIMITED] });
    expect(workloads.map(({ requests }) => requests[EBS])).toEqual([1, 1, 1]);
    expect(workloads.every(({ requests }) => requests.memory > GIB)).toBe(true);
  });
});
