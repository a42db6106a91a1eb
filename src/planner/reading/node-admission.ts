import { PoolDescription } from './description';
import { KubePodSpec, KubeToleration, matchesExpression } from '../../manifest/kube';

/** Labels that nodes of a pool in a zone will have. */
export function nodeLabels(pool: PoolDescription, zone: string | undefined): Record<string, string> {
  const domains = (pool.domains ?? []).map(({ label, value }) => [label, value]);
  return {
    ...pool.labels,
    ...Object.fromEntries(domains),
    ...(zone !== undefined && { ...pool.zoneLabels?.[zone], 'topology.kubernetes.io/zone': zone }),
  };
}

/** Label that kubelet gives each node: its name. */
export const HOST = 'kubernetes.io/hostname';

/** Labels as a selector meets them: every node has a name, which is not known before it is made. */
export function labelsMet(pool: PoolDescription, zone: string | undefined): Record<string, string> {
  return { [HOST]: '(a name of its own)', ...nodeLabels(pool, zone) };
}

/** Why the scheduler would not put the pod on nodes of the pool; undefined when selectors, affinity and taints admit it. */
export function barredFrom(pod: KubePodSpec, pool: PoolDescription, zone: string | undefined): string | undefined {
  return barredByLabels(pod, pool, zone) ?? barredByTaints(pod, pool);
}

/** What labels mean that the library itself asks for. */
const PROPERTIES: Readonly<Record<string, string>> = {
  'cdk8s-autonomous.dev/windows-guests': 'its node type runs no guests with Windows (windowsGuests)',
  cpumanager: 'its node type gives pods no cores of their own (pinsCores)',
  'kubevirt.io/realtime': 'its node type lets nothing run in real time (realtime)',
};

/** Which node selector or affinity keeps the pod off. */
export function barredByLabels(pod: KubePodSpec, pool: PoolDescription, zone: string | undefined): string | undefined {
  const labels = labelsMet(pool, zone);
  for (const [key, value] of Object.entries(pod.nodeSelector ?? {})) {
    if (labels[key] !== value) {
      const known = PROPERTIES[key];
      if (known !== undefined) {
        return known;
      }
      return `node selector ${key}=${value}, nodes have ${labels[key] === undefined ? 'no such label' : labels[key]}`;
    }
  }
  const terms: any[] | undefined =
    pod.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (terms && !terms.some((term) => admits(term, labels))) {
    return `required node affinity ${terms.length === 0 ? 'without any term' : terms.map(describeTerm).join(' or ')}`;
  }
  return undefined;
}

/** Which taint keeps the pod off. */
export function barredByTaints(pod: KubePodSpec, pool: PoolDescription): string | undefined {
  const tolerations = pod.tolerations ?? [];
  const taint = pool.taints.find(
    ({ key, value = '', effect }) =>
      effect !== 'PreferNoSchedule' && !tolerations.some((toleration) => tolerates(toleration, key, value, effect)),
  );
  return taint && `taint ${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect} is not tolerated`;
}

/**
 * True where nothing takes the place of pods whose node cannot be reached: they tolerate that for ever, as pods that have to work
 * while a site is cut off.
 */
export function staysBound({ tolerations = [] }: KubePodSpec): boolean {
  return UNREACHABLE.every((key) =>
    tolerations.some(
      (toleration) => toleration.tolerationSeconds === undefined && tolerates(toleration, key, '', 'NoExecute'),
    ),
  );
}

/** True where the taints of a node that cannot be reached do not keep the pod off it: its spread counts such nodes whatever its policy. */
export function toleratesUnreachable({ tolerations = [] }: KubePodSpec): boolean {
  return ['NoSchedule', 'NoExecute'].every((effect) =>
    tolerations.some((toleration) => tolerates(toleration, 'node.kubernetes.io/unreachable', '', effect)),
  );
}

const UNREACHABLE = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** A term without anything matches nothing. Its fields are names of nodes, which some node of the pool may have. */
function admits(term: any, labels: Readonly<Record<string, string>>): boolean {
  const expressions: any[] = term.matchExpressions ?? [];
  if (expressions.length === 0 && (term.matchFields ?? []).length === 0) {
    return false;
  }
  return expressions.every(({ key, operator, values }) => matchesExpression(labels, key, operator, values));
}

function describeTerm(term: any): string {
  const parts = [...(term.matchExpressions ?? []), ...(term.matchFields ?? [])];
  return (
    parts
      .map(({ key, operator, values }: any) => `${key} ${operator}${values ? ` ${values.join('|')}` : ''}`)
      .join(' and ') || '(empty)'
  );
}

function tolerates(toleration: KubeToleration, key: string, value: string, effect: string): boolean {
  if (toleration.effect && toleration.effect !== effect) {
    return false;
  }
  if (toleration.key && toleration.key !== key) {
    return false;
  }
  if (toleration.operator === 'Exists') {
    return true;
  }
  return toleration.key === key && (toleration.value ?? '') === value;
}
