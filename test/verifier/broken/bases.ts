import { PoolModel } from '../../../src/capacity/model';
import { planCluster } from '../../../src/capacity/planning/plan-cluster';
import { planDocument } from '../../../src/report/plan-document';
import { model, pool, workload } from '../../support/models';

/** A way to break a plan: what is done to its first cluster (or the document), and what the checker has to say of it. */
export type Broken = readonly [what: string, tamper: (cluster: any, document: any) => void, reason: string];

/** Plans of small clusters, as documents that may be tampered with. */
const ZONES = ['a', 'b', 'c'];

export const id = (name: string) => `test/Deployment/${name}`;
export const find = (cluster: any, name: string) => cluster.workloads.find((one: any) => one.id === id(name));
export const scenario = (cluster: any, name: string) =>
  [...cluster.scenarios, ...cluster.transitions].find((one: any) => one.name.startsWith(name));
export const holding = (cluster: any, name: string) => cluster.steady.nodes.find((one: any) => one.pods[id(name)]);

/** A group of the pool without pods, added to the plan. */
export function spareOf(cluster: any, poolId: string, count = 1): string {
  const spare = `${poolId}#9`;
  cluster.steady.nodes.push({ id: spare, pool: poolId, count, pods: {} });
  cluster.pools.find((one: any) => one.id === poolId).nodes += count;
  return spare;
}

const poolsIn = (more: Partial<PoolModel> = {}) => ZONES.map((zone) => pool(`p/${zone}`, 8, 32, more));

const web = {
  zoneSkew: 1,
  evenZones: true as const,
  rollout: { surge: 2, explicit: false, maxUnavailable: 0, ours: true },
  replicas: { needed: 4, planned: 6, degraded: 4, max: 9 },
};
const store = {
  maxPerNode: 1,
  zoneSkew: 1,
  evenZones: true as const,
  zonePinned: true,
  replicas: { needed: 3, planned: 3, degraded: 2 },
};

const models = {
  /** Every kind of scenario that outlives a zone; nothing is reserved. */
  zones: () =>
    model(
      poolsIn({ maxNodes: 9, minNodes: 1 }),
      [workload('web', 6, 2, 1, web), workload('store', 3, 2, 1, store), workload('edge', 2, 1, 1, { canary: 1 })],
      { survive: 'zone' },
    ),
  /** A bound that counts on the share of each zone. */
  even: () =>
    model(poolsIn({ maxNodes: 9, minNodes: 1 }), [workload('web', 6, 2, 1, web), workload('store', 3, 2, 1, store)]),
  /** Places for a spread, a loose and a stateful workload that outlive a zone. */
  reserved: () =>
    model(
      poolsIn({ price: 0.5 }),
      [
        workload('web', 6, 2, 1, {
          ...web,
          ours: true,
          rollout: { surge: 1, explicit: true, maxUnavailable: 0, ours: true },
          replicas: { needed: 6, planned: 6, degraded: 4, max: 9 },
        }),
        workload('api', 4, 1, 2, {
          ours: true,
          rollout: { surge: 0, explicit: false, maxUnavailable: 1, ours: true },
          replicas: { needed: 3, planned: 4, degraded: 2 },
        }),
        workload('store', 3, 2, 4, { ...store, ours: true }),
      ],
      { survive: 'zone', placement: 'reserved' },
    ),
  /** Places that outlive a node. */
  nodes: () =>
    model(
      [pool('p', 8, 32)],
      [
        workload('web', 6, 2, 1, { ours: true, replicas: { needed: 5, planned: 6, degraded: 4 } }),
        workload('api', 3, 1, 2, { ours: true, replicas: { needed: 2, planned: 3, degraded: 2 } }),
      ],
      { survive: 'node', placement: 'reserved' },
    ),
  gang: () =>
    model(
      ['r1', 'r2'].map((rack) => pool(rack, 8, 32, { domains: { rack } })),
      [workload('gang', 4, 4, 1, { gang: { size: 4, level: 'rack', mode: 'required' } })],
    ),
  shares: () =>
    model(
      [pool('p', 8, 32, { devices: { 'nvidia.com/gpu': { count: 2, milli: 1000 } } })],
      [workload('half', 3, 1, 1, { device: { resource: 'nvidia.com/gpu', milli: 500 } })],
    ),
  hosts: () => model([pool('p', 8, 32)], [workload('even', 5, 2, 1, { hostSpread: { maxSkew: 1 } })]),
  peaks: () =>
    model(
      [pool('p', 8, 32)],
      ['day', 'night'].map((name) => workload(name, 1, 2, 1, { replicas: { needed: 1, planned: 1, max: 3 } })),
      { peakGroups: ['day', 'night'].map((name) => ({ name, workloads: [`test/Deployment/${name}`] })) },
    ),
  onboard: () =>
    model([pool('p', 8, 32)], [workload('web', 1, 1, 1)], {
      timetables: [
        {
          name: 'line',
          path: 'test/line',
          within: 90,
          tasks: ['x', 'y'].map((name) => ({
            name,
            steps: [
              { machine: 'saw', duration: 20 },
              { machine: 'drill', duration: 10 },
            ],
          })),
        },
      ],
    }),
};

export type Base = keyof typeof models;

const made = new Map<Base, string>();

export function documentFrom(base: Base): any {
  const text =
    made.get(base) ?? JSON.stringify(planDocument([planCluster(models[base]())], { name: 'test', version: '0' }));
  made.set(base, text);
  return JSON.parse(text);
}
