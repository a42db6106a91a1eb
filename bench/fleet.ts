import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiObject, Duration, Size } from 'cdk8s';
import * as auto from 'cdk8s-autonomous';
import { swapStations } from '../examples/swap-stations/swap-stations';

/**
 * A fleet from nothing to manifests and plan, as one process. usage: fleet.ts story | fleet.ts SITES KINDS | fleet.ts equal SITES | fleet.ts devices SITES |
 * fleet.ts hardware SITES CLASSES
 * Prints milliseconds of the whole process, of build and synth alone, of the processor, its peak memory, and the lines that the plan prints.
 */
const REGIONS = 8;
const SERVICES = ['vision', 'controller', 'bms', 'mapper', 'broker'];

const folder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
const reserve = auto.NodeReserve.explicit({ cpu: auto.Cpu.units(1), memory: Size.gibibytes(3) });
const BOX = auto.NodeType.of('box', { cpu: auto.Cpu.units(8), memory: Size.gibibytes(16), reserve });
const GPU = auto.NodeType.of('gpu-box', {
  cpu: auto.Cpu.units(12),
  memory: Size.gibibytes(32),
  architecture: auto.Architecture.ARM64,
  extendedResources: { 'nvidia.com/gpu': 1 },
  reserve,
});
const IMAGE = auto.Image.of('registry.example.com/a/b', { digest: `sha256:${'a'.repeat(64)}` });
const DEVICES = 5;

/** A fleet and its platform. */
function edgeOf(app: auto.AutonomousApp, growsTo: number, props: Omit<auto.EdgeFleetProps, 'offline'>): auto.EdgeFleet {
  const cluster = new auto.Cluster(app, 'fleet', { zones: ['a'], kubernetesVersion: auto.KubernetesVersion.V1_32 });
  const runtime = auto.EdgeRuntime.kubeEdge({ version: '1.23.1', nodeLimit: 10_000 });
  const edge = new auto.EdgePlatform(app, 'edge', { cluster, runtime, growsTo });
  return new auto.EdgeFleet(edge, 'stations', { offline: Duration.hours(72), ...props });
}

/** Services of one stack at all sites. */
function servicesAt(app: auto.AutonomousApp, made: auto.EdgeFleet, names: readonly string[]): auto.AutonomousStack {
  const stack = new auto.AutonomousStack(app, 'tenant', { cluster: made.sites[0].platform.cluster });
  for (const name of names) {
    made.deploy(
      new auto.EdgeService(stack, name, {
        image: IMAGE,
        ports: [auto.Port.http(8080)],
        resources: { cpu: auto.Cpu.units(1), memory: Size.gibibytes(1) },
        replicas: auto.Replicas.fixed(1),
      }),
    );
  }
  return stack;
}

const named = (sites: number, more: (i: number) => object = () => ({})) =>
  Array.from({ length: sites }, (_, i) => ({ name: `s-${String(i).padStart(6, '0')}`, ...more(i) }));

/** Sites with one box each, all the same, and two services. */
function equal(app: auto.AutonomousApp, sites: number): void {
  const layouts = { station: auto.SiteLayout.of({ role: 'box', nodeType: BOX }) };
  servicesAt(app, edgeOf(app, sites, { layouts, sites: named(sites) }), SERVICES.slice(0, 2));
}

/** Sites with five services and five devices each. */
function devices(app: auto.AutonomousApp, sites: number): void {
  const layouts = { station: auto.SiteLayout.of({ role: 'box', nodeType: BOX }) };
  const made = edgeOf(app, sites, { layouts, sites: named(sites) });
  const stack = servicesAt(app, made, SERVICES);
  const visitor = auto.PropertyVisitor.modbus({ register: auto.ModbusRegister.HOLDING, offset: 1 });
  const temperature = auto.DeviceProperty.ofInt('temperature', { visitor });
  const model = new auto.DeviceModel(stack, 'rack', {
    protocol: auto.DeviceProtocol.MODBUS,
    properties: [temperature],
  });
  for (const site of made.sites) {
    for (let slot = 1; slot <= DEVICES; slot++) {
      new auto.Device(stack, `${site.siteName}-rack-${slot}`, {
        model,
        edgeNode: site.edgeNode('box'),
        connection: auto.DeviceConnection.modbusTcp({ address: '192.168.0.10', unit: slot }),
        twins: [{ property: temperature }],
      });
    }
  }
}

