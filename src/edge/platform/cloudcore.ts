import { Lazy } from 'cdk8s';
import { cloudCorePods } from './cloudcore-pods';
import { KubeEdgeProps } from './edge-runtime';
import { EdgeSwitches } from './edge-switches';
import { Cluster } from '../../cluster/cluster';
import { ArgoDelivery } from '../../delivery/argo-delivery';
import { DeliveredKinds } from '../../delivery/delivered-chart';
import { KubeToleration } from '../../manifest/kube';
import { Image } from '../../platform/image';

/** Share of its node limit that a CloudCore carries, so that reconnecting nodes find room. */
const NODE_SHARE = 0.7;

/** What a CloudCore took for each node in KubeEdge's test with 100,000 nodes: 12 cores and 48 GB for 20,000 nodes each. */
const MILLICORES_PER_NODE = 0.6;
const MEBIBYTES_PER_NODE = 2.3;

/** What the chart gives a CloudCore where nothing else is said. */
const LEAST_MILLICORES = 100;
const LEAST_MEBIBYTES = 512;

/** Nodes that are back within a minute after an outage of everything: the load that CloudCore is sized for. */
const RECONNECT_SECONDS = 60;

/** How many CloudCores there are and how large they are. */
export interface CloudCoreSize {
  readonly replicas: number;
  readonly nodeLimit: number;
  readonly nodes: number;
  /** Nodes of each after the loss of one CloudCore. */
  readonly nodesEach: number;
  readonly millicores: number;
  readonly mebibytes: number;
  /** Connections that each takes per second when all nodes come back, and one CloudCore is lost. */
  readonly reconnectsPerSecond: number;
}

/** As many CloudCores as hold all nodes at 70 % of their limit, and one more; each large enough for its share after the loss of one. */
export function cloudCoreSize(nodes: number, nodeLimit: number, given?: number): CloudCoreSize {
  const replicas = given ?? Math.ceil(nodes / (nodeLimit * NODE_SHARE)) + 1;
  const nodesEach = Math.ceil(nodes / Math.max(1, replicas - 1));
  return {
    replicas,
    nodeLimit,
    nodes,
    nodesEach,
    millicores: Math.max(LEAST_MILLICORES, 10 * Math.ceil((nodesEach * MILLICORES_PER_NODE) / 10)),
    mebibytes: Math.max(LEAST_MEBIBYTES, 64 * Math.ceil((nodesEach * MEBIBYTES_PER_NODE) / 64)),
    reconnectsPerSecond: Math.ceil(nodesEach / RECONNECT_SECONDS),
  };
}

/** What the cloud side of a platform follows from. */
export interface CloudCoreContext {
  /** Absent where another runtime is in use. */
  readonly settings?: KubeEdgeProps;
  readonly switches: EdgeSwitches;
  readonly nodes: () => number;
  /** Tolerations of everything that edge nodes are tainted with. */
  readonly tolerations: () => KubeToleration[];
}

/** The size of the CloudCores of a platform; undefined where another runtime is in use. */
export function cloudCoreSizeOf({ settings, nodes }: CloudCoreContext): CloudCoreSize | undefined {
  return settings && cloudCoreSize(nodes(), settings.nodeLimit ?? 1000, settings.cloudCores);
}

/** KubeEdge's own repository, which holds the chart. */
const CHART_REPOSITORY = 'https://github.com/kubeedge/kubeedge.git';
const CHART_PATH = 'manifests/charts/cloudcore';
const NAMESPACE = 'kubeedge';

/** What the chart of KubeEdge 1.23 renders with any of its values, and its namespace. */
const KINDS: DeliveredKinds = {
  cluster: [
    { group: '', kind: 'Namespace' },
    { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' },
    { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
    { group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding' },
  ],
  namespaced: [
    { group: '', kind: 'ConfigMap' },
    { group: '', kind: 'Secret' },
    { group: '', kind: 'Service' },
    { group: '', kind: 'ServiceAccount' },
    { group: 'apps', kind: 'DaemonSet' },
    { group: 'apps', kind: 'Deployment' },
  ],
};

/** Delivers the Application of the cloudcore chart, with everything switched on that is in use, and counts what it runs. */
export function deliverCloudCore(
  cluster: Cluster,
  context: CloudCoreContext,
  delivery: ArgoDelivery,
  path: string,
): void {
  const { settings } = context;
  if (!settings?.addresses || settings.addresses.length === 0) {
    return;
  }
  const name = `${cluster.clusterName}-cloudcore`;
  delivery._deliverHelm(name, {
    cluster: cluster.clusterName,
    namespace: NAMESPACE,
    repository: CHART_REPOSITORY,
    path: CHART_PATH,
    revision: `v${settings.version}`,
    values: Lazy.any({ produce: () => valuesOf(context, settings) }),
    kinds: KINDS,
  });
  cluster._countPresumed(() => {
    const reason = `${context.nodes()} edge nodes, and room for them when one CloudCore is lost`;
    return { name, objects: cloudCorePods(valuesOf(context, settings), reason, NAMESPACE, path), countsFor: [] };
  });
}

/**
 * The image as the chart takes it. That of its own values is 1.6.15, which without settings listens on all addresses of the node, to whoever calls; 2.0 listens on
 * 127.0.0.1 alone (mosquitto.conf(5)).
 */
function brokerImage(image: Image | undefined) {
  const [, repository, tag] = /^(.*?):([^:/]+(?:@.*)?)$/.exec(image?.reference ?? 'eclipse-mosquitto:2.0.22')!;
  return { repository, tag };
}

/** Values of the chart of KubeEdge 1.23; `hostNetWork` and the strings are its own. */
function valuesOf(context: CloudCoreContext, settings: KubeEdgeProps) {
  const { version, addresses = [], admissionSecret } = settings;
  const size = cloudCoreSizeOf(context)!;
  const on = context.switches.cloud;
  const enabled = (part: string) => ({ enable: on.includes(part) });
  // The chart names one version of each image: a release with fewer holes may be newer.
  const image = { tag: `v${version}` };
  const amounts = { cpu: `${size.millicores}m`, memory: `${size.mebibytes}Mi` };
  return {
    appVersion: version,
    cloudCore: {
      replicaCount: size.replicas,
      image,
      // It takes ports of its node: a new one starts where an old one has stopped.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      resources: { requests: amounts, limits: { cpu: `${4 * size.millicores}m`, memory: amounts.memory } },
      modules: {
        cloudHub: { advertiseAddress: addresses, nodeLimit: String(size.nodeLimit) },
        dynamicController: enabled('dynamicController'),
        router: enabled('router'),
        taskManager: enabled('taskManager'),
      },
    },
    controllerManager: { ...enabled('controllerManager'), image },
    iptablesManager: { image },
    // A broker on every edge node, which only topics need.
    mosquitto:
      context.switches.uses('EventBus') && !settings.brokerOnNodes
        ? { enable: true, image: brokerImage(settings.brokerImage), tolerations: context.tolerations() }
        : { enable: false },
    admission:
      admissionSecret === undefined ? { enable: false } : { enable: true, certsSecretName: admissionSecret, image },
  };
}
