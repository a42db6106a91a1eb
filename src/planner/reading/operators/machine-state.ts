import { preferenceOf } from './machine-types';
import { OperatorContext } from './operator';
import { KubeObject } from '../../../manifest/kube';

/** Name of the volume in every launcher pod that has one (pkg/storage/backend-storage of KubeVirt 1.9). */
const STATE = 'persistent-state-for-this-vm';

/** Class that virtual machines take where nothing is said, before that of the cluster. */
const DEFAULT_CLASS = 'storageclass.kubevirt.io/is-default-virt-class';

/**
 * The machine with the volume that KubeVirt makes for what a persistent TPM or UEFI keeps: 10 MiB of the class that the KubeVirt resource names, else
 * of the default one. Its access mode is that of the class's StorageProfile, which no manifest says; where one node alone may have it a machine that
 * moves gets a second one, so that it never keeps a machine from moving.
 */
export function withState(machine: KubeObject, context: OperatorContext): KubeObject {
  const { template } = machine.spec ?? {};
  if (
    !keepsState(
      template?.spec?.domain,
      preferenceOf(machine, (kind) => context.objects.of(kind)),
    )
  ) {
    return machine;
  }
  const storage = { storageClassName: stateClass(context), resources: { requests: { storage: '10Mi' } } };
  const { dataVolumeTemplates = [] } = machine.spec;
  const volumes = [...(template.spec.volumes ?? []), { name: STATE, dataVolume: { name: STATE } }];
  return {
    ...machine,
    spec: {
      ...machine.spec,
      dataVolumeTemplates: [...dataVolumeTemplates, { metadata: { name: STATE }, spec: { storage } }],
      template: { ...template, spec: { ...template.spec, volumes } },
    },
  };
}

/** What a machine says of its TPM and UEFI goes before what its preference has (pkg/instancetype/preference/apply). */
function keepsState({ devices, firmware }: any = {}, preference: any = {}): boolean {
  const tpm = devices?.tpm ?? preference.devices?.preferredTPM;
  const efi = firmware?.bootloader?.efi ?? (firmware?.bootloader ? undefined : preference.firmware?.preferredEfi);
  return (tpm?.persistent === true && tpm.enabled !== false) || efi?.persistent === true;
}

function stateClass({ objects }: OperatorContext): string | undefined {
  const named = objects.of('KubeVirt').map(({ spec }) => spec?.configuration?.vmStateStorageClass);
  const ours = objects.of('StorageClass').find(({ metadata }) => metadata?.annotations?.[DEFAULT_CLASS] === 'true');
  return named.find((name) => typeof name === 'string' && name !== '') ?? ours?.metadata?.name;
}
