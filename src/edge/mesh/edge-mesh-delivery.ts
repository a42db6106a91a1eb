import { Lazy, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { EdgeMeshProps } from './edge-mesh-props';
import { Finding } from '../../capacity/model';
import { bytesOf, millisOf } from '../../manifest/amounts';
import { customResource } from '../../manifest/custom-resource';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { KubeToleration } from '../../manifest/kube';
import { clusterScoped, namespaced, Owner } from '../../manifest/metadata';
import { isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { quantities } from '../../manifest/quantities';
import { emitExternalSecret } from '../../platform/secrets/external-secret';
import { Cpu } from '../../units/cpu';
import { WorkloadResources } from '../../workload/pod/workload-resources';

/** Where KubeEdge and EdgeMesh are. */
export const KUBE_EDGE_NAMESPACE = 'kubeedge';

const AGENT = 'edgemesh-agent';
const LABELS = { 'k8s-app': 'kubeedge', kubeedge: AGENT };
const FOLDER = '/etc/edgemesh';

/** What the chart of EdgeMesh 1.17 gives each agent. */
const RESOURCES: WorkloadResources = {
  cpu: Cpu.millis(500),
  memory: Size.mebibytes(128),
  cpuLimit: Cpu.units(1),
  memoryLimit: Size.mebibytes(256),
};

/** Checks what is said of EdgeMesh. */
export function checkEdgeMesh(problems: Problems, runtime: string, props: EdgeMeshProps | undefined): void {
  if (!props) {
    return;
  }
  problems.check(runtime === 'KubeEdge', 'edgeMesh', 'given', `${runtime} has no EdgeMesh`, 'leave it out');
  for (const { nodeName, addresses } of props.relays ?? []) {
    problems.check(isDnsSubdomain(nodeName), 'edgeMesh.relays', nodeName, 'must be the name of a node');
    const reached = addresses.length > 0 && addresses.every((one) => /^[0-9a-fA-F.:]+$/.test(one));
    problems.check(reached, 'edgeMesh.relays', nodeName, 'needs addresses under which all others reach it');
  }
}

/**
 * The agent of EdgeMesh on every node, with the objects of its chart (build/helm/edgemesh of EdgeMesh 1.17) but two: the key comes from a Secret, not from values that end
 * up in a ConfigMap, and it reads the three kinds of Istio that it knows instead of all. The kinds themselves (CRDs) are not installed.
 */
export function emitEdgeMesh(
  scope: Construct,
  { partOf }: Owner,
  { image, key, relays = [], resources = RESOURCES }: EdgeMeshProps,
  tolerations: () => KubeToleration[],
): void {
  const place = new Construct(scope, 'EdgeMesh');
  const owner: Owner = { partOf, namespace: KUBE_EDGE_NAMESPACE };
  if (key._store) {
    const parts = { name: key.secretName, store: key._store, keys: { [key._key]: key._path! } };
    emitExternalSecret(place, 'Key', owner, parts);
  }
  image._login?.registry?._emitLogin(place, owner);
  kubeObject(place, 'ServiceAccount', 'ServiceAccount', { metadata: namespaced('ServiceAccount', AGENT, owner) });
  emitRole(place, owner);
  kubeObject(place, 'Config', 'ConfigMap', {
    metadata: namespaced('ConfigMap', `${AGENT}-cfg`, owner),
    data: { 'edgemesh-agent.yaml': configOf(relays) },
  });
  customResource(place, 'Agent', {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: namespaced('DaemonSet', AGENT, owner, LABELS),
    spec: {
      selector: { matchLabels: LABELS },
      // A node that is away counts as one without a pod: with a fixed number the first such nodes would hold up all others.
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
      template: {
        metadata: { labels: LABELS },
        spec: {
          hostNetwork: true,
          priorityClassName: 'system-node-critical',
          serviceAccountName: AGENT,
          tolerations: Lazy.any({ produce: tolerations }),
          ...(image.pullSecret !== undefined && { imagePullSecrets: [{ name: image.pullSecret }] }),
          containers: [containerOf(image.reference, resources)],
          volumes: [
            { name: 'conf', configMap: { name: `${AGENT}-cfg` } },
            { name: 'resolv', hostPath: { path: '/etc/resolv.conf' } },
            { name: 'psk', secret: { secretName: key.secretName, items: [{ key: key._key, path: 'psk' }] } },
          ],
        },
      },
    },
  });
}

function emitRole(place: Construct, owner: Owner): void {
  const read = ['get', 'list', 'watch'];
  kubeObject(place, 'ClusterRole', 'ClusterRole', {
    metadata: clusterScoped('ClusterRole', AGENT, owner),
    rules: [
      { apiGroups: [''], resources: ['endpoints', 'namespaces', 'nodes', 'pods', 'services'], verbs: read },
      {
        apiGroups: ['networking.istio.io'],
        resources: ['destinationrules', 'gateways', 'virtualservices'],
        verbs: read,
      },
    ],
  });
  kubeObject(place, 'ClusterRoleBinding', 'ClusterRoleBinding', {
    metadata: clusterScoped('ClusterRoleBinding', AGENT, owner),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: AGENT },
    subjects: [{ kind: 'ServiceAccount', name: AGENT, namespace: KUBE_EDGE_NAMESPACE }],
  });
}

function containerOf(image: string, resources: WorkloadResources): k8s.Container {
  const { cpu, memory, cpuLimit, memoryLimit = memory } = resources;
  const fieldRef = (fieldPath: string) => ({ fieldRef: { fieldPath } });
  return {
    name: AGENT,
    image,
    // It makes a network device and rules of the node's packet filter.
    securityContext: { privileged: true },
    env: [
      { name: 'NODE_NAME', valueFrom: fieldRef('spec.nodeName') },
      { name: 'NAMESPACE', valueFrom: fieldRef('metadata.namespace') },
    ],
    resources: {
      requests: quantities({ cpu: millisOf(cpu), memory: bytesOf(memory) }),
      limits: quantities({ ...(cpuLimit && { cpu: millisOf(cpuLimit) }), memory: bytesOf(memoryLimit) }),
    },
    volumeMounts: [
      { name: 'conf', mountPath: `${FOLDER}/config` },
      { name: 'resolv', mountPath: '/etc/resolv.conf' },
      { name: 'psk', mountPath: FOLDER },
    ],
  };
}

/** JSON is YAML: what is not said has the defaults of the agent. */
function configOf(relays: NonNullable<EdgeMeshProps['relays']>): string {
  const relayNodes = relays.map(({ nodeName, addresses }) => ({ nodeName, advertiseAddress: addresses }));
  const edgeTunnel = { enable: true, ...(relayNodes.length > 0 && { relayNodes }) };
  return `${JSON.stringify({ modules: { edgeProxy: { enable: true }, edgeTunnel } }, undefined, 2)}\n`;
}

/** Services at sites that call what is elsewhere, while agents of different networks have nowhere to meet. */
export function withoutRelay(props: EdgeMeshProps | undefined, callers: readonly string[], path: string): Finding[] {
  if (!props || (props.relays ?? []).length > 0 || callers.length === 0) {
    return [];
  }
  const more = callers.length > 1 ? ` and ${callers.length - 1} more services` : '';
  return [
    {
      code: 'EDGE_MESH_WITHOUT_RELAY',
      severity: 'warning',
      path,
      message: `${callers[0]}${more} at sites call services of the cloud, and EdgeMesh has no relay: agents of different networks do not find each other`,
      cure: ['edgeMesh.relays: a node of the cloud that all sites reach', 'what they call at the sites too'],
    },
  ];
}
