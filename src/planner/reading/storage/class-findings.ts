import { Finding } from '../../../capacity/model';
import { sortedBy } from '../../../capacity/order';
import { someOf } from '../../../capacity/some-of';
import { KubePodSpec } from '../../../manifest/kube';
import { ClusterDescription, ReadObject, StorageClassDescription } from '../description';
import { WorkloadDraft } from '../workloads/workload-draft';

/** A claim as somebody wrote it, and where. */
interface Written {
  readonly path: string;
  /** What it is called in messages. */
  readonly name: string;
  readonly modes: readonly string[];
  readonly storageClass?: string;
}

/** So many claims are named. */
const MOST_NAMED = 3;

/** Claims of access modes that volumes of their storage class, as its user declares it, do not have: the provisioner refuses them, and their pods never start. */
export function classFindings(
  { storageClasses = [] }: ClusterDescription,
  objects: readonly ReadObject[],
  drafts: readonly WorkloadDraft[],
): Finding[] {
  if (storageClasses.length === 0) {
    return [];
  }
  const claims = sortedBy([...objects.flatMap(claimIn), ...drafts.flatMap(claimsOfPods)], ({ path }) => path);
  return storageClasses.flatMap((storageClass) => {
    const of = claims.filter((claim) => isOf(claim, storageClass));
    const modes = [...new Set(of.flatMap((claim) => claim.modes))].sort();
    return modes
      .filter((mode) => !storageClass.accessModes.includes(mode))
      .map((mode) =>
        refused(
          storageClass,
          mode,
          of.filter((claim) => claim.modes.includes(mode)),
        ),
      );
  });
}

function refused({ name, accessModes }: StorageClassDescription, mode: string, claims: readonly Written[]): Finding {
  const paths = [...new Set(claims.map(({ path }) => path))];
  const names = [...new Set(claims.map((claim) => claim.name))];
  const what = `${names.length === 1 ? 'claim' : 'claims'} ${someOf(names, MOST_NAMED)}`;
  return {
    code: 'STORAGE_CLASS_CANNOT_SERVE',
    severity: 'error',
    path: paths[0],
    message: `${what}: storage class ${name} makes no volumes of ${mode}, and the pods that mount them never start`,
    expected: accessModes.join(', '),
    actual: mode,
    cure: [`a storage class whose volumes are ${mode}`, `access mode ${accessModes.join(' or ')}`],
    ...(paths.length > 1 && { count: paths.length, paths }),
  };
}

function isOf({ storageClass }: Written, { name, isDefault }: StorageClassDescription): boolean {
  return storageClass === undefined ? isDefault : storageClass === name;
}

/** A claim that is an object; one for a volume that somebody made is served by nobody. */
function claimIn({ json, path, hint }: ReadObject): Written[] {
  const { kind, metadata, spec } = json;
  return kind === 'PersistentVolumeClaim' && !spec?.volumeName
    ? [written(spec, `${metadata?.name}`, hint?.path ?? path)]
    : [];
}

/** Claims that each pod has for itself: those of a StatefulSet, and of volumes that go with their pod. */
function claimsOfPods({ pod, path, id }: WorkloadDraft): Written[] {
  const { volumes = [] }: KubePodSpec = pod.spec ?? {};
  return volumes.flatMap(({ name, ephemeral }) =>
    ephemeral ? [written(ephemeral.volumeClaimTemplate?.spec, `${name} of ${id}`, path)] : [],
  );
}

function written(spec: any, name: string, path: string): Written {
  const { accessModes, storageClassName } = spec ?? {};
  return {
    name,
    path,
    modes: Array.isArray(accessModes) ? accessModes.map(String) : [],
    ...(storageClassName !== undefined && { storageClass: String(storageClassName) }),
  };
}
