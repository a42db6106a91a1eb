import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiObject, Duration, Size } from 'cdk8s';
import * as auto from 'cdk8s-autonomous';
import { swapStations } from '../examples/swap-stations/swap-stations';

/**
 * A fleet from nothing to manifests and plan, as one process. usage: fleet.ts story | fleet.ts SITES KINDS
 * Prints milliseconds of the whole process, of build and synth alone, and its peak memory.
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
  const image = auto.Image.of('registry.example.com/a/b', { digest: `sha256:${'a'.repeat(64)}` });
  for (const region of made.regions) {
    const stack = new auto.AutonomousStack(app, `tenant-${region.name}`, { cluster });
    for (const name of SERVICES) {
      const service = new auto.EdgeService(stack, name, {
        image,
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

const [what, kinds = '1'] = process.argv.slice(2);
const start = performance.now();
const app = new auto.AutonomousApp({ outdir: folder(), planDirectory: folder(), printPlan: false });
if (what === 'story') {
  swapStations(app);
} else {
  fleet(app, Number(what), Number(kinds));
}
app.synth();
const end = performance.now();
const objects = app.node.findAll().filter((construct) => ApiObject.isApiObject(construct)).length;
const mebibytes = Math.round(process.resourceUsage().maxRSS / 1024);
const { feasible } = app.plan;
process.stdout.write(JSON.stringify({ milliseconds: end, work: end - start, objects, mebibytes, feasible }));