/** Sites of so many classes of hardware, with five services. */
function hardware(app: auto.AutonomousApp, sites: number, classes: number): void {
  const layouts = Object.fromEntries(
    Array.from({ length: classes }, (_, i) => {
      const shape = { cpu: auto.Cpu.millis(8000 + 10 * i), memory: Size.gibibytes(16), reserve };
      return [`kind-${i}`, auto.SiteLayout.of({ role: 'box', nodeType: auto.NodeType.of(`box-${i}`, shape) })];
    }),
  );
  servicesAt(
    app,
    edgeOf(app, sites, { layouts, sites: named(sites, (i) => ({ layout: `kind-${i % classes}` })) }),
    SERVICES,
  );
}

/** Five services at so many sites, which differ in what one of them requests: so many kinds. */
function fleet(app: auto.AutonomousApp, sites: number, kinds: number): void {
  const cluster = new auto.Cluster(app, 'fleet', { zones: ['a'], kubernetesVersion: auto.KubernetesVersion.V1_32 });
  const runtime = auto.EdgeRuntime.kubeEdge({ version: '1.23.1', nodeLimit: 10_000 });
  const edge = new auto.EdgePlatform(app, 'edge', { cluster, runtime });
  const made = new auto.EdgeFleet(edge, 'stations', {
    layouts: { station: auto.SiteLayout.of({ role: 'box', nodeType: BOX }, { role: 'gpu', nodeType: GPU }) },
    offline: Duration.hours(72),
    sites: Array.from({ length: sites }, (_, i) => ({
      name: `s-${String(i).padStart(5, '0')}`,
      region: `r${i % REGIONS}`,
    })),
  });
  for (const region of made.regions) {
    const stack = new auto.AutonomousStack(app, `tenant-${region.name}`, { cluster });
    for (const name of SERVICES) {
      const service = new auto.EdgeService(stack, name, {
        image: IMAGE,
        ports: [auto.Port.http(8080)],
        resources: {
          cpu: auto.Cpu.units(1),
          memory: Size.gibibytes(1),
          ...(name === 'vision' && { extended: { 'nvidia.com/gpu': 1 } }),
        },
        replicas: name === 'controller' ? auto.Replicas.needed({ steady: 1 }) : auto.Replicas.fixed(1),
        ...(name === 'controller' && { survive: auto.Survive.node() }),
      });
      region.deploy(service, { overrides: name === 'bms' ? overrides(region.sites, kinds) : [] });
    }
  }
}

function overrides(sites: auto.EdgeSite[], kinds: number): auto.SiteOverride[] {
  return Array.from({ length: kinds - 1 }, (_, kind) => ({
    sites: sites.filter((_site, i) => i % kinds === kind + 1),
    resources: { cpu: auto.Cpu.millis(500 + kind), memory: Size.gibibytes(1) },
  })).filter((override) => override.sites.length > 0);
}

const [what, ...numbers] = process.argv.slice(2);
const [first = 1, second = 1] = numbers.map(Number);
const start = performance.now();
const app = new auto.AutonomousApp({ outdir: folder(), planDirectory: folder(), printPlan: false });
switch (what) {
  case 'story':
    swapStations(app);
    break;
  case 'equal':
    equal(app, first);
    break;
  case 'devices':
    devices(app, first);
    break;
  case 'hardware':
    hardware(app, first, second);
    break;
  default:
    fleet(app, Number(what), first);
}
app.synth();
const end = performance.now();
const { user, system } = process.cpuUsage();
const objects = app.node.findAll().filter((construct) => ApiObject.isApiObject(construct)).length;
const mebibytes = Math.round(process.resourceUsage().maxRSS / 1024);
const { feasible } = app.plan;
process.stdout.write(
  JSON.stringify({
    milliseconds: end,
    work: end - start,
    processor: (user + system) / 1000,
    objects,
    mebibytes,
    feasible,
    lines: app.plan.toTable(false).split('\n').length,
  }),
);
