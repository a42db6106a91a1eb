/**
 * Every way in which a Deployment can be rolled out on a few nodes, told from the rules of Kubernetes 1.34 alone and not from the planner: which old pod the
 * controller ends (pkg/controller/deployment/rolling.go), in what order pods are created, placed and ended, and on which node that admits it the scheduler
 * puts a new one (framework/plugins/podtopologyspread, interpodaffinity).
 */
export interface RolloutCase {
  /** Nodes with the pods of the workload that fit on each beside everything else. */
  readonly nodes: readonly { readonly zone: number; readonly slots: number }[];
  readonly pods: number;
  readonly surge: number;
  readonly unavailable: number;
  /** The most that ran before the rollout; its autoscaler then ended any of them. */
  readonly ran: number;
  readonly zones?: SpreadRule;
  readonly hosts?: SpreadRule;
  /** Limits of one node and of one zone. */
  readonly perNode?: LimitRule;
  readonly perZone?: LimitRule;
}

export interface SpreadRule {
  readonly maxSkew: number;
  readonly minDomains?: number;
  readonly byRevision?: boolean;
}

export interface LimitRule {
  readonly most: number;
  readonly byRevision?: boolean;
}

/** Pods of the old and the new revision on each node, and new ones that wait for a node. */
interface State {
  readonly old: readonly number[];
  readonly fresh: readonly number[];
  readonly waiting: number;
}

const sum = (counts: readonly number[]) => counts.reduce((all, n) => all + n, 0);
const plusAt = (counts: readonly number[], at: number, n: number) =>
  counts.map((count, i) => (i === at ? count + n : count));

/** Nodes that admit one more pod of a revision, where `own` are the pods of that revision and `all` those of both. */
function openNodes(given: RolloutCase, own: readonly number[], all: readonly number[]): number[] {
  const { nodes, zones, hosts, perNode, perZone } = given;
  const names = [...new Set(nodes.map(({ zone }) => zone))];
  const inZone = (counts: readonly number[], zone: number) => sum(counts.filter((_, i) => nodes[i].zone === zone));
  const admits = (rule: SpreadRule | undefined, counts: readonly number[], at: number) => {
    const least = rule && counts.length < (rule.minDomains ?? 1) ? 0 : Math.min(...counts);
    return !rule || counts[at] + 1 - least <= rule.maxSkew;
  };
  const seen = (rule: SpreadRule | LimitRule | undefined) => (rule?.byRevision ? own : all);
  const perZoneCounts = names.map((zone) => inZone(seen(zones), zone));
  return nodes.flatMap(({ zone, slots }, at) =>
    all[at] < slots &&
    admits(zones, perZoneCounts, names.indexOf(zone)) &&
    admits(hosts, seen(hosts), at) &&
    (!perNode || seen(perNode)[at] < perNode.most) &&
    (!perZone || inZone(seen(perZone), zone) < perZone.most)
      ? [at]
      : [],
  );
}

/** Every placement of the pods that scaling out and in may have left, from nothing on. */
export function placements(given: RolloutCase): number[][] {
  const first = given.nodes.map(() => 0);
  const most = Math.max(given.ran, given.pods);
  const seen = new Map([[first.join(), first]]);
  for (const counts of seen.values()) {
    const added = sum(counts) < most ? openNodes(given, counts, counts).map((at) => plusAt(counts, at, 1)) : [];
    const ended = counts.flatMap((n, at) => (n > 0 ? [plusAt(counts, at, -1)] : []));
    for (const next of [...added, ...ended]) {
      if (!seen.has(next.join())) {
        seen.set(next.join(), next);
      }
    }
  }
  return [...seen.values()].filter((counts) => sum(counts) === given.pods);
}

function keyOf({ old, fresh, waiting }: State): string {
  return `${old.join()}|${fresh.join()}|${waiting}`;
}

/** A state of a rollout in which nothing can happen any more and which is not its end; undefined where there is none, from any of the placements. */
export function stuckState(given: RolloutCase, starts = placements(given)): State | undefined {
  const { pods, surge, unavailable } = given;
  const first = starts.map((old): State => ({ old, fresh: given.nodes.map(() => 0), waiting: 0 }));
  const seen = new Map(first.map((state) => [keyOf(state), state]));
  for (const { old, fresh, waiting } of seen.values()) {
    const all = old.map((n, at) => n + fresh[at]);
    const running = sum(all);
    const mayCreate = running + waiting < pods + surge && sum(fresh) + waiting < pods;
    const created: State[] = mayCreate ? [{ old, fresh, waiting: waiting + 1 }] : [];
    const placed = waiting > 0 ? openNodes(given, fresh, all) : [];
    const ended = running > pods - unavailable ? old.flatMap((n, at) => (n > 0 ? [at] : [])) : [];
    const next: State[] = [
      ...created,
      ...placed.map((at) => ({ old, fresh: plusAt(fresh, at, 1), waiting: waiting - 1 })),
      ...ended.map((at) => ({ old: plusAt(old, at, -1), fresh, waiting })),
    ];
    if (next.length === 0 && (sum(old) > 0 || sum(fresh) < pods)) {
      return { old, fresh, waiting };
    }
    for (const state of next) {
      const key = keyOf(state);
      if (!seen.has(key)) {
        seen.set(key, state);
      }
    }
  }
  return undefined;
}
