import { k8s } from 'cdk8s-plus-27';
import { EdgeServiceProps } from './edge-service-props';
import { EDGE_NODE, Runtime } from './runtime/runtime';
import { bytesOf, millisOf } from '../manifest/amounts';
import { KubePodSpec } from '../manifest/kube';
import { PoolDescription, SiteDescription } from '../planner/reading/description';
import { barredFrom } from '../planner/reading/node-admission';

/** What nodes of a site must have for a service. */
export function nodeRequirements({ architectures = [] }: EdgeServiceProps): k8s.NodeSelectorRequirement[] {
  return architectures.length === 0
    ? []
    : [{ key: 'kubernetes.io/arch', operator: 'In', values: [...new Set(architectures)].sort() }];
}

/** Tolerations of every pod at the edge: of the taint of edge nodes, and of nodes that are away where the site works on without the cloud. */
export function edgeTolerations(mayBeOffline: boolean, { toleratesOutage }: Runtime): k8s.Toleration[] {
  const away = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
  return [
    { key: EDGE_NODE, operator: 'Exists', effect: 'NoSchedule' },
    ...(mayBeOffline && toleratesOutage ? away.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute' })) : []),
  ];
}

/** Nodes of a site that admit a service and have room for one pod of it; Infinity where none does, which the plan explains. */
export function hostsAt({ pools }: SiteDescription, props: EdgeServiceProps): number {
  const spec: KubePodSpec = {
    nodeSelector: props.nodeLabels,
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: EDGE_NODE, operator: 'Exists' }, ...nodeRequirements(props)] },
          ],
        },
      },
    },
    tolerations: [
      { key: EDGE_NODE, operator: 'Exists' },
      ...(props.tolerates ?? []).map(({ key, value, effect }) => ({
        key,
        value,
        effect,
        operator: value === undefined ? 'Exists' : 'Equal',
      })),
    ],
  };
  const nodes = pools
    .filter((pool) => barredFrom(spec, pool, undefined) === undefined && holds(pool, props))
    .reduce((sum, { minNodes }) => sum + minNodes, 0);
  return nodes > 0 ? nodes : Infinity;
}

function holds({ capacity, reserved }: PoolDescription, { resources }: EdgeServiceProps): boolean {
  const asked = { cpu: millisOf(resources.cpu), memory: bytesOf(resources.memory), ...resources.extended };
  return Object.entries(asked).every(([name, amount]) => (capacity[name] ?? 0) - (reserved[name] ?? 0) >= amount);
}
