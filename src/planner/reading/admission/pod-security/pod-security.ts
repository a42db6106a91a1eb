import { securityCure } from './cure';
import { Broken, Enforced, Level, LEVELS, strictestFor, violationsOf } from './levels';
import { Finding } from '../../../../capacity/model';
import { KubeObject, KubePod } from '../../../../manifest/kube';
import { guarded } from '../../guarded';
import { Admission, AdmittedPods } from '../input';
import { namesOf } from '../same-cause';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** Pods that the Pod Security of their namespace refuses: their controllers are admitted, and run none of them. */
export function podSecurityFindings(
  pods: readonly AdmittedPods[],
  { cluster, context }: Admission,
  findings: Finding[],
): Finding[] {
  const minor = Number(cluster.kubernetesVersion.split('.')[1]);
  const refused = pods.flatMap((one) => {
    const within = context.namespace(one.namespace);
    const enforced = enforcedBy(within, minor);
    if (!within || !enforced) {
      return [];
    }
    const broken = guarded(one.object, findings, () => violationsOf(checkedPart(one), enforced)) ?? [];
    return broken.length > 0 ? [{ ...one, within, enforced, broken }] : [];
  });
  const alike = new Map<string, Refused[]>();
  for (const one of refused) {
    const key = JSON.stringify([
      one.namespace,
      one.broken.map(({ id, detail }) => [id, detail.replace(/"[^"]*"/g, '')]),
    ]);
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  return [...alike.values()].map(refusal);
}

interface Refused extends AdmittedPods {
  readonly within: KubeObject;
  readonly enforced: Enforced;
  readonly broken: readonly Broken[];
}

/** What the labels of a namespace enforce; undefined where they say nothing. The rules of a version that is not there yet are the newest. */
export function enforcedBy(namespace: KubeObject | undefined, cluster: number): Enforced | undefined {
  const level = namespace?.metadata?.labels?.[ENFORCE];
  if (level === undefined) {
    return undefined;
  }
  const pinned = /^v1\.(\d+)$/.exec(namespace?.metadata?.labels?.[`${ENFORCE}-version`] ?? 'latest');
  return {
    // A level that nobody knows is taken for the strictest.
    level: LEVELS.includes(level as Level) ? (level as Level) : 'restricted',
    minor: Math.min(cluster, pinned ? Number(pinned[1]) : cluster),
  };
}

/** The containers that are somebody's; what an operator adds has the security context that the operator gives it. */
function checkedPart({ pod, added }: AdmittedPods): KubePod {
  const containers = pod.spec?.containers?.filter(({ name = '' }) => !added.has(name));
  return { ...pod, spec: { ...pod.spec, containers } };
}

function refusal(some: readonly Refused[]): Finding {
  const [{ path, pod, namespace, within, enforced, broken, replicas, daemon }] = some;
  const run = some.length > 1 || daemon ? 'none of them run' : `0 of its ${replicas} run`;
  const level = strictestFor(pod, enforced.minor);
  const ours = within.metadata?.labels?.['app.kubernetes.io/managed-by'] === 'cdk8s-autonomous';
  const own = ours
    ? `podSecurity: PodSecurity.${level.toUpperCase()} on the stack`
    : `${ENFORCE}: ${level} on Namespace ${namespace}`;
  return {
    code: 'POD_SECURITY_REFUSES',
    severity: 'error',
    path,
    message: `the pods of ${namesOf(some.map((one) => one.id))} violate PodSecurity "${enforced.level}:v1.${enforced.minor}" of namespace ${namespace}, so ${run}: ${broken.map(({ reason, detail }) => `${reason} (${detail})`).join(', ')}`,
    expected: `pods that level ${enforced.level} lets in`,
    actual: `level ${level}`,
    cure: [securityCure(broken), `${own}, or another namespace with that level`],
    ...(some.length > 1 && { count: some.length, paths: some.map((one) => one.path) }),
  };
}
