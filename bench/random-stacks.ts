import * as fs from 'fs';
import { createRequire } from 'module';
import * as os from 'os';
import * as path from 'path';
import * as cdk8s from 'cdk8s';
import * as plus from 'cdk8s-plus-33';
import { Construct } from 'constructs';
import * as auto from '../src';

/**
 * So many services of random stacks in one cluster, from nothing to manifests and plan. usage: random-stacks.ts SERVICES
 * Prints milliseconds of CPU, of all threads, for building, planning and writing, and what came of it.
 */
const GENERATOR = path.resolve(__dirname, '../../shared/tools/random-stack.cjs');

export const HAS_GENERATOR = fs.existsSync(GENERATOR);

/** Stands for what only the first stack makes. */
class Nothing {
  public addNodePool(): void {}
  public include(): void {}
}

/** The stacks of one seed after the other on the nodes of the first, until there are so many services. */
function stacksOf(count: number): auto.AutonomousApp {
  const app = new auto.AutonomousApp({ printPlan: false, outdir: folder(), planDirectory: folder() });
  const generator = createRequire(__filename)(GENERATOR);
  let cluster: auto.Cluster | undefined;
  let made = 0;
  const counted = <T>(make: () => T) => (made++ < count ? make() : undefined);
  for (let seed = 1; made < count; seed++) {
    const library = {
      ...auto,
      AutonomousApp: construct(() => app),
      Cluster: construct((scope, id, props) =>
        cluster ? new Nothing() : (cluster = new auto.Cluster(scope, id, props)),
      ),
      AutonomousStack: construct(
        (scope, id, props) => new auto.AutonomousStack(scope, `${id}-${seed}`, { ...props, cluster }),
      ),
      Microservice: construct((scope, id, props) => counted(() => new auto.Microservice(scope, id, props))),
      StatefulService: construct((scope, id, props) => counted(() => new auto.StatefulService(scope, id, props))),
    };
    const charts = seed === 1 ? cdk8s : { ...cdk8s, Chart: Nothing, ApiObject: Nothing };
    generator.stack(library, charts, plus, seed, 'zone-hpa');
  }
  return app;
}

/** A constructor that returns what a function makes. */
function construct(make: (scope: Construct, id: string, props: any) => unknown) {
  return function (scope: Construct, id: string, props: any) {
    return make(scope, id, props) ?? new Nothing();
  };
}

function folder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
}

if (require.main === module) {
  const before = process.cpuUsage();
  const app = stacksOf(Number(process.argv[2]));
  app.synth();
  const [{ objective, pools }] = JSON.parse(app.plan.toJson()).clusters;
  const { user, system } = process.cpuUsage(before);
  const nodes = pools.reduce((sum: number, pool: any) => sum + pool.nodes, 0);
  const over = Number((100 * (objective.value / (objective.claimedBound ?? objective.bound) - 1)).toFixed(1));
  process.stdout.write(JSON.stringify({ milliseconds: (user + system) / 1000, nodes, over }));
}
