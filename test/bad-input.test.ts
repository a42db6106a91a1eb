import { App, Chart, Duration, Size, Testing, YamlOutputType } from 'cdk8s';
import {
  ArgoDelivery,
  AutonomousApp,
  AutonomousStack,
  Cluster,
  Cpu,
  HarborRegistry,
  Health,
  Image,
  KubernetesVersion,
  Latency,
  Mesh,
  Microservice,
  NodeClass,
  NodeReserve,
  NodeType,
  Peer,
  PeerProtocol,
  Port,
  Price,
  Provisioner,
  Rate,
  Replicas,
  ScaleOn,
  ServiceTime,
  Survive,
  Taint,
  Utilisation,
} from 'cdk8s-autonomous';
import { cluster, IMAGE, ISTIO, messageOf, microservice, nodeType, stack, statefulService } from './support/apps';

/** Every entry: what is wrong, the code that does it, and the exact message. */
type Case = [name: string, action: () => unknown, message: string];

const NONE = NodeReserve.explicit({ cpu: Cpu.millis(0), memory: Size.mebibytes(0) });
const type = (props: any) =>
  NodeType.of('t', { cpu: Cpu.units(4), memory: Size.gibibytes(8), reserve: NONE, ...props });
const newCluster = (props: any = {}, id = 'east') =>
  new Cluster(Testing.app(), id, { zones: ['a', 'b'], kubernetesVersion: KubernetesVersion.V1_32, ...props });
const pool = (props: any, clusterProps: any = {}, name = 'p') =>
  newCluster(clusterProps).addNodePool(name, { nodeType: nodeType(), ...props });
const service = (props: any, id = 'cart', stackProps: any = {}, clusterProps: any = {}) =>
  microservice(stack(Testing.app(), stackProps, clusterProps), id, props);
const stateful = (props: any) => statefulService(stack(), 'store', props);
const demand = (more: any = {}) =>
  Replicas.forDemand({
    arrivals: Rate.perSecond(10),
    service: ServiceTime.millis(10),
    workers: 1,
    latency: Latency.p99(Duration.seconds(1)),
    ...more,
  });
const delivery = (more: any) =>
  new ArgoDelivery(Testing.app(), 'd', {
    repository: 'https://git.example.com/x.git',
    revision: 'main',
    path: 'dist',
    ...more,
  });
const base = { cpu: Cpu.units(1), memory: Size.gibibytes(1) };
const NO_PLACE = { image: IMAGE, resources: base, replicas: Replicas.fixed(1) };

