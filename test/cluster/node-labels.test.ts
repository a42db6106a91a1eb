import { ApiObject, Chart, Testing, Size } from 'cdk8s';
import {
  Accelerator,
  Cluster,
  ClusterProps,
  Cpu,
  GpuPool,
  KubernetesVersion,
  NodeClass,
  NodePoolProps,
  NodeReserve,
  NodeType,
  Provisioner,
} from 'cdk8s-autonomous';
import { documents, messageOf } from '../support/apps';
import { planOf } from '../support/edge';

const OWN = NodeType.of('rack-16', {
  cpu: Cpu.units(16),
  memory: Size.gibibytes(64),
  reserve: NodeReserve.explicit({ cpu: Cpu.millis(100), memory: Size.gibibytes(1) }),
});
const AWS = NodeType.aws('m7i.2xlarge');
const KARPENTER = Provisioner.karpenter({ nodeClass: NodeClass.ec2('default') });

function cluster(props: Partial<ClusterProps> = {}): Cluster {
  const zones = ['eu-central-1a', 'eu-central-1b'];
  return new Cluster(Testing.app(), 'east', { zones, kubernetesVersion: KubernetesVersion.V1_32, ...props });
}

/** The plan of a foreign Deployment with that pod on one pool. */
function planned(pod: any, pool: Partial<NodePoolProps> = {}, props: Partial<ClusterProps> = {}, kind = 'Deployment') {
  const made = cluster(props);
  made.addNodePool('general', { nodeType: AWS, ...pool });
  const chart = new Chart(made.node.root as any, 'foreign');
  const labels = { app: 'w' };
  const resources = { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } };
  new ApiObject(chart, 'w', {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'w', namespace: 'shop' },
    spec: {
      selector: { matchLabels: labels },
      ...(kind === 'Deployment' && { replicas: 1 }),
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i', resources }], ...pod } },
    },
  });
  made.include(chart);
  return planOf(made);
}

const select = (key: string, value: string) => ({ nodeSelector: { [key]: value } });
const requires = (...matchExpressions: any[]) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
    },
  },
});
const eligible = (...args: Parameters<typeof planned>): string[] => planned(...args).workloads[0].eligible;
const BOTH = ['general/eu-central-1a', 'general/eu-central-1b'];
const noPool = (...args: Parameters<typeof planned>) =>
  planned(...args).findings.find(({ code }: any) => code === 'NO_POOL_ADMITS');

describe('labels that follow from node type and zone', () => {
  test.each([
    ['kubernetes.io/os', 'linux'],
    ['kubernetes.io/arch', 'amd64'],
    ['beta.kubernetes.io/os', 'linux'],
    ['beta.kubernetes.io/arch', 'amd64'],
    ['node.kubernetes.io/instance-type', 'm7i.2xlarge'],
    ['beta.kubernetes.io/instance-type', 'm7i.2xlarge'],
    ['topology.kubernetes.io/region', 'eu-central-1'],
    ['failure-domain.beta.kubernetes.io/region', 'eu-central-1'],
  ])('%s=%s', (key, value) => {
    expect(eligible(select(key, value))).toEqual(BOTH);
    expect(eligible(select(key, 'other'))).toEqual([]);
  });

  test.each(['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone', 'topology.ebs.csi.aws.com/zone'])(
    '%s has one pool for each zone',
    (key) => {
      expect(eligible(select(key, 'eu-central-1b'))).toEqual(['general/eu-central-1b']);
    },
  );

  test('every node has a name, which no other node has', () => {
    expect(eligible(requires({ key: 'kubernetes.io/hostname', operator: 'Exists' }))).toEqual(BOTH);
    expect(eligible(requires({ key: 'kubernetes.io/hostname', operator: 'NotIn', values: ['n1'] }))).toEqual(BOTH);
    expect(eligible(requires({ key: 'kubernetes.io/hostname', operator: 'DoesNotExist' }))).toEqual([]);
    expect(noPool(select('kubernetes.io/hostname', 'n1')).cure[0]).toContain('nodes are named when they are made');
  });

  test.each([
    ['westeurope-1', 'westeurope', NodeType.azure('Standard_D8s_v5', { reserve: NodeReserve.aws(), maxPods: 110 })],
    ['europe-west4-b', 'europe-west4', NodeType.gcp('n2-standard-8', { reserve: NodeReserve.aws() })],
    ['us-west-2-lax-1a', 'us-west-2', AWS],
    ['us-gov-west-1b', 'us-gov-west-1', AWS],
  ])('zone %s is in region %s', (zone, region, nodeType) => {
    expect(eligible(select('topology.kubernetes.io/region', region), { nodeType }, { zones: [zone] })).toEqual([
      `general/${zone}`,
    ]);
  });
});

