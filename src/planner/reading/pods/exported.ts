import { Finding } from '../../../capacity/model';
import { KubeObject, KubeOwner } from '../../../manifest/kube';
import { groupOfVersion } from '../../../manifest/objects';
import { ReadObject } from '../description';
import { isCounted } from '../kinds/makes-pods';

/** Phases of pods that have ended: they hold nothing of their node. */
const ENDED: ReadonlySet<string> = new Set(['Succeeded', 'Failed']);

/** Conditions of Jobs that start no more pods. */
const JOB_ENDED: ReadonlySet<string> = new Set(['Complete', 'Failed']);

/** The image of a pod that kubelet itself runs from a file of its node. */
const MIRROR = 'kubernetes.io/config.mirror';

/**
 * Manifests of which each pod is one that runs, once. What was exported from a cluster shows pods beside what makes them, pods and jobs
 * that have ended, and images of pods that nodes run by themselves.
 */
export function runningOnce(objects: readonly ReadObject[], findings: Finding[]): ReadObject[] {
  const known = new Map(objects.map(({ json }) => [identityOf(json, json.metadata?.namespace), json]));
  return objects.filter((object) => {
    const { json, path } = object;
    const owner = controllerOf(json);
    if (!isCounted(json) || hasEnded(json)) {
      return !isCounted(json);
    }
    if (json.metadata?.annotations?.[MIRROR] !== undefined) {
      findings.push(mirror(json, path));
      return false;
    }
    if (owner === undefined || isCountedBy(owner, json, known)) {
      return owner === undefined;
    }
    if (!known.has(identityOf(owner, json.metadata?.namespace))) {
      findings.push(ownerUnknown(json, owner, path));
    }
    return true;
  });
}

/** Whether the pods of an exported object have ended for good. */
function hasEnded({ apiVersion, kind, status }: KubeObject): boolean {
  const conditions = apiVersion === 'batch/v1' && kind === 'Job' ? status?.conditions : undefined;
  return (
    (kind === 'Pod' && ENDED.has(status?.phase)) ||
    (Array.isArray(conditions) && conditions.some((one) => JOB_ENDED.has(one?.type) && one.status === 'True'))
  );
}

function controllerOf({ metadata }: KubeObject): (KubeOwner & { readonly name: string }) | undefined {
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller);
  return owner?.name === undefined ? undefined : { ...owner, name: owner.name };
}

/** Whether the pods of an object are counted with those of its owner, or of the owner of that. */
function isCountedBy(owner: KubeOwner, { metadata }: KubeObject, known: ReadonlyMap<string, KubeObject>): boolean {
  const json = known.get(identityOf(owner, metadata?.namespace));
  const next = json && controllerOf(json);
  return json !== undefined && (isCounted(json) || (next !== undefined && isCountedBy(next, json, known)));
}

function identityOf({ apiVersion, kind, ...rest }: KubeObject | KubeOwner, namespace = 'default'): string {
  const name = 'metadata' in rest ? (rest as KubeObject).metadata?.name : (rest as KubeOwner).name;
  return `${groupOfVersion(apiVersion)}/${kind} ${namespace}/${name}`;
}

function mirror({ metadata }: KubeObject, path: string): Finding {
  return {
    code: 'MIRROR_POD',
    severity: 'info',
    uncovered: true,
    path,
    message: `Pod ${metadata?.name} is the image of a pod that kubelet runs from a file of its node: nobody applies it, and the plan does not count it`,
    cure: ['leave it out; what nodes run by themselves belongs into the reserve of their node type'],
  };
}

function ownerUnknown({ kind, metadata }: KubeObject, owner: KubeOwner, path: string): Finding {
  return {
    code: 'OWNER_UNKNOWN',
    severity: 'warning',
    uncovered: true,
    path,
    message: `${kind} ${metadata?.name} belongs to ${owner.kind} ${owner.name}, which is in no chart of the cluster and decides about its pods: the plan counts them as they are written`,
    cure: [`the manifest of ${owner.kind} ${owner.name} instead`, 'leave ownerReferences out'],
  };
}