const UNITS: Case[] = [
  ['rate of zero', () => Rate.perSecond(0), 'Rate.perSecond(0): must be a number above 0'],
  ['rate that is no number', () => Rate.perMinute(NaN), 'Rate.perMinute(NaN): must be a number above 0'],
  ['endless rate', () => Rate.perSecond(Infinity), 'Rate.perSecond(Infinity): must be a number above 0'],
  ['negative service time', () => ServiceTime.micros(-1), 'ServiceTime.micros(-1): must be a number above 0'],
  ['service time of zero', () => ServiceTime.millis(0), 'ServiceTime.millis(0): must be a number above 0'],
  [
    'percentile of 100',
    () => Latency.percentile(100, Duration.seconds(1)),
    'Latency.percentile(100): must be above 0 and at most 99.9999',
  ],
  [
    'percentile that is no number',
    () => Latency.percentile(NaN, Duration.seconds(1)),
    'Latency.percentile(NaN): must be above 0 and at most 99.9999',
  ],
  ['latency of zero', () => Latency.p99(Duration.millis(0)), 'Latency of 0 seconds: must be above 0'],
  ['negative price', () => Price.perHour(-1), 'Price.perHour(-1): must be a number of at least 0'],
  ['price that is no number', () => Price.perHour(NaN), 'Price.perHour(NaN): must be a number of at least 0'],
  ['utilisation of zero', () => Utilisation.percent(0), 'Utilisation.percent(0): must be above 0 and at most 100'],
  [
    'utilisation above 100',
    () => Utilisation.percent(101),
    'Utilisation.percent(101): must be above 0 and at most 100',
  ],
  [
    'privileged port',
    () => Port.http(80),
    'Port.http(80): must be a whole number from 1024 to 65535: without root a process cannot listen below',
  ],
  [
    'port beyond the last',
    () => Port.tcp(70000),
    'Port.tcp(70000): must be a whole number from 1024 to 65535: without root a process cannot listen below',
  ],
  [
    'half a port',
    () => Port.grpc(8080.5),
    'Port.grpc(8080.5): must be a whole number from 1024 to 65535: without root a process cannot listen below',
  ],
  [
    'long port name',
    () => Port.http(8080, { name: 'much-too-long-a-name' }),
    "Port.http(8080): name 'http-much-too-long-a-name' must be a-z, 0-9 and -, with the protocol 15 characters at most",
  ],
  [
    'old Kubernetes',
    () => KubernetesVersion.of('1.26'),
    "KubernetesVersion.of('1.26'): must be 1.27 to 1.36, without a patch number",
  ],
  [
    'Kubernetes with a patch number',
    () => KubernetesVersion.of('1.32.1'),
    "KubernetesVersion.of('1.32.1'): must be 1.27 to 1.36, without a patch number",
  ],
  [
    'equal probes',
    () => Health.http({ readiness: '/h', liveness: '/h' }),
    "Health.http: readiness and liveness are both '/h': a container that is only busy would be restarted; use two paths",
  ],
  [
    'probe without slash',
    () => Health.http({ readiness: 'r', liveness: '/l' }),
    "Health.http: path 'r' must start with /",
  ],
  [
    'node class without name',
    () => NodeClass.ec2(''),
    "NodeClass 'karpenter.k8s.aws' 'EC2NodeClass' '': must be an API group, a kind and the name of an object, for example NodeClass.ec2('default')",
  ],
];

const FINER: Case[] = [
  ['price finer than a millionth', () => Price.perHour(1e-7), 'Price.perHour(1e-7): must have at most six decimals'],
  [
    'version with a zero',
    () => KubernetesVersion.of('1.032'),
    "KubernetesVersion.of('1.032'): must be 1.27 to 1.36, without a patch number",
  ],
  [
    'CPU target below one percent',
    () => ScaleOn.cpu(Utilisation.percent(0.5)),
    'ScaleOn.cpu: a target of 0.5 % must be at least 1 %',
  ],
  [
    'the same metric twice',
    () => service({ replicas: Replicas.autoscaled({ min: 1, max: 2 }), scaleOn: [ScaleOn.cpu(), ScaleOn.cpu()] }),
    "[shop/cart] scaleOn ['cpu', 'cpu']: must name each metric once",
  ],
  [
    'zones that the cluster has not',
    () => service({ zones: ['z'] }),
    "[shop/cart] zones 'z': must be among the zones of the cluster: a, b, c",
  ],
  [
    'one zone and survival of a zone',
    () => service({ zones: ['a'] }, 'cart', {}, { survive: Survive.zone() }),
    "[shop/cart] zones ['a']: must name at least 2, each once",
  ],
  ['resources left out', () => service({ resources: undefined }), '[shop/cart] resources undefined: is required'],
  ['calling nothing', () => service({}).calls(undefined as any), '[shop/cart calls] target undefined: is required'],
  [
    'liveness on a port that is not there',
    () => service({ health: Health.tcp(undefined, Port.tcp(9999)) }),
    '[shop/cart] health 9999: is no port of the workload; add it to ports',
  ],
  [
    'one host with two protocols',
    () => {
      const s = stack(Testing.app(), ISTIO);
      const a = microservice(s, 'a');
      a.calls(Peer.host('x.example.com', 443));
      a.calls(Peer.host('x.example.com', 443, PeerProtocol.TCP));
    },
    "[shop/a] calls 'x.example.com:443 with TCP': is called with TLS by shop/a already, and a proxy speaks one protocol on a port; TLS in both",
  ],
];

