import { Fit } from './fit';
import { amountsText } from './words';
import { plus, times } from '../../capacity/resources';
import { Difference } from '../difference';
import { Amounts, Expected, ExpectedPool } from '../expected';
import { LiveNode } from '../live/live-cluster';
import { countOf, isNothing, Observed } from '../match/observed';

const SYSTEM = 'kube-system';

/** What runs and is not planned, and daemonsets that take another part of nodes than planned. */
export function strayDifferences(expected: Expected, observed: Observed, fit: Fit): Difference[] {
  const nodes = new Map([...observed.places].map(([node, { pool }]) => [node.name, { node, pool }]));
  const judged = (names: Iterable<string>): Pick<Difference, 'effect' | 'meaning'> => {
    const broken = [...names].some((name) => fit.broken.has(nodes.get(name)?.pool.id ?? ''));
    return broken
      ? { effect: 'breaks', meaning: 'beside it what is planned no longer fits on its nodes in every scenario' }
      : { effect: 'none', meaning: 'what is planned still fits beside it, in every scenario' };
  };
  const strays = [...observed.strays.values()].flatMap(({ id, pods }): Difference[] => {
    const total = pods.reduce((sum, group) => plus(sum, times(group.requests, countOf(group))), {} as Amounts);
    const judgement = judged(pods.flatMap(({ nodes: on }) => [...on.keys()]));
    // What every cluster runs is told only where it is in the way.
    if (id.startsWith(`${SYSTEM}/`) && judgement.effect === 'none') {
      return [];
    }
    const count = pods.reduce((sum, group) => sum + countOf(group), 0);
    return [
      {
        code: 'WORKLOAD_UNPLANNED',
        about: id,
        planned: 'nothing of that name',
        live: `${count} ${count === 1 ? 'pod' : 'pods'}${isNothing(total) ? ' without requests' : `, ${amountsText(total, namesOf(total))} in all`}`,
        ...judgement,
        cure: ['cluster.include(chart), or addFootprint, with what it runs', 'remove it'],
      },
    ];
  });
  return [...strays, ...daemonDifferences(expected, observed, nodes, judged)];
}

function namesOf(amounts: Amounts): string[] {
  return Object.keys(amounts)
    .filter((name) => amounts[name] > 0)
    .sort();
}

function daemonDifferences(
  expected: Expected,
  observed: Observed,
  nodes: ReadonlyMap<string, { readonly node: LiveNode; readonly pool: ExpectedPool }>,
  judged: (names: Iterable<string>) => Pick<Difference, 'effect' | 'meaning'>,
): Difference[] {
  const planned = new Map<string, Amounts>();
  for (const { daemonsets } of expected.pools) {
    Object.entries(daemonsets).forEach(([id, amounts]) => planned.set(id, amounts));
  }
  return [...observed.daemons.values()].flatMap(({ id, pods }): Difference[] => {
    const on = [...new Set(pods.flatMap(({ nodes: some }) => [...some.keys()]))]
      .filter((name) => nodes.has(name))
      .sort();
    const [{ requests }] = pods;
    const before = planned.get(id) ?? countedDaemon(planned, id);
    if (on.length === 0 || (before === undefined && id.startsWith(`${SYSTEM}/`) && isNothing(requests))) {
      return [];
    }
    const told = { about: id, count: on.length, examples: on.slice(0, 3), ...judged(on) };
    if (before === undefined) {
      const takes = isNothing(requests) ? 'no requests' : amountsText(requests, namesOf(requests));
      return [
        {
          ...told,
          code: 'DAEMONSET_UNPLANNED',
          planned: 'no such daemonset',
          live: `${takes} of each of ${on.length} nodes`,
          cure: ['cluster.include(chart), or addFootprint, with the daemonset', 'remove it'],
        },
      ];
    }
    const names = namesOf(plus(before, requests)).filter(
      (name) => name !== 'pods' && isOther(before[name] ?? 0, requests[name] ?? 0),
    );
    return names.length === 0
      ? []
      : [
          {
            ...told,
            code: 'DAEMONSET_CHANGED',
            planned: `${amountsText(before, names)} of each node`,
            live: amountsText(requests, names),
            cure: ['sync what is in Git', 'plan with what it takes now'],
          },
        ];
  });
}

/** Where an update starts the new pod first, the plan counts both. */
function isOther(planned: number, live: number): boolean {
  return planned !== live && planned !== 2 * live;
}

/** A daemonset that a footprint counts may have another name in the plan: that of the footprint of its namespace, its own name first. */
function countedDaemon(planned: ReadonlyMap<string, Amounts>, id: string): Amounts | undefined {
  const parts = id.split('/');
  const counted = `${parts[0]}/Footprint/`;
  return (
    planned.get(`${counted}${parts[parts.length - 1]}`) ?? [...planned].find(([name]) => name.startsWith(counted))?.[1]
  );
}
