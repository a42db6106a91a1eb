import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiObject, App, Chart, Size, YamlOutputType } from 'cdk8s';
import * as auto from 'cdk8s-autonomous';
import { Planner } from '../src/planner/planner';

/** One way of making the same objects, in milliseconds. */
export interface Made {
  readonly objects: number;
  readonly build: number;
  readonly plan: number;
  readonly synth: number;
}

const timed = (action: () => void): number => {
  const start = performance.now();
  action();
  return performance.now() - start;
};

const folder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));

/** Six objects for each service: Deployment, Service, ServiceAccount, HPA, PDB, NetworkPolicy. */
function services(app: App, count: number): Chart {
  const cluster = new auto.Cluster(app, 'east', {
    zones: ['a', 'b', 'c'],
    kubernetesVersion: auto.KubernetesVersion.V1_32,
  });
  const reserve = auto.NodeReserve.explicit({ cpu: auto.Cpu.units(1), memory: Size.gibibytes(4) });
  const shape = {
    cpu: auto.Cpu.units(64),
    memory: Size.gibibytes(256),
    ephemeralStorage: Size.gibibytes(500),
    reserve,
    price: auto.Price.perHour(3),
  };
  cluster.addNodePool('general', { nodeType: auto.NodeType.of('64x256', shape) });
  const stack = new auto.AutonomousStack(app, 'shop', { cluster });
  for (let i = 0; i < count; i++) {
    new auto.Microservice(stack, `service-${i}`, {
      image: auto.Image.of('registry.example.com/shop/service', { tag: `1.0.${i}` }),
      ports: [auto.Port.http(8080)],
      resources: { cpu: auto.Cpu.millis(250 + 50 * (i % 7)), memory: Size.mebibytes(256 + 64 * (i % 5)) },
      replicas: auto.Replicas.autoscaled({ min: 2, max: 4 }),
    });
  }
  return stack;
}

/** With the library. */
export function withLibrary(count: number): Made {
  const options = { outdir: folder(), planDirectory: folder(), printPlan: false };
  const app = new auto.AutonomousApp({ ...options, yamlOutputType: YamlOutputType.FILE_PER_CHART });
  let stack!: Chart;
  const build = timed(() => (stack = services(app, count)));
  // Everything that planning adds to a synth: reading, planning, checking, writing the plan.
  let synth = 0;
  const whole = timed(() => {
    app.plan.write(folder());
    Planner.of(app).unchanged(() => (synth = timed(() => App.prototype.synth.call(app))));
  });
  const plan = whole - synth;
  const objects = stack.node.findAll().filter((construct) => ApiObject.isApiObject(construct)).length;
  return { objects, build, plan, synth };
}

/** The same manifests as raw ApiObjects; making the manifests is not counted. */
export function raw(count: number): Made {
  const source = new App({ outdir: folder() });
  const manifests = services(source, count).toJson();
  const app = new App({ outdir: folder(), yamlOutputType: YamlOutputType.FILE_PER_CHART });
  const build = timed(() => {
    const chart = new Chart(app, 'shop');
    manifests.forEach((manifest, i) => new ApiObject(chart, `object-${i}`, manifest));
  });
  const synth = timed(() => app.synth());
  return { objects: manifests.length, build, plan: 0, synth };
}

const [way, count] = process.argv.slice(2);
if (require.main === module) {
  process.stdout.write(JSON.stringify(way === 'raw' ? raw(Number(count)) : withLibrary(Number(count))));
}