const IMAGES: Case[] = [
  [
    'no version',
    () => Image.of('registry.example.com/x', {}),
    'image registry.example.com/x: a tag or a digest is needed: without one the image is latest, and another one tomorrow',
  ],
  [
    'latest',
    () => Image.of('registry.example.com/x', { tag: 'latest' }),
    "image registry.example.com/x: tag 'latest' names another image tomorrow: use a fixed tag or a digest",
  ],
  [
    'a branch as tag',
    () => Image.of('registry.example.com/x', { tag: 'main' }),
    "image registry.example.com/x: tag 'main' names another image tomorrow: use a fixed tag or a digest",
  ],
  [
    'short digest',
    () => Image.of('registry.example.com/x', { digest: 'sha256:abc' }),
    "image registry.example.com/x: digest 'sha256:abc' must be sha256: and 64 hexadecimal digits",
  ],
  [
    'no registry',
    () => Image.of('library/nginx', { tag: '1.27.0' }),
    "image library/nginx: repository 'library/nginx' must be <host>/<path> in lower case",
  ],
  [
    'two problems at once',
    () => Image.of('Registry/X', {}),
    "image Registry/X: repository 'Registry/X' must be <host>/<path> in lower case; a tag or a digest is needed: without one the image is latest, and another one tomorrow",
  ],
  [
    'image without project',
    () => new HarborRegistry(Testing.app(), 'h', { host: 'h.example.com' }).image('x', { tag: '1' }),
    "[h] image 'x': must be <project>/<repository>, for example 'telemetry/rules'",
  ],
  [
    'registry with scheme',
    () => new HarborRegistry(Testing.app(), 'h', { host: 'https://h' }),
    "[h] host 'https://h': must be a host name in lower case, with an optional port; for example 'harbor.cars.example.com'",
  ],
];

