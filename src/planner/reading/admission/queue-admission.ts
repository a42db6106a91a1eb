import { Admission, AdmittedPods } from './input';
import { Finding } from '../../../capacity/model';
import { KubeObject, selects } from '../../../manifest/kube';
import { queueNameOf, volcanoQueueOf } from '../workloads/gangs';

/** Jobs that their queue never admits, with the reason that Kueue gives (kubernetes-sigs/kueue v0.14, pkg/controller/core/workload_controller.go). */
export function queuedFindings({ object, path, id, namespace, pod }: AdmittedPods, { context }: Admission): Finding[] {
  const wanted = queueNameOf(object.json);
  const volcano = volcanoQueueOf(pod);
  if (volcano !== undefined && volcano !== 'default') {
    const known = context.of('Queue').some(({ metadata }) => metadata?.name === volcano);
    return known ? [] : [unknown(path, `${id} waits in queue ${volcano} of Volcano`, `Queue ${volcano}`, false)];
  }
  if (wanted === undefined) {
    return [];
  }
  const named = (kind: string, name: string) => context.of(kind).filter(({ metadata }) => metadata?.name === name);
  const local = named('LocalQueue', wanted).find(({ metadata }) => (metadata?.namespace ?? 'default') === namespace);
  // Where the charts have queues of the cluster, those that they do not have are taken for missing.
  const all = context.of('ClusterQueue').length > 0;
  if (!local) {
    return [
      unknown(path, `${id} waits in LocalQueue ${wanted}`, `LocalQueue ${wanted} of namespace ${namespace}`, all),
    ];
  }
  const [cluster] = named('ClusterQueue', local.spec?.clusterQueue);
  if (!cluster) {
    return [unknown(path, `${id} waits in LocalQueue ${wanted}`, `ClusterQueue ${local.spec?.clusterQueue}`, all)];
  }
  return [
    ...[local, cluster].flatMap((queue) => stopped(queue, id, path)),
    ...outside(cluster, namespace, context.namespace(namespace), id, path),
    ...withoutFlavors(cluster, context.of('ResourceFlavor'), id, path),
  ];
}

function unknown(path: string, who: string, what: string, certain: boolean): Finding {
  return {
    code: 'QUEUE_UNKNOWN',
    severity: certain ? 'error' : 'warning',
    ...(!certain && { uncovered: true as const }),
    path,
    message: `${who}, and ${what} is in no chart of the cluster: ${certain ? 'it is never admitted' : 'it is not admitted unless somebody else makes it'} (${what.replace(/ of namespace.*/, '')} doesn't exist)`,
    cure: ['the name of a queue of the cluster', `include the chart with ${what} in the cluster`],
  };
}

function stopped({ kind, metadata, spec }: KubeObject, id: string, path: string): Finding[] {
  const policy = spec?.stopPolicy ?? 'None';
  return policy === 'None'
    ? []
    : [
        {
          code: 'QUEUE_STOPPED',
          severity: 'error',
          path,
          message: `${kind} ${metadata?.name} has stopPolicy ${policy}: ${id} is never admitted (${kind} ${metadata?.name} is inactive)`,
          expected: 'stopPolicy None',
          actual: policy,
          cure: ['stopPolicy: None', 'another queue for it'],
        },
      ];
}

/** A ClusterQueue without a selector admits nobody, one with an empty selector everybody. */
function outside(
  { metadata, spec }: KubeObject,
  name: string,
  namespace: KubeObject | undefined,
  id: string,
  path: string,
): Finding[] {
  const selector = spec?.namespaceSelector;
  const labels = { ...namespace?.metadata?.labels, 'kubernetes.io/metadata.name': name };
  if (selects(selector, labels)) {
    return [];
  }
  const certain = selector === undefined || namespace !== undefined;
  return [
    {
      code: 'QUEUE_REFUSES_NAMESPACE',
      severity: certain ? 'error' : 'warning',
      ...(!certain && { uncovered: true as const }),
      path,
      message: `ClusterQueue ${metadata?.name} ${selector === undefined ? 'has no namespaceSelector, which selects nothing' : `selects ${JSON.stringify(selector)}, not namespace ${name}${certain ? '' : ', whose labels are in no chart'}`}: ${id} is never admitted (workload namespace doesn't match ClusterQueue selector)`,
      expected: `a namespaceSelector that selects ${name}`,
      cure: [
        `namespaceSelector: {"matchLabels":{"kubernetes.io/metadata.name":"${name}"}}`,
        'namespaceSelector: {} for all namespaces',
      ],
    },
  ];
}

/** Flavors that a queue names and nobody makes: it is inactive as a whole. */
function withoutFlavors(
  { metadata, spec }: KubeObject,
  flavors: readonly KubeObject[],
  id: string,
  path: string,
): Finding[] {
  const known = new Set(flavors.map((flavor) => flavor.metadata?.name));
  const named: string[] = (spec?.resourceGroups ?? []).flatMap((group: any) =>
    (group.flavors ?? []).map(({ name }: any) => name),
  );
  const missing = [...new Set(named)].filter((name) => !known.has(name));
  const certain = flavors.length > 0;
  return missing.length === 0
    ? []
    : [
        {
          code: 'QUEUE_FLAVOR_UNKNOWN',
          severity: certain ? 'error' : 'warning',
          ...(!certain && { uncovered: true as const }),
          path,
          message: `ClusterQueue ${metadata?.name} names ResourceFlavor ${missing.join(', ')}, which is in no chart of the cluster: the queue is inactive and ${id} is never admitted (references missing ResourceFlavor(s): ${missing.join(',')})`,
          cure: [`ResourceFlavor ${missing.join(', ')} in a chart of the cluster`, 'flavors that are there'],
        },
      ];
}
