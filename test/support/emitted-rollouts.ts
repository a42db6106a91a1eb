/** A cluster of plan.json, as far as rollouts look at it. */
interface Planned {
  readonly pools: readonly { readonly id: string; readonly zone?: string; readonly allocatable: Amounts }[];
  readonly workloads: readonly {
    readonly id: string;
    readonly requests: Amounts;
    readonly replicas: any;
    readonly rollout?: any;
  }[];
  readonly steady: {
    readonly nodes: readonly { readonly pool: string; readonly count: number; readonly pods: Amounts }[];
  };
}

type Amounts = Readonly<Record<string, number>>;

/**
 * Deployments of some manifests of which a rollout can hang on the nodes of their plan, at steady or at any count that it promises, whichever old pods are
 * ended and wherever new ones go: told from what is emitted and from the counts of pods that fit, not from the planner. With all revisions counted and
 * `n - u` pods that have to run, `f` of them in each of `Z` zones and `r` over, every zone needs `f` places and more than `r` of them one more.
 */
export function hangingDeployments(objects: readonly any[], plan: Planned): string[] {
  return objects
    .filter(({ kind }) => kind === 'Deployment')
    .flatMap((deployment) => {
      const id = `${deployment.metadata.namespace}/Deployment/${deployment.metadata.name}`;
      const entry = plan.workloads.find((one) => one.id === id);
      const last = entry?.rollout?.completesUpTo ?? 0;
      if (!entry || last < entry.replicas.planned) {
        return entry && entry.replicas.planned > 0 ? [`${id} is not promised`] : [];
      }
      const counts = Array.from({ length: last - entry.replicas.planned + 1 }, (_, i) => entry.replicas.planned + i);
      return counts.flatMap((pods) => (hangs(deployment, entry, plan, pods) ? [`${id} at ${pods}`] : []));
    });
}

function hangs(deployment: any, entry: Planned['workloads'][number], plan: Planned, pods: number): boolean {
  const { maxSurge, maxUnavailable } = deployment.spec.strategy.rollingUpdate;
  if (!(maxSurge + maxUnavailable > 0)) {
    return true;
  }
  const hard = (deployment.spec.template.spec.topologySpreadConstraints ?? []).filter(
    ({ whenUnsatisfiable }: any) => whenUnsatisfiable === 'DoNotSchedule',
  );
  const cap = hard.find(({ topologyKey }: any) => topologyKey === 'kubernetes.io/hostname');
  const zonal = hard.find(({ topologyKey }: any) => topologyKey === 'topology.kubernetes.io/zone');
  const perZone = placesByZone(entry, plan, cap?.maxSkew ?? Infinity);
  const kept = pods - maxUnavailable;
  if (!zonal) {
    return perZone.reduce((sum, n) => sum + n, 0) <= kept;
  }
  if (zonal.matchLabelKeys) {
    const share = Math.ceil(pods / perZone.length);
    const free = Math.max(0, Math.floor((share * (perZone.length - 1) + 1 - maxUnavailable) / perZone.length));
    return perZone.some((n) => n < share + free);
  }
  const [each, over] = [Math.floor(kept / perZone.length), kept % perZone.length];
  return perZone.some((n) => n < each) || perZone.filter((n) => n > each).length <= over;
}

/** Pods of the workload that find a place in each zone that has nodes for it, everything else lying as planned. */
function placesByZone({ id, requests, ...entry }: Planned['workloads'][number], plan: Planned, cap: number): number[] {
  const { eligible } = entry as any;
  const zones = new Map<string, number>();
  const asked = new Map(plan.workloads.map((one) => [one.id, one.requests]));
  for (const { pool, count, pods } of plan.steady.nodes) {
    const { zone = '', allocatable } = plan.pools.find((one) => one.id === pool)!;
    if (eligible.includes(pool)) {
      const free = (name: string) =>
        Object.entries(pods).reduce(
          (left, [other, n]) => left - (other === id ? 0 : n * (asked.get(other)![name] ?? 0)),
          allocatable[name] ?? 0,
        );
      const fits = Math.min(
        cap,
        ...Object.entries(requests).map(([name, n]) => (n > 0 ? Math.floor(free(name) / n) : Infinity)),
      );
      zones.set(zone, (zones.get(zone) ?? 0) + count * fits);
    }
  }
  return [...zones.values()];
}