const CLUSTERS: Case[] = [
  ['no zones', () => newCluster({ zones: [] }), '[east] zones []: must name at least one zone'],
  ['a zone twice', () => newCluster({ zones: ['a', 'a'] }), "[east] zones ['a', 'a']: must not repeat a zone"],
  [
    'zone in capitals',
    () => newCluster({ zones: ['A'] }),
    "[east] zones 'A': must be a lower-case DNS name; for example 'eu-central-1a'",
  ],
  [
    'zone survival with one zone',
    () => newCluster({ zones: ['a'], survive: Survive.zone() }),
    "[east] survive 'zone': needs at least two zones, the cluster has 1; add a zone or use Survive.node()",
  ],
  [
    'caps the wrong way round',
    () => newCluster({ steadyUtilisation: Utilisation.percent(95) }),
    "[east] steadyUtilisation '95 %': must not be above degradedUtilisation 90 %",
  ],
  [
    'name with a blank',
    () => newCluster({}, 'my cluster'),
    "[my cluster] name 'my cluster': must be a DNS label: a-z, 0-9 and -, 63 characters at most; for example 'my-cluster'",
  ],
  [
    'reserve above capacity',
    () => type({ reserve: NodeReserve.explicit({ cpu: Cpu.units(5), memory: Size.gibibytes(1) }) }),
    "[NodeType 't'] reserve 'cpu': keeps more cpu than the node has; reserve less or use a larger node",
  ],
  ['node without processors', () => type({ cpu: Cpu.units(0) }), "[NodeType 't'] cpu '0': must be above 0"],
  [
    'half a device',
    () => type({ extendedResources: { 'nvidia.com/gpu': 0.5 } }),
    "[NodeType 't'] extendedResources['nvidia.com/gpu'] 0.5: must be a whole number of at least 0",
  ],
  [
    'device without domain',
    () => type({ extendedResources: { gpu: 1 } }),
    "[NodeType 't'] extendedResources 'gpu': must be <domain>/<name>; for example 'nvidia.com/gpu'",
  ],
  [
    'negative pods',
    () => type({ maxPods: -1 }),
    "[NodeType 't'] maxPods -1: must be a whole number above 0\n[NodeType 't'] reserve 'pods': keeps more pods than the node has; reserve less or use a larger node",
  ],
  [
    'pool in an unknown zone',
    () => pool({ zones: ['z'] }),
    "[east/p] zones 'z': must be among the zones of the cluster: a, b",
  ],
  ['pool without zones', () => pool({ zones: [] }), '[east/p] zones []: must name at least one zone'],
  [
    'minimum above maximum',
    () => pool({ minNodesPerZone: 3, maxNodesPerZone: 2 }),
    '[east/p] minNodesPerZone 3: must not be above maxNodesPerZone 2',
  ],
  ['no node at all', () => pool({ maxNodesPerZone: 0 }), '[east/p] maxNodesPerZone 0: must be a whole number above 0'],
  ['half a node', () => pool({ maxNodesPerZone: 1.5 }), '[east/p] maxNodesPerZone 1.5: must be a whole number above 0'],
  [
    'minimum with Karpenter',
    () => pool({ minNodesPerZone: 1 }, { provisioner: Provisioner.karpenter({ nodeClass: NodeClass.ec2('x') }) }),
    '[east/p] minNodesPerZone 1: Karpenter makes nodes only for pods; leave it out, or use Provisioner.external()',
  ],
  [
    'label of the kubelet',
    () => pool({ labels: { 'kubernetes.io/hostname': 'x' } }),
    "[east/p] labels key 'kubernetes.io/hostname': is another one for every node: kubelet writes it; leave it out",
  ],
  [
    'label of Karpenter',
    () =>
      pool(
        { labels: { 'karpenter.sh/weight': 'x' } },
        { provisioner: Provisioner.karpenter({ nodeClass: NodeClass.ec2('x') }) },
      ),
    "[east/p] labels key 'karpenter.sh/weight': Karpenter keeps karpenter.sh for itself; a label of a domain of your own",
  ],
  [
    'malformed taint',
    () => pool({ taints: [Taint.noSchedule('a b')] }),
    "[east/p] taints 'a b': must be [prefix/]name of letters, digits, -, _ and .",
  ],
  [
    'a pool twice',
    () => {
      const c = newCluster();
      c.addNodePool('p', { nodeType: nodeType() });
      c.addNodePool('p', { nodeType: nodeType() });
    },
    "[east] node pool 'p': is there already; give it another name",
  ],
  [
    'priority beyond the largest',
    () => newCluster().addPriority('x', { value: 2e9 }),
    '[east/priority-x] value 2000000000: must be a whole number from -1,000,000,000 to 1,000,000,000',
  ],
  [
    'priority of the system',
    () => newCluster().addPriority('system-x', { value: 1 }),
    "[east/priority-system-x] name 'system-x': must be a DNS name that does not start with system-",
  ],
  [
    'two clusters of one name',
    () => {
      const app = Testing.app();
      cluster(app);
      new Cluster(new Chart(app, 'c'), 'east', { zones: ['a'], kubernetesVersion: KubernetesVersion.V1_32 });
    },
    "[c/east] name 'east': is the name of east already; give the cluster another one",
  ],
  [
    'chart of another app',
    () => newCluster().include(new Chart(Testing.app(), 'c')),
    "[east] include: chart 'c' is in another app; include charts of the same app",
  ],
];

