import { ApiObject, App, Chart, Size } from 'cdk8s';
import {
  ArgoDelivery,
  Cluster,
  Cpu,
  KubernetesVersion,
  NodeReserve,
  NodeType,
  Price,
  Priority,
  Survive,
} from 'cdk8s-autonomous';
import { Variation } from './variation';

/** Three zones of 32-core nodes that outlive the loss of any one zone. */
export function eastCluster(app: App, delivery: ArgoDelivery, { maxNodesPerZone = 12 }: Variation): Cluster {
  const cluster = new Cluster(app, 'east', {
    zones: ['east-1a', 'east-1b', 'east-1c'],
    kubernetesVersion: KubernetesVersion.V1_32,
    survive: Survive.zone(),
    delivery,
  });
  cluster.addNodePool('general', {
    nodeType: NodeType.of('32x128', {
      cpu: Cpu.units(32),
      memory: Size.gibibytes(128),
      ephemeralStorage: Size.gibibytes(200),
      reserve: NodeReserve.explicit({
        cpu: Cpu.millis(700),
        memory: Size.gibibytes(7),
        ephemeralStorage: Size.gibibytes(20),
      }),
      attachableVolumes: { 'ebs.csi.aws.com': 27 },
      price: Price.perHour(1.4),
    }),
    maxNodesPerZone,
  });
  return cluster;
}

/** Who is placed first when not everything fits: commands to cars before rules, rules before decoding. */
export function eastPriorities(cluster: Cluster): Record<'command' | 'rules' | 'decode', Priority> {
  return {
    command: cluster.addPriority('command', { value: 3000, description: 'Commands that a driver waits for' }),
    rules: cluster.addPriority('rules', { value: 2000, description: 'Rules on live telemetry' }),
    decode: cluster.addPriority('decode', { value: 1000, description: 'Decoding of raw frames' }),
  };
}

/** What the platform team runs on every node, written with plain cdk8s: the planner takes it off what pods can have. */
export function nodeAgents(app: App): Chart {
  const chart = new Chart(app, 'node-agents', { disableResourceNameHashes: true });
  const labels = { 'app.kubernetes.io/name': 'node-agent' };
  const metadata = { name: 'node-agent', namespace: 'kube-system', labels: { ...labels, owner: 'platform' } };
  new ApiObject(chart, 'agent', {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata,
    spec: {
      selector: { matchLabels: labels },
      updateStrategy: { type: 'RollingUpdate' },
      template: {
        metadata: { labels },
        spec: {
          priorityClassName: 'system-node-critical',
          automountServiceAccountToken: false,
          // On every node, whatever its taints keep off it.
          tolerations: [{ operator: 'Exists' }],
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 10001,
            runAsGroup: 10001,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'agent',
              image: 'harbor.cars.example.com/platform/node-agent:3.2.0',
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              ports: [{ name: 'health', containerPort: 9102 }],
              readinessProbe: { httpGet: { path: '/readyz', port: 9102 } },
              livenessProbe: { httpGet: { path: '/healthz', port: 9102 } },
              resources: {
                requests: { cpu: '500m', memory: '3Gi', 'ephemeral-storage': '64Mi' },
                limits: { memory: '3Gi', 'ephemeral-storage': '64Mi' },
              },
            },
          ],
        },
      },
    },
  });
  // Nobody calls it; it calls the collector.
  new ApiObject(chart, 'calls', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [],
      egress: [{ ports: [{ port: 53 }, { port: 4317 }] }, { ports: [{ port: 53, protocol: 'UDP' }] }],
    },
  });
  return chart;
}
