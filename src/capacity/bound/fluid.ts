import { CertificatePart } from './certificate';
import { certify } from './certify';
import { BoundScenario, demandWithin, stays } from './demand';
import { Charge, Relaxation, Shadows } from './relaxation';
import { PoolModel, WorkloadModel } from '../model';
import { Column, Row, Term } from '../solver/linear-program';
import { solve, theSolver } from '../solver/solver';

/** Proves a lower bound on the cost of the pools of one part. */
export function boundPart(
  pools: readonly PoolModel[],
  cost: (pool: PoolModel) => number,
  workloads: readonly WorkloadModel[],
  scenarios: readonly BoundScenario[],
  byId: ReadonlyMap<string, PoolModel>,
): CertificatePart {
  const part = new Set(pools.map((pool) => pool.id));
  const charges: Charge[] = [];
  for (const scenario of scenarios) {
    for (const workload of workloads) {
      const usable = workload.eligible.map((id) => byId.get(id)!).filter((pool) => stays(pool, scenario));
      const count = demandWithin(workload, scenario, usable, part);
      if (count === 0) {
        continue;
      }
      const admitted = pools.flatMap((pool, p) => (usable.includes(pool) ? [p] : []));
      const lacking = (p: number) =>
        Object.keys(workload.requests).find(
          (resource) => workload.requests[resource] > 0 && !pools[p].allocatable[resource],
        );
      const within = admitted.filter((p) => lacking(p) === undefined);
      const closed = admitted.flatMap((p): [number, string][] => {
        const resource = lacking(p);
        return resource === undefined ? [] : [[p, resource]];
      });
      if (within.length > 0) {
        charges.push({ scenario: scenario.name, workload, count, pools: within, closed });
      }
    }
  }
  const relaxation: Relaxation = { pools, costs: pools.map(cost), charges };
  return theSolver() ? certify(relaxation, shadowPrices(relaxation)) : withoutSolver(relaxation);
}

/** The best proof that prices one resource alone: weaker than the solver's, and just as valid. */
function withoutSolver(relaxation: Relaxation): CertificatePart {
  const { pools, costs, charges } = relaxation;
  const resources = [...new Set(charges.flatMap(({ workload }) => Object.keys(workload.requests)))];
  const scenarios = [...new Set(charges.map(({ scenario }) => scenario))];
  const proofs = scenarios.flatMap((scenario) =>
    resources.map((resource) => {
      const shares = pools.flatMap((pool, p): [string, number][] =>
        pool.allocatable[resource] > 0 ? [[`${scenario}|${p}|${resource}`, costs[p]]] : [],
      );
      return certify(relaxation, { resources: new Map(shares), places: new Map() });
    }),
  );
  const none = certify(relaxation, { resources: new Map(), places: new Map() });
  return proofs.reduce((best, proof) => (proof.bound > best.bound + 1e-9 ? proof : best), none);
}

function shadowPrices(relaxation: Relaxation): Shadows {
  const { pools, costs, charges } = relaxation;
  const columns: Column[] = pools.map((pool, p) => ({
    cost: costs[p],
    lower: pool.minNodes,
    upper: pool.maxNodes ?? Infinity,
  }));
  const demand: Row[] = [];
  const usage = new Map<string, Term[]>();
  const places = new Map<string, Term[]>();
  for (const charge of charges) {
    const terms: Term[] = [];
    for (const p of charge.pools) {
      const column = columns.push({ cost: 0, lower: 0, upper: Infinity }) - 1;
      terms.push({ column, value: 1 });
      for (const [resource, amount] of Object.entries(charge.workload.requests)) {
        // Shares of one node keep the numbers near 1.
        if (amount > 0) {
          append(usage, `${charge.scenario}|${p}|${resource}`, {
            column,
            value: -amount / pools[p].allocatable[resource],
          });
        }
      }
      const { maxPerNode, maxPerNodeAssumed, limitsByRevision } = charge.workload;
      // A limit that holds for one revision only is not in the plan as a limit of the nodes.
      if (maxPerNode !== undefined && !maxPerNodeAssumed && !limitsByRevision) {
        places.set(`${charge.scenario}|${p}|${charge.workload.id}`, [
          { column: p, value: maxPerNode },
          { column, value: -1 },
        ]);
      }
    }
    demand.push({ lower: charge.count, terms });
  }
  const usageRows = [...usage].map(([key, terms]): Row => ({
    lower: 0,
    terms: [{ column: Number(key.split('|')[1]), value: 1 }, ...terms],
  }));
  const placeRows = [...places.values()].map((terms): Row => ({ lower: 0, terms }));
  const duals = solve({ columns, rows: [...demand, ...usageRows, ...placeRows] })?.duals ?? [];
  const after = (skip: number, keys: Iterable<string>) =>
    new Map([...keys].map((key, i) => [key, Math.max(0, duals[skip + i] ?? 0)]));
  return { resources: after(demand.length, usage.keys()), places: after(demand.length + usage.size, places.keys()) };
}

function append(map: Map<string, Term[]>, key: string, term: Term): void {
  const terms = map.get(key);
  if (terms) {
    terms.push(term);
  } else {
    map.set(key, [term]);
  }
}
