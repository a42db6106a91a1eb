import { InvalidInput } from './exit-codes';
import { manifestsIn } from './manifest-files';
import { PlanDocument } from '../report/document';
import { diffManifests, ManifestChange } from '../report/manifest-diff';

export interface CompareOptions {
  /** `<past>=<current>`: names of one cluster in two environments. */
  readonly clusters?: string;
  readonly manifests?: string;
  readonly baselineManifests?: string;
}

/** What the two sides are called. */
export type Sides = readonly [past: string, current: string];

/** Names of the clusters that are compared, where they are two of different names: those that were given, or the only ones of two environments. */
export function sidesOf(past: PlanDocument, current: PlanDocument, options: CompareOptions): Sides | undefined {
  const { clusters, manifests } = options;
  if (clusters !== undefined) {
    const [, before, now] = /^([^=]+)=([^=]+)$/.exec(clusters) ?? [];
    for (const [name, plan] of [
      [before, past],
      [now, current],
    ] as const) {
      const names = plan.clusters.map((cluster) => cluster.name);
      if (name === undefined || !names.includes(name)) {
        throw new InvalidInput(
          `--clusters ${clusters}: must be <cluster of the baseline>=<cluster of the plan>; ${name ?? 'it'} is none of ${names.join(', ')}`,
        );
      }
    }
    return [before, now];
  }
  const [[one, ...others], [other, ...more]] = [past.clusters, current.clusters];
  return manifests !== undefined && one && other && others.length + more.length === 0
    ? [one.name, other.name]
    : undefined;
}

/** The baseline as if its cluster had the name of the other, and nothing else were in it. */
export function alike(plan: PlanDocument, [past, current]: Sides): PlanDocument {
  return {
    ...plan,
    clusters: plan.clusters.filter(({ name }) => name === past).map((cluster) => ({ ...cluster, name: current })),
  };
}

/** What differs between the manifests; undefined where nobody asked. */
export function manifestChanges({ manifests, baselineManifests }: CompareOptions): ManifestChange[] | undefined {
  if ((manifests === undefined) !== (baselineManifests === undefined)) {
    throw new InvalidInput('--manifests and --baseline-manifests: both, or none');
  }
  return manifests === undefined ? undefined : diffManifests(manifestsIn(baselineManifests!), manifestsIn(manifests));
}