describe('the region of a cluster', () => {
  test('is said where the nodes are of no cloud', () => {
    const region = select('topology.kubernetes.io/region', 'plant-1');
    const finding = noPool(region, { nodeType: OWN });
    expect(finding.message).toContain('; nobody said which nodes have topology.kubernetes.io/region');
    expect(finding.cure[0]).toBe("region: 'plant-1' on the cluster");
    expect(eligible(region, { nodeType: OWN }, { region: 'plant-1' })).toEqual(BOTH);
  });

  test.each([
    [{ region: '' }, "region '': must be the value of a label"],
    [{ region: 'eu central' }, "region 'eu central': must be the value of a label"],
    [{ region: 'us-east-1' }, 'are in eu-central-1, the region of the cluster is us-east-1'],
  ])('%j is refused', (props, message) => {
    expect(messageOf(() => cluster(props).addNodePool('general', { nodeType: AWS }))).toContain(message);
  });
});

describe('labels of Karpenter', () => {
  const provisioner = KARPENTER;

  test.each([
    ['karpenter.sh/capacity-type', 'on-demand'],
    ['karpenter.sh/registered', 'true'],
    ['karpenter.k8s.aws/ec2nodeclass', 'default'],
    ['karpenter.k8s.aws/instance-family', 'm7i'],
    ['karpenter.k8s.aws/instance-size', '2xlarge'],
    ['karpenter.k8s.aws/instance-cpu', '8'],
    ['karpenter.k8s.aws/instance-memory', '32768'],
    ['karpenter.k8s.aws/instance-hypervisor', 'nitro'],
  ])('%s=%s', (key, value) => {
    expect(eligible(select(key, value), { provisioner })).toEqual(BOTH);
    expect(eligible(select(key, 'other'), { provisioner })).toEqual([]);
  });

  test('each zone has a NodePool of its own, whose name its nodes have', () => {
    const pod = select('karpenter.sh/nodepool', 'general-eu-central-1b');
    expect(eligible(pod, { provisioner })).toEqual(['general/eu-central-1b']);
  });

  test('newer than the fifth generation, by numbers', () => {
    const key = 'karpenter.k8s.aws/instance-generation';
    expect(eligible(requires({ key, operator: 'Gt', values: ['5'] }), { provisioner })).toEqual(BOTH);
    expect(eligible(requires({ key, operator: 'Gt', values: ['7'] }), { provisioner })).toEqual([]);
  });

  test('of a machine that is not in the table are not known, and the cure is one that is', () => {
    const [cure] = noPool(select('karpenter.k8s.aws/instance-family', 'x9'), { nodeType: OWN, provisioner }).cure;
    expect(cure).toBe(
      "a machine type of the table, for example NodeType.aws('m7i.2xlarge'): its labels follow from it",
    );
  });

  test('are there for one pool of a cluster whose other nodes somebody else makes', () => {
    const made = cluster();
    made.addNodePool('system', { nodeType: AWS, provisioner: Provisioner.eksNodeGroups() });
    made.addNodePool('burst', { nodeType: AWS, provisioner: KARPENTER });
    expect(made.nodePools.map(({ labels }) => labels['karpenter.sh/capacity-type'])).toEqual([undefined, 'on-demand']);
    const names = documents(made.node.root as any).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(names).toEqual(['NodePool/burst-eu-central-1a', 'NodePool/burst-eu-central-1b']);
  });
});

