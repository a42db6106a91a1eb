/** What the program is told. */
export interface Settings {
  /** Namespace of the plan. */
  readonly namespace: string;
  readonly cluster: string;
  readonly everySeconds: number;
  readonly port: number;
  /** Programs that may write objects, besides those that apply the plan. */
  readonly managers: readonly string[];
}

/** What is looked at: each kind with its path. The ClusterRole names the same. */
export const LISTED: readonly {
  readonly kind: string;
  readonly group: string;
  readonly resource: string;
  readonly path: string;
}[] = [
  { kind: 'Node', group: '', resource: 'nodes', path: '/api/v1/nodes' },
  { kind: 'Pod', group: '', resource: 'pods', path: '/api/v1/pods' },
  { kind: 'Deployment', group: 'apps', resource: 'deployments', path: '/apis/apps/v1/deployments' },
  { kind: 'StatefulSet', group: 'apps', resource: 'statefulsets', path: '/apis/apps/v1/statefulsets' },
  { kind: 'DaemonSet', group: 'apps', resource: 'daemonsets', path: '/apis/apps/v1/daemonsets' },
  {
    kind: 'HorizontalPodAutoscaler',
    group: 'autoscaling',
    resource: 'horizontalpodautoscalers',
    path: '/apis/autoscaling/v2/horizontalpodautoscalers',
  },
];
