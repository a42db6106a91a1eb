import { App } from 'cdk8s';
import { Random } from './packing/random';
import { connectedVehicle } from '../examples/connected-vehicle/connected-vehicle';
import { ClusterModel, PoolModel, WorkloadModel } from '../src/capacity/model';
import { normalised } from '../src/capacity/planning/normalise';
import { planCluster } from '../src/capacity/planning/plan-cluster';
import { attempt } from '../src/capacity/planning/planning';
import { makeRobust, Robust } from '../src/capacity/planning/robustness';
import { Planner } from '../src/planner/planner';

/** Milliseconds of one whole plan: reading, packing, scenarios, simulation, bound, check. usage: whole-plan.ts connected-vehicle | equal | different */
const MIB = 2 ** 20;
const ZONES = ['a', 'b', 'c'];

function pool(name: string, zone: string, cores: number, gibibytes: number, price: number): PoolModel {
  const allocatable = { cpu: cores * 1000 - 500, memory: (gibibytes - 3) * 1024 * MIB, pods: 110 };
  const id = `${name}/${zone}`;
  const path = `stack/${name}`;
  return {
    ...{ id, pool: name, zone, nodeType: name, path, capacity: allocatable, allocatable, price },
    ...{ reserved: {}, daemonsets: {}, minNodes: 0 },
  };
}

/** 500 autoscaled workloads over three zones, of which any may be lost; a dozen sizes, or 500 different ones. */
function stack(different: boolean): ClusterModel {
  const random = new Random(500);
  const whole = (low: number, high: number) => Math.floor(random.between(low, high));
  const pools = ZONES.flatMap((zone) => [
    pool('general', zone, 32, 128, 1.5),
    pool('memory', zone, 16, 128, 1.05),
    pool('compute', zone, 16, 32, 0.68),
  ]);
  const workloads = Array.from({ length: 500 }, (_, i): WorkloadModel => {
    const cpu = different ? whole(100, 4000) : [250, 500, 1000, 2000][i % 4];
    const memory = (different ? whole(256, 7168) : [512, 1024, 4096][i % 3]) * MIB;
    const planned = whole(2, 10);
    const max = planned + Math.floor(planned / 2);
    return {
      ...{ id: `stack/Deployment/w${i}`, path: `stack/w${i}`, namespace: 'stack', priority: 0, preempts: false },
      ...{
        requests: { cpu, memory, pods: 1 },
        limits: {},
        eligible: pools.map(({ id }) => id),
        barred: {},
        zoneSkew: 1,
        evenZones: true,
      },
      replicas: { needed: planned, planned, degraded: Math.floor((planned * 2) / 3), max },
      rollout: { surge: Math.ceil(planned / 4), explicit: false, maxUnavailable: 0, ours: true },
    };
  });
  return {
    ...{ name: 'stack', path: 'stack', kubernetesVersion: '1.32', survive: 'zone', pools, workloads },
    ...{ conflicts: [], findings: [] },
  };
}

function timed(action: () => unknown): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

const [what] = process.argv.slice(2);
if (what === 'connected-vehicle') {
  const app = new App();
  connectedVehicle(app);
  process.stdout.write(JSON.stringify({ milliseconds: timed(() => Planner.of(app).plans()) }));
} else {
  const model = stack(what === 'different');
  const milliseconds = timed(() => planCluster(model));
  const packed = attempt(normalised(model));
  let robust: Robust | undefined;
  const simulation = timed(() => (robust = makeRobust(packed)));
  process.stdout.write(JSON.stringify({ milliseconds, simulation, ...robust!.robustness }));
}
