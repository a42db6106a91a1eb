import { kubeletLabels } from '../../cluster/node/node-labels';
import { bytesOf, hugePagesOf, millisOf } from '../../manifest/amounts';
import * as k8s from '../../manifest/k8s/types';
import type { EdgeNode } from '../edge-node';
import { EdgeSite } from '../platform/edge-platform';
import { EDGE_NODE, Runtime } from '../runtime/runtime';
import { EdgeServiceProps } from '../service/edge-service-props';

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

/** Nodes of a site that admit a service and have room for one pod of it. */
export function nodesAt({ nodes, _matchLabels }: EdgeSite, props: EdgeServiceProps): EdgeNode[] {
  const { nodeLabels = {}, architectures, tolerates = [], resources } = props;
  const asked = {
    cpu: millisOf(resources.cpu),
    memory: bytesOf(resources.memory),
    ...hugePagesOf(resources),
    ...resources.extended,
  };
  return nodes.filter(({ nodeType, labels: own, taints }) => {
    const labels: Record<string, string> = {
      ..._matchLabels,
      ...own,
      ...kubeletLabels(nodeType.architecture),
    };
    const tolerated = taints.every(({ key, value, effect }) =>
      tolerates.some((one) => one.key === key && one.effect === effect && (one.value ?? value) === value),
    );
    return (
      tolerated &&
      (architectures === undefined || architectures.includes(nodeType.architecture)) &&
      Object.entries(nodeLabels).every(([key, value]) => labels[key] === value) &&
      Object.entries(asked).every(
        ([name, amount]) => (nodeType._capacity[name] ?? 0) - (nodeType._reserved[name] ?? 0) >= amount,
      )
    );
  });
}

/** How many these are; Infinity where there is none, which the plan explains. */
export function hostsAt(site: EdgeSite, props: EdgeServiceProps): number {
  return nodesAt(site, props).length || Infinity;
}