const STACKS: Case[] = [
  [
    'namespace of Kubernetes',
    () => stack(Testing.app(), { namespace: 'kube-system' }),
    "[shop] namespace 'kube-system': belongs to the platform; a namespace of its own",
  ],
  [
    'namespace of the mesh',
    () => stack(Testing.app(), { namespace: 'istio-system', ...ISTIO }),
    "[shop] namespace 'istio-system': belongs to the platform; a namespace of its own",
  ],
  [
    'cluster of another app',
    () => stack(Testing.app(), { cluster: newCluster() }),
    "[shop] cluster 'east': is in another app; a cluster of the same app",
  ],
  [
    'label that switches the mesh off',
    () => stack(Testing.app(), { labels: { 'sidecar.istio.io/inject': 'false' } }),
    "[shop] labels key 'sidecar.istio.io/inject': belongs to sidecar.istio.io; a label of a domain of your own",
  ],
  [
    'long label',
    () => stack(Testing.app(), { labels: { owner: 'x'.repeat(64) } }),
    `[shop] labels['owner'] '${'x'.repeat(64)}': must be 63 letters, digits, -, _ and . at most, with a letter or digit at both ends`,
  ],
  [
    'revision in capitals',
    () => Mesh.istio({ revision: 'Stable' }),
    "[Mesh.istio] revision 'Stable': must be a DNS label: a-z, 0-9 and -, 63 characters at most; for example 'stable'",
  ],
  [
    'sidecar that asks for more than its limit',
    () => Mesh.istio({ sidecarMemory: Size.gibibytes(4) }),
    "[Mesh.istio] sidecarMemoryLimit '1Gi (default)': must be at least sidecarMemory; give both",
  ],
  [
    'sidecar without processors',
    () => Mesh.istio({ sidecarCpu: Cpu.millis(0) }),
    "[Mesh.istio] sidecarCpu '0m': must be above 0",
  ],
  [
    'delivery from everywhere',
    () => delivery({ repository: '*' }),
    "[d] repository '*': must be the URL of one Git repository, without wildcards",
  ],
  [
    'delivery from above',
    () => delivery({ path: '../x' }),
    "[d] path '../x': must be a folder of the repository, without / at the start and without ..",
  ],
  ['delivery without revision', () => delivery({ revision: '' }), "[d] revision '': must be a branch, tag or commit"],
  [
    'plan folder without name',
    () => new AutonomousApp({ planDirectory: '' }).synth(),
    "planDirectory '': must be a folder; leave it out for 'plan'",
  ],
];

