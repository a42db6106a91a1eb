import { isNodeResource, poolLabel } from './nodes';
import { IMAGE, PodTemplate, prepared, RESTRICTED, templateOf } from './pod-template';
import { formatQuantity } from '../../capacity/quantity';
import { ClusterEntry, WorkloadEntry } from '../../report/document';
import { KubeObject, marked, POOL } from '../api/objects';

/** Label of the pods of a stand-in that is made from the plan alone. */
const STAND_IN = 'cdk8s-autonomous.dev/rehearsal-stand-in';

/** More than any cluster has: a skew is then a limit per node. */
const ANY_NUMBER = 10_000;

/** A Deployment in the place of something that no controller of a plain control plane runs. */
export interface StandIn {
  readonly object: KubeObject;
  /** Where its pods are from. */
  readonly from: 'its pod template' | 'the plan alone';
  /** What its pods need to be there. */
  readonly priorityClass?: KubeObject;
}

/**
 * A Deployment for a workload whose own kind does not run: with the pods of its manifest, or else with pods of which only the plan knows:
 * requests, pools, spread.
 * @param name free in its namespace
 */
export function standInFor(
  entry: WorkloadEntry,
  cluster: ClusterEntry,
  name: string,
  manifest: KubeObject | undefined,
): StandIn {
  const template = manifest && templateOf(manifest);
  const namespace = entry.id.split('/')[0];
  if (template) {
    const labels = { ...template.metadata?.labels, [STAND_IN]: name };
    const spec = { ...template.spec, restartPolicy: 'Always', activeDeadlineSeconds: undefined };
    const pods = prepared({ metadata: { ...template.metadata, labels }, spec }, entry.id, entry.injected);
    return { object: deployment(namespace, name, pods, entry), from: 'its pod template' };
  }
  const priorityClass = priorityClassOf(entry.priority);
  const pods = prepared(templateFrom(entry, cluster, name, priorityClass?.metadata.name), entry.id);
  return {
    object: deployment(namespace, name, pods, entry),
    from: 'the plan alone',
    ...(priorityClass && !priorityClass.metadata.name.startsWith('system-') && { priorityClass }),
  };
}

function deployment(namespace: string, name: string, template: PodTemplate, entry: WorkloadEntry): KubeObject {
  const { rollout, replicas } = entry;
  const strategy = !rollout
    ? { type: 'Recreate' }
    : {
        type: 'RollingUpdate',
        rollingUpdate: {
          maxSurge: rollout.asked,
          maxUnavailable: rollout.asked === 0 ? Math.max(1, rollout.maxUnavailable) : rollout.maxUnavailable,
        },
      };
  return marked({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels: template.metadata?.labels },
    spec: { replicas: replicas.planned, selector: { matchLabels: { [STAND_IN]: name } }, strategy, template },
  });
}

function templateFrom(
  entry: WorkloadEntry,
  cluster: ClusterEntry,
  name: string,
  priorityClassName: string | undefined,
): PodTemplate {
  const { requests, eligible } = entry;
  const amounts = Object.entries(requests)
    .filter(([resource, amount]) => resource !== 'pods' && amount > 0 && isNodeResource(resource))
    .map(([resource, amount]) => [resource, formatQuantity(resource, amount)] as const);
  const places = cluster.pools.flatMap(({ id }, place) => (eligible.includes(id) ? [poolLabel(place)] : []));
  const terms = [{ matchExpressions: [{ key: POOL, operator: 'In', values: places }] }];
  return {
    metadata: { labels: { [STAND_IN]: name } },
    spec: {
      ...(priorityClassName && { priorityClassName }),
      automountServiceAccountToken: false,
      affinity: {
        nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } },
      },
      tolerations: cluster.pools
        .filter(({ id }) => eligible.includes(id))
        .flatMap(({ taints = [] }) => taints.map(({ key, effect }) => ({ key, effect, operator: 'Exists' }))),
      topologySpreadConstraints: spreadOf(entry, name),
      containers: [
        {
          name: 'stand-in',
          image: IMAGE,
          securityContext: RESTRICTED,
          resources: {
            requests: Object.fromEntries(amounts),
            limits: Object.fromEntries(amounts.filter(([resource]) => resource !== 'cpu')),
          },
        },
      ],
    },
  };
}

function spreadOf({ maxPerNode, maxSkew, minDomains }: WorkloadEntry, name: string): object[] {
  const spread = (topologyKey: string, skew: number, domains: number | undefined) => ({
    topologyKey,
    maxSkew: skew,
    ...(domains && { minDomains: domains }),
    whenUnsatisfiable: 'DoNotSchedule',
    nodeTaintsPolicy: 'Honor',
    labelSelector: { matchLabels: { [STAND_IN]: name } },
  });
  return [
    ...(maxPerNode ? [spread('kubernetes.io/hostname', maxPerNode, ANY_NUMBER)] : []),
    ...(maxSkew?.zone ? [spread('topology.kubernetes.io/zone', maxSkew.zone, minDomains?.zone)] : []),
  ];
}

/** Classes that every cluster has, by value. */
const SYSTEM: Record<number, string> = {
  2_000_000_000: 'system-cluster-critical',
  2_000_001_000: 'system-node-critical',
};

function priorityClassOf(value: number): KubeObject | undefined {
  if (value === 0) {
    return undefined;
  }
  const name = SYSTEM[value] ?? `rehearsal${value < 0 ? '-below' : ''}-${Math.abs(value)}`;
  const metadata = { name };
  return marked({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata, value });
}
