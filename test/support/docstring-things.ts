import { writeFileSync } from 'fs';
import { Size } from 'cdk8s';
import * as auto from 'cdk8s-autonomous';

/** What examples of docstrings take for granted (rosetta/default.ts-fixture), and the files that they read, in the working folder. */
export function things() {
  const app = new auto.AutonomousApp({ printPlan: false });
  const delivery = new auto.ArgoDelivery(app, 'given-delivery', {
    repository: 'https://git.example.com/m.git',
    path: 'd',
    revision: 'main',
  });
  const cluster = new auto.Cluster(app, 'given-cluster', {
    zones: ['a', 'b', 'c'],
    kubernetesVersion: auto.KubernetesVersion.V1_32,
    delivery,
  });
  const nodeType = (name: string, cores: number, more: object = {}) =>
    auto.NodeType.of(name, {
      cpu: auto.Cpu.units(cores),
      memory: Size.gibibytes(cores * 8),
      ephemeralStorage: Size.gibibytes(1000),
      reserve: auto.NodeReserve.explicit({ cpu: auto.Cpu.units(1), memory: Size.gibibytes(4) }),
      ...more,
    });
  cluster.addNodePool('general', { nodeType: nodeType('32x256', 32), maxNodesPerZone: 12 });
  const gpus = new auto.GpuPool(cluster, 'given-gpus', {
    nodeType: nodeType('8xh100', 256),
    accelerator: auto.Accelerator.NVIDIA_H100_80_GB,
    devicesPerNode: 8,
    nodes: [{ count: 4 }],
  });
  const registry = new auto.HarborRegistry(app, 'given-registry', { host: 'harbor.example.com' });
  const stack = new auto.AutonomousStack(app, 'given', { cluster, registry });
  const platform = new auto.AutonomousStack(app, 'given-platform', { cluster, delivery, mesh: auto.Mesh.istio() });
  const edge = new auto.EdgePlatform(app, 'given-edge', {
    cluster,
    runtime: auto.EdgeRuntime.kubeEdge({ version: '1.23.1', brokerOnNodes: true }),
  });
  const box = nodeType('box', 8);
  const site = new auto.EdgeSite(edge, 'given-hall', { nodes: [{ name: 'gateway-1', nodeType: box }] });
  const fleet = new auto.EdgeFleet(edge, 'given-fleet', {
    layouts: { station: auto.SiteLayout.of({ role: 'box', nodeType: box }) },
    preset: auto.SitePreset.swapStation(),
    uplink: auto.Bandwidth.megabitsPerSecond(20),
    sites: [{ name: 'gz-001' }, { name: 'sh-001' }],
  });
  const digest = `sha256:${'4a'.repeat(32)}`;
  const secrets = auto.SecretStore.cluster('vault');
  const password = auto.Credential.fromStore(secrets, 'given#password');
  writeFileSync('sites.csv', 'name,region\ngz-101,gz\nsh-101,sh\n');
  writeFileSync('nodes.json', JSON.stringify({ kind: 'List', items: [reportedNode] }));
  const allows = [auto.BucketField.MAX_OBJECTS, auto.BucketField.MAX_SIZE, auto.BucketField.BUCKET_LIFECYCLE];
  return {
    program: process.cwd(),
    ...{ app, delivery, cluster, registry, secrets, edge, fleet, site, gpus, stack, platform, digest },
    store: auto.ObjectStore.rook({ name: 'given', storageClass: 'rook-ceph-bucket', allows }),
    image: registry.image('given/image', { tag: '1.0.0', digest }),
    resources: { cpu: auto.Cpu.units(1), memory: Size.gibibytes(2) },
    replicas: auto.Replicas.fixed(2),
    database: auto.DatabaseConnection.postgresql({
      host: 'db.example.com',
      database: 'given',
      user: 'given',
      password,
    }),
    redis: auto.RedisConnection.standalone({ host: 'cache.example.com', tls: true, password }),
    bucket: auto.BucketConnection.s3({
      bucket: 'given',
      region: 'eu-central-1',
      accessKey: password,
      secretKey: password,
    }),
  };
}

/** As `kubectl get nodes` shows it. */
export const reportedNode = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: 'node-1',
    labels: {
      'kubernetes.io/hostname': 'node-1',
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'node.kubernetes.io/instance-type': 'm7i.2xlarge',
      'topology.kubernetes.io/zone': 'a',
    },
  },
  status: {
    capacity: { cpu: '8', memory: '32Gi', pods: '58', 'ephemeral-storage': '100Gi' },
    allocatable: { cpu: '7910m', memory: '30Gi', pods: '58', 'ephemeral-storage': '90Gi' },
    conditions: [{ type: 'Ready', status: 'True' }],
    nodeInfo: { kubeletVersion: 'v1.32.1', operatingSystem: 'linux', architecture: 'amd64' },
  },
};