const WORKLOADS: Case[] = [
  [
    'outside a stack',
    () => new Microservice(new Chart(Testing.app(), 'c'), 'x', NO_PLACE),
    '[c/x] must be in an AutonomousStack: create it with a stack, or a construct in a stack, as its scope',
  ],
  [
    'in a cluster',
    () => new Microservice(newCluster(), 'x', NO_PLACE),
    '[east/x] must be in an AutonomousStack: create it with a stack, or a construct in a stack, as its scope',
  ],
  [
    'name in capitals',
    () => service({}, 'Cart'),
    "[shop/Cart] name 'Cart': must be a DNS label: a-z, 0-9 and -, 46 characters at most; for example 'cart'",
  ],
  [
    'no processors',
    () => service({ resources: { ...base, cpu: Cpu.millis(0) } }),
    "[shop/cart] resources.cpu '0m': must be above 0",
  ],
  [
    'negative memory',
    () => service({ resources: { ...base, memory: Size.mebibytes(0) } }),
    "[shop/cart] resources.memory '0': must be above 0",
  ],
  [
    'limit below request',
    () => service({ resources: { ...base, memoryLimit: Size.mebibytes(1) } }),
    "[shop/cart] resources.memoryLimit '1Mi': must be at least the request 1Gi",
  ],
  [
    'CPU limit below request',
    () => service({ resources: { ...base, cpuLimit: Cpu.millis(1) } }),
    "[shop/cart] resources.cpuLimit '1m': must be at least the request 1",
  ],
  [
    'part of a device',
    () => service({ resources: { ...base, extended: { 'nvidia.com/gpu': 0.5 } } }),
    "[shop/cart] resources.extended['nvidia.com/gpu'] 0.5: must be a whole number above 0: devices are not divisible",
  ],
  [
    'negative replicas',
    () => service({ replicas: Replicas.fixed(-1) }),
    '[shop/cart] replicas -1: must be a whole number from 0 to 100000',
  ],
  [
    'half a replica',
    () => service({ replicas: Replicas.fixed(1.5) }),
    '[shop/cart] replicas 1.5: must be a whole number from 0 to 100000',
  ],
  [
    'replicas that are no number',
    () => service({ replicas: Replicas.needed({ steady: NaN }) }),
    '[shop/cart] replicas NaN: must be a whole number from 1 to 100000\n[shop/cart] degraded NaN: must be a whole number from 0 to 100000',
  ],
  [
    'degraded above steady',
    () => service({ replicas: Replicas.needed({ steady: 3, degraded: 4 }) }),
    '[shop/cart] degraded 4: must not be above the 3 that it needs at steady',
  ],
  [
    'maximum below the survive-safe minimum',
    () => service({ replicas: Replicas.autoscaled({ min: 3, max: 5 }) }, 'cart', {}, { survive: Survive.zone() }),
    '[shop/cart] max 5: must be above the survive-safe minimum 6; max 7 or more, or no autoscaler',
  ],
  [
    'half a worker',
    () => service({ replicas: demand({ workers: 0.5 }) }),
    '[shop/cart] workers 0.5: must be a whole number above 0',
  ],
  [
    'demand beyond reason',
    () => service({ replicas: demand({ arrivals: Rate.perSecond(1e12) }) }),
    "[shop/cart] arrivals '1000000000000 per second': need more than 100000 replicas; check arrivals, service time and workers",
  ],
  [
    'a port twice',
    () => service({ ports: [Port.http(8080), Port.grpc(8080)] }),
    '[shop/cart] ports 8080: is there twice',
  ],
  [
    'a port name twice',
    () => service({ ports: [Port.http(8080), Port.http(8081)] }),
    "[shop/cart] ports 'http': is the name of two ports; give one a name: Port.http(8081, { name: 'admin' })",
  ],
  [
    'port of the sidecar',
    () => service({ ports: [Port.http(15001)] }, 'cart', ISTIO),
    "[shop/cart] ports 15001: is in 15000 to 15099, which Istio's sidecar keeps; another port, or inMesh: false",
  ],
  [
    'health on a port that is not there',
    () => service({ health: Health.tcp(Port.tcp(9999)) }),
    '[shop/cart] health 9999: is no port of the workload; add it to ports',
  ],
  [
    'health without ports',
    () => service({ ports: [], health: Health.tcp() }),
    "[shop/cart] health 'given': there is no port to ask; add a port",
  ],
  [
    'grace below the objective',
    () => service({ grace: Duration.seconds(3), replicas: demand() }),
    "[shop/cart] grace '3 seconds': must be at least 6 s: 5 s to drain and the latency objective of 1 s",
  ],
  [
    'environment variable with a blank',
    () => service({ env: { 'A B': '1' } }),
    "[shop/cart] env 'A B': must be letters, digits and _, not a digit first",
  ],
  [
    'image of another registry',
    () => {
      const app = Testing.app();
      microservice(stack(app, { registry: new HarborRegistry(app, 'h', { host: 'h.example.com' }) }));
    },
    `[shop/cart] image '${IMAGE.reference}': must come from the registry of the stack, h.example.com; registry.image('<project>/<repository>', ...)`,
  ],
  [
    'survives more than its cluster',
    () => service({ survive: Survive.zone() }),
    "[shop/cart] survive 'zone': must be none or what its cluster survives, none; survive: Survive.zone() on the cluster",
  ],
  [
    'priority of another cluster',
    () => service({ priority: newCluster().addPriority('x', { value: 1 }) }),
    "[shop/cart] priority 'x': is no priority of cluster east; cluster.addPriority(...)",
  ],
  ['negative surge', () => service({ maxSurge: -1 }), '[shop/cart] maxSurge -1: must be a whole number of at least 0'],
  [
    'metrics without autoscaler',
    () => service({ scaleOn: [ScaleOn.cpu()] }),
    '[shop/cart] scaleOn 1: needs replicas with a maximum; Replicas.autoscaled(...), or forDemand(...) with max',
  ],
  [
    'autoscaler without metrics',
    () => service({ replicas: Replicas.autoscaled({ min: 1, max: 2 }), scaleOn: [] }),
    "[shop/cart] scaleOn '[]': must name at least one metric",
  ],
  [
    'metric without name',
    () => ScaleOn.external({ name: '', perReplica: 1 }),
    "[ScaleOn.external('')] name '': must be the name of a metric",
  ],
  [
    'metric of nothing',
    () => ScaleOn.external({ name: 'lag', perReplica: 0 }),
    "[ScaleOn.external('lag')] perReplica 0: must be a number from 0.001 to 1e15",
  ],
  [
    'several problems at once',
    () => service({ resources: { ...base, cpu: Cpu.millis(0) }, replicas: Replicas.fixed(-1), maxSurge: 0.5 }, 'Cart'),
    "[shop/Cart] name 'Cart': must be a DNS label: a-z, 0-9 and -, 46 characters at most; for example 'cart'\n[shop/Cart] resources.cpu '0m': must be above 0\n[shop/Cart] replicas -1: must be a whole number from 0 to 100000\n[shop/Cart] maxSurge 0.5: must be a whole number of at least 0",
  ],
  [
    'stateful and autoscaled',
    () => stateful({ replicas: Replicas.autoscaled({ min: 1, max: 3 }) }),
    "[shop/store] replicas 'max 3': a stateful service is not autoscaled; Replicas.needed(...) or Replicas.fixed(...)",
  ],
  [
    'stateful without a port',
    () => stateful({ ports: [] }),
    "[shop/store] ports '[]': a stateful service needs a port; for example Port.tcp(9092)",
  ],
  [
    'two volumes at one place',
    () =>
      stateful({
        volumes: [
          { name: 'a', mountPath: '/d', size: Size.gibibytes(1) },
          { name: 'b', mountPath: '/d/', size: Size.gibibytes(1) },
        ],
      }),
    "[shop/store] volumes.mountPath '/d/': is mounted already",
  ],
  [
    'a volume over the scratch volume',
    () => stateful({ volumes: [{ name: 'a', mountPath: '/tmp/', size: Size.gibibytes(1) }] }),
    "[shop/store] volumes.mountPath '/tmp/': is mounted already",
  ],
  [
    'storage class with a blank',
    () => stateful({ volumes: [{ name: 'a', mountPath: '/d', size: Size.gibibytes(1), storageClass: 'B AD' }] }),
    "[shop/store] volumes.storageClass 'B AD': must be the name of a storage class",
  ],
];