describe('labels of managed groups', () => {
  const azure = NodeType.azure('Standard_D8s_v5', { reserve: NodeReserve.aws(), maxPods: 110 });
  const gcp = NodeType.gcp('n2-standard-8', { reserve: NodeReserve.aws() });

  test.each<[string, string, Partial<NodePoolProps>]>([
    ['eks.amazonaws.com/nodegroup', 'general', { provisioner: Provisioner.eksNodeGroups() }],
    ['eks.amazonaws.com/nodegroup', 'ng-7', { provisioner: Provisioner.eksNodeGroups(), nodeGroup: 'ng-7' }],
    ['eks.amazonaws.com/capacityType', 'ON_DEMAND', { provisioner: Provisioner.eksNodeGroups() }],
    ['cloud.google.com/gke-nodepool', 'general', { provisioner: Provisioner.gkeNodePools(), nodeType: gcp }],
    ['cloud.google.com/machine-family', 'n2', { provisioner: Provisioner.gkeNodePools(), nodeType: gcp }],
    ['kubernetes.azure.com/agentpool', 'general', { provisioner: Provisioner.aksNodePools(), nodeType: azure }],
    ['agentpool', 'general', { provisioner: Provisioner.aksNodePools(), nodeType: azure }],
    ['kubernetes.azure.com/mode', 'user', { provisioner: Provisioner.aksNodePools(), nodeType: azure }],
  ])('%s=%s', (key, value, pool) => {
    const zones = ['zone-x'];
    expect(eligible(select(key, value), pool, { zones })).toEqual(['general/zone-x']);
    expect(eligible(select(key, 'other'), pool, { zones })).toEqual([]);
  });

  test('what a group usually is may be said otherwise', () => {
    const pool = {
      provisioner: Provisioner.eksNodeGroups(),
      labels: { 'eks.amazonaws.com/capacityType': 'SPOT' },
    };
    expect(eligible(select('eks.amazonaws.com/capacityType', 'SPOT'), pool)).toEqual(BOTH);
  });

  test.each<[string, string]>([
    ['eks.amazonaws.com/nodegroup', 'Provisioner.eksNodeGroups() on the cluster or pool general, with nodeGroup'],
    ['cloud.google.com/gke-nodepool', 'Provisioner.gkeNodePools()'],
    ['agentpool', 'Provisioner.aksNodePools()'],
    [
      'karpenter.sh/nodepool',
      "Provisioner.karpenter(...) on the cluster or the pool, or labels: { 'karpenter.sh/nodepool': 'x' }",
    ],
    [
      'failure-domain.beta.kubernetes.io/zone',
      'NodeType.aws(...), .azure(...) or .gcp(...) for the nodes of pool general',
    ],
    ['node-role.kubernetes.io/infra', "labels: { 'node-role.kubernetes.io/infra': 'x' } on pool general"],
    ['feature.node.kubernetes.io/cpu-model.family', 'on pool general'],
  ])('where nobody said who makes the nodes, %s has a cure', (key, cure) => {
    const finding = noPool(select(key, 'x'), { nodeType: OWN });
    expect(finding.message).toContain(`nobody said which nodes have ${key}`);
    expect(finding.cure[0]).toContain(cure);
  });

  test('a label of the users own, or of another maker, is just not there', () => {
    expect(noPool(select('tier', 'x')).cure[0]).toContain('change the node selector');
    const gke = { provisioner: Provisioner.gkeNodePools(), nodeType: gcp };
    const pod = select('eks.amazonaws.com/nodegroup', 'x');
    expect(noPool(pod, gke, { zones: ['zone-x'] }).message).not.toContain('nobody said');
  });

  test('one of several terms is enough', () => {
    const pod = {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'eks.amazonaws.com/nodegroup', operator: 'In', values: ['x'] }] },
              { matchExpressions: [{ key: 'kubernetes.io/os', operator: 'In', values: ['linux'] }] },
            ],
          },
        },
      },
    };
    expect(eligible(pod)).toEqual(BOTH);
  });

  test('labels may be said by hand, whoever they belong to', () => {
    const labels = { 'node-role.kubernetes.io/infra': '', 'karpenter.sh/nodepool': 'theirs' };
    const pool = { labels, nodeType: OWN };
    expect(eligible(select('node-role.kubernetes.io/infra', ''), pool)).toEqual(BOTH);
    expect(eligible(select('karpenter.sh/nodepool', 'theirs'), pool)).toEqual(BOTH);
  });
});

