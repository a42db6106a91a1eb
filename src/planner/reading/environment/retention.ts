import { KubeObject } from '../../../manifest/kube';

/** What of a manifest removes data together with what uses them, as its user wrote it; empty where nothing does. */
export function deletedData({ kind, spec, reclaimPolicy }: KubeObject): string[] {
  switch (kind) {
    case 'StatefulSet': {
      const { whenDeleted, whenScaled } = spec?.persistentVolumeClaimRetentionPolicy ?? {};
      return [
        ...(whenDeleted === 'Delete' ? ['whenDeleted: Delete of its claims'] : []),
        ...(whenScaled === 'Delete' ? ['whenScaled: Delete of its claims'] : []),
      ];
    }
    case 'PersistentVolume':
      return spec?.persistentVolumeReclaimPolicy === 'Delete' ? ['persistentVolumeReclaimPolicy: Delete'] : [];
    case 'StorageClass':
      return (reclaimPolicy ?? 'Delete') === 'Delete' ? ['reclaimPolicy: Delete'] : [];
    default:
      return deletesClaims(spec) ? ['deleteClaim: true'] : [];
  }
}

/** Strimzi's word for claims that go with their brokers, at any depth. */
function deletesClaims(value: any): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value.deleteClaim === true || Object.values(value).some((inner) => deletesClaims(inner)))
  );
}
