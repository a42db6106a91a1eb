import { App, Duration, Size, Testing } from 'cdk8s';
import {
  Architecture,
  AutonomousStack,
  AutonomousStackProps,
  Bandwidth,
  Cluster,
  Cpu,
  EdgeFleet,
  EdgePlatform,
  EdgePlatformProps,
  EdgeRuntime,
  EdgeService,
  EdgeServiceProps,
  EdgeSite,
  EdgeSiteProps,
  Image,
  KubernetesVersion,
  NodeReserve,
  NodeType,
  Plan,
  Port,
  Replicas,
  SiteLayout,
} from 'cdk8s-autonomous';

const reserve = NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(1) });
const disk = { ephemeralStorage: Size.gibibytes(100) };

/** 4 cores and 8 GiB are left for pods. */
export const BOX = NodeType.of('box', { cpu: Cpu.units(5), memory: Size.gibibytes(9), reserve, ...disk });

/** The same with a GPU, on ARM. */
export const GPU_BOX = NodeType.of('gpu-box', {
  cpu: Cpu.units(5),
  memory: Size.gibibytes(9),
  architecture: Architecture.ARM64,
  extendedResources: { 'nvidia.com/gpu': 1 },
  reserve,
  ...disk,
});

export const PINNED = Image.of('registry.example.com/edge/app', { tag: '1.0', digest: `sha256:${'a'.repeat(64)}` });
export const KUBE_EDGE = EdgeRuntime.kubeEdge({ version: '1.23.1', addresses: ['edge.example.com'] });
export const RUNTIMES: [string, EdgeRuntime][] = [
  ['KubeEdge', KUBE_EDGE],
  ['OpenYurt', EdgeRuntime.openYurt()],
  ['SuperEdge', EdgeRuntime.superEdge()],
];

/** A cluster with an edge and without other nodes. */
export function edgePlatform(
  app: App = Testing.app(),
  runtime: EdgeRuntime = KUBE_EDGE,
  props: Partial<EdgePlatformProps> = {},
): EdgePlatform {
  const cluster = new Cluster(app, 'east', { zones: ['a'], kubernetesVersion: KubernetesVersion.V1_32 });
  return new EdgePlatform(app, 'edge', { cluster, runtime, ...props });
}

/** A site with a box and a GPU box that may be offline for a day, or another one. */
export function site(edge: EdgePlatform, name = 'gz-1', props: Partial<EdgeSiteProps> = {}): EdgeSite {
  return new EdgeSite(edge, name, {
    nodes: [
      { name: `${name}-box`, nodeType: BOX, role: 'box' },
      { name: `${name}-gpu`, nodeType: GPU_BOX, role: 'gpu' },
    ],
    offline: Duration.hours(24),
    uplink: Bandwidth.megabitsPerSecond(20),
    ...props,
  });
}

/** So many equal sites in one fleet, alternating between two regions. */
export function fleet(edge: EdgePlatform, sites = 3, id = 'fleet'): EdgeFleet {
  return new EdgeFleet(edge, id, {
    layouts: { station: SiteLayout.of({ role: 'box', nodeType: BOX }, { role: 'gpu', nodeType: GPU_BOX }) },
    offline: Duration.hours(24),
    uplink: Bandwidth.megabitsPerSecond(20),
    sites: Array.from({ length: sites }, (_, i) => ({
      name: `s-${String(i + 1).padStart(5, '0')}`,
      region: i % 2 === 0 ? 'north' : 'south',
    })),
  });
}

/** A stack for what runs at the edge. */
export function tenant(edge: EdgePlatform, id = 'shop', props: Partial<AutonomousStackProps> = {}): AutonomousStack {
  return new AutonomousStack(edge.node.root as App, id, { cluster: edge.cluster, ...props });
}

/** A service of one core and one GiB with one replica at each site, or another one. */
export function edgeService(stack: AutonomousStack, id = 'cart', props: Partial<EdgeServiceProps> = {}): EdgeService {
  return new EdgeService(stack, id, {
    image: PINNED,
    ports: [Port.http(8080)],
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
    replicas: Replicas.fixed(1),
    ...props,
  });
}

/** The plan of the one cluster, as it is written. */
export function planOf(app: { readonly node: { readonly root: unknown } }): any {
  return JSON.parse(Plan.of(app.node.root as App).toJson()).clusters[0];
}

/** Codes of findings that are no infos. */
export function codesOf(plan: any): string[] {
  return plan.findings.filter(({ severity }: any) => severity !== 'info').map(({ code }: any) => code);
}