test('nodes with accelerators have the same labels, the group included', () => {
  const made = cluster({ provisioner: Provisioner.eksNodeGroups() });
  const gpus = new GpuPool(made, 'gpus', {
    nodeType: NodeType.aws('p5.48xlarge'),
    accelerator: Accelerator.NVIDIA_H100_80_GB,
    devicesPerNode: 8,
    nodes: [{ count: 1 }],
  });
  const { labels, zoneLabels } = made._describe().pools[0];
  expect(gpus.poolName).toBe('gpus');
  expect(labels).toMatchObject({
    'eks.amazonaws.com/nodegroup': 'gpus',
    'topology.kubernetes.io/region': 'eu-central-1',
    'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3',
  });
  expect(zoneLabels).toEqual({
    'eu-central-1a': {
      'failure-domain.beta.kubernetes.io/zone': 'eu-central-1a',
      'topology.ebs.csi.aws.com/zone': 'eu-central-1a',
    },
  });
});

test.each<[Partial<NodePoolProps>, string]>([
  [
    { labels: { 'kubernetes.io/arch': 'arm64' } },
    "labels['kubernetes.io/arch'] 'arm64': nodes have 'amd64'; leave it out",
  ],
  [
    { labels: { 'topology.kubernetes.io/zone': 'x' } },
    "labels key 'topology.kubernetes.io/zone': follows from the zone",
  ],
  [{ labels: { 'topology.kubernetes.io/region': 'x' } }, "nodes have 'eu-central-1'"],
  [{ labels: { 'a b': 'x' } }, "labels key 'a b': must be [prefix/]name"],
  [{ nodeGroup: 'x' }, "nodeGroup 'x': is the name of a group that a cloud makes the nodes with"],
  [{ nodeGroup: 'a b', provisioner: Provisioner.eksNodeGroups() }, "nodeGroup 'a b': node groups of EKS have 1 to 63"],
  [
    { nodeGroup: 'Pool', provisioner: Provisioner.gkeNodePools(), nodeType: OWN },
    "nodeGroup 'Pool': node pools of GKE have 1 to 40 of a-z, 0-9 and -",
  ],
  [
    { nodeGroup: 'a-pool', provisioner: Provisioner.aksNodePools(), nodeType: OWN },
    "nodeGroup 'a-pool': agent pools of AKS have 1 to 12 of a-z and 0-9",
  ],
  [
    { provisioner: KARPENTER, nodeType: NodeType.aws('m7i.2xlarge', { hugePages2Mi: Size.gibibytes(1) }) },
    "nodeType 'm7i.2xlarge': has huge pages, of which Karpenter does not know",
  ],
  [{ provisioner: Provisioner.gkeNodePools() }, 'is a machine of AWS, the nodes are made by Google Cloud'],
  [{ provisioner: KARPENTER, labels: { 'node-role.kubernetes.io/x': '' } }, 'Karpenter keeps node-role.kubernetes.io'],
])('%j is refused', (pool, message) => {
  expect(messageOf(() => cluster().addNodePool('general', { nodeType: AWS, ...pool }))).toContain(message);
});