const CALLS: Case[] = [
  [
    'from outside the mesh into it',
    () => {
      const s = stack(Testing.app(), ISTIO);
      microservice(s, 'a', { inMesh: false }).calls(microservice(s, 'b'));
    },
    "[shop/a] calls 'shop/b': takes only mutual TLS, the caller has no sidecar; inMesh: true on the caller, or inMesh: false on both",
  ],
  [
    'into another cluster',
    () => {
      const app = Testing.app();
      const west = new Cluster(app, 'west', { zones: ['a'], kubernetesVersion: KubernetesVersion.V1_32 });
      const a = microservice(stack(app), 'a');
      a.calls(microservice(new AutonomousStack(app, 'other', { cluster: west }), 'b'));
    },
    "[shop/a] calls 'other/b': runs in cluster west, the caller in east; call it through a route and Peer.host(...)",
  ],
  [
    'something without ports',
    () => {
      const s = stack();
      microservice(s, 'a').calls(microservice(s, 'b', { ports: [] }));
    },
    "[shop/a] calls 'shop/b': has no port that can be called; add one to its ports",
  ],
  [
    'a port that it has not',
    () => {
      const s = stack();
      microservice(s, 'a').calls(microservice(s, 'b'), [Port.http(9999)]);
    },
    "[shop/a] calls 'shop/b': has no port 9999; one of 8080",
  ],
  [
    'network with bits behind the prefix',
    () => Peer.cidr('10.0.0.1/8', 443),
    "Peer.cidr('10.0.0.1/8'): must be an IPv4 network such as '10.20.0.0/16', without bits behind the prefix",
  ],
  [
    'the metadata service',
    () => Peer.cidr('169.254.169.254/32', 80),
    "Peer.cidr('169.254.169.254/32'): is in 169.254.0.0/16, where nodes get their credentials; use the address of the service itself",
  ],
  [
    'an address as host',
    () => Peer.host('10.0.0.1', 443),
    "Peer.host('10.0.0.1'): must be a full host name, for example 'maps.example.com'",
  ],
  ['port 0', () => Peer.host('maps.example.com', 0), 'Peer.host: port 0 must be a whole number from 1 to 65535'],
  [
    'route without mesh',
    () => {
      const s = stack();
      s.route('a.example.com', microservice(s));
    },
    "[shop route] host 'a.example.com': needs a mesh with an ingress gateway; mesh: Mesh.istio() on the stack",
  ],
  [
    'route for every host',
    () => {
      const s = stack(Testing.app(), ISTIO);
      s.route('*', microservice(s));
    },
    "[shop route] host '*': must be a full host name; * is not allowed; for example 'api.cars.example.com'",
  ],
  [
    'route to TCP',
    () => {
      const s = stack(Testing.app(), ISTIO);
      s.route('a.example.com', microservice(s, 'cart', { ports: [Port.tcp(9000)] }));
    },
    "[shop route] target 'shop/cart': takes no HTTP on its first port; Port.http(...) or Port.grpc(...) first",
  ],
  [
    'route out of the mesh',
    () => {
      const s = stack(Testing.app(), ISTIO);
      s.route('a.example.com', microservice(s, 'cart', { inMesh: false }));
    },
    '[shop/cart] a route leads to it, and it has no sidecar; inMesh: true, or no route',
  ],
  [
    'a path twice',
    () => {
      const s = stack(Testing.app(), ISTIO);
      const c = microservice(s);
      s.route('a.example.com', c, { pathPrefix: '/v1' });
      s.route('a.example.com', c, { pathPrefix: '/v1/' });
    },
    "[shop route] pathPrefix '/v1': of host a.example.com has a route already",
  ],
  [
    'weights of 90',
    () => {
      const s = stack(Testing.app(), ISTIO);
      s.splitRoute('a.example.com', [
        { target: microservice(s, 'a'), weight: 60 },
        { target: microservice(s, 'b'), weight: 30 },
      ]);
    },
    '[shop route] weights [60, 30]: sum to 90, must sum to 100',
  ],
  [
    'unknown subset',
    () => {
      const s = stack(Testing.app(), ISTIO);
      s.splitRoute('a.example.com', [{ target: microservice(s), weight: 100, subset: 'v2' }]);
    },
    "[shop route] subset of shop/cart 'v2': is not declared; declared are: none; addSubset(name, labels) on the service",
  ],
  [
    'subset without mesh',
    () => microservice(stack()).addSubset('v2', { a: 'b' }),
    "[shop/cart] subset 'v2': needs a port and a sidecar; add both, or route to the whole service",
  ],
];

const ALL: [string, Case[]][] = [
  ['units', UNITS],
  ['finer points', FINER],
  ['images', IMAGES],
  ['clusters', CLUSTERS],
  ['stacks', STACKS],
  ['workloads', WORKLOADS],
  ['calls and routes', CALLS],
];

test('at least 60 cases', () => {
  expect(ALL.reduce((sum, [, cases]) => sum + cases.length, 0)).toBeGreaterThanOrEqual(60);
});

describe.each(ALL)('%s', (_, cases) => {
  test.each(cases)('%s', (__, action, message) => {
    expect(messageOf(action)).toBe(message);
  });
});

test('a workload that is refused leaves nothing behind', () => {
  const app = new App({ yamlOutputType: YamlOutputType.FILE_PER_APP });
  const made = stack(app);
  expect(() => microservice(made, 'cart', { maxSurge: -1 })).toThrow();
  expect(made.node.tryFindChild('cart')).toBeUndefined();
  expect(() => microservice(made, 'cart')).not.toThrow();
});
