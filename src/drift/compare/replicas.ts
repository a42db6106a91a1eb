import { Difference } from '../difference';
import { ExpectedWorkload, isEnding } from '../expected';
import { countOf, ObservedWorkload } from '../match/observed';

/**
 * How many pods run, and between which numbers an autoscaler chooses.
 * @param sites equal edge sites, each of which has that many
 */
export function replicaDifferences(observed: ObservedWorkload, sites: readonly string[] = []): Difference[] {
  const { workload, pods, objects } = observed;
  if (isEnding(workload.id) || workload.id.split('/')[1] === 'Footprint' || pods.length + objects.length === 0) {
    return [];
  }
  return [...scalingOf(observed), ...countsOf(observed, sites)];
}

/** The counts between which a workload may be. */
function rangeOf({ workload: { planned, max, scaling } }: ObservedWorkload): readonly [number, number] {
  return [Math.min(planned, scaling?.min ?? planned), Math.max(planned, max ?? planned)];
}

function countsOf(observed: ObservedWorkload, sites: readonly string[]): Difference[] {
  const { workload, pods, objects } = observed;
  const [least, most] = rangeOf(observed);
  // A rollout has more pods for a while: what is asked for counts, where somebody says it.
  const bySite = new Map<string | undefined, number>(sites.map((site) => [site, 0]));
  for (const { group, site } of pods) {
    bySite.set(site, (bySite.get(site) ?? 0) + countOf(group));
  }
  const [asked] = objects;
  if (sites.length === 0 && objects.length === 1 && asked.replicas !== undefined && asked.owner.kind !== 'Job') {
    bySite.clear();
    bySite.set(undefined, asked.replicas);
  }
  const wrong = [...bySite].filter(([, n]) => n < least || n > most);
  if (wrong.length === 0) {
    return [];
  }
  const [[site, n]] = wrong;
  const fits = n <= most + (workload.headroom ?? 0);
  const fewer = n < least;
  return [
    {
      code: 'REPLICAS_CHANGED',
      about: workload.id,
      planned: least === most ? `${least} ${least === 1 ? 'pod' : 'pods'}` : `${least} to ${most} pods`,
      live: `${n}${site === undefined ? '' : ` at ${site}`}`,
      effect: fewer || !fits ? 'breaks' : 'unproven',
      meaning: fewer
        ? 'the places are there; what the pods were counted for, their demand and the losses that they outlive, is not served'
        : fits
          ? 'there is room for them at steady; losses and rollouts with so many are not proved'
          : 'the plan has no places for so many',
      cure: ['sync what is in Git', 'the number in the program, and plan again'],
      ...(wrong.length > 1 && { count: wrong.length, examples: wrong.slice(0, 3).map(([at]) => at ?? '') }),
    },
  ];
}

function scalingOf({ workload, scalers, objects }: ObservedWorkload): Difference[] {
  const planned = plannedRange(workload);
  const text = (range: { readonly min?: number; readonly max: number } | undefined) =>
    range === undefined
      ? 'no autoscaler'
      : range.min === undefined
        ? `at most ${range.max}`
        : `${range.min} to ${range.max}`;
  const [live] = scalers;
  // Without the lists of both nobody can say that one is missing.
  if (objects.length === 0 && live === undefined) {
    return [];
  }
  const same =
    live === undefined
      ? planned === undefined
      : planned !== undefined && live.max === planned.max && (planned.min ?? live.min) === live.min;
  if (same || (live === undefined && scalers.length === 0 && planned === undefined)) {
    return [];
  }
  const more = live !== undefined && live.max > (planned?.max ?? workload.planned);
  return [
    {
      code: 'AUTOSCALER_CHANGED',
      about: workload.id,
      planned: text(planned),
      live: text(live),
      effect: 'breaks',
      meaning: more
        ? `places are proved for ${planned?.max ?? workload.planned} pods: what comes beyond may find none`
        : 'the peak that the plan was asked for is not reached, or not left again',
      cure: ['sync what is in Git', 'the range in the program, and plan again'],
    },
  ];
}

function plannedRange({ scaling, max }: ExpectedWorkload): { readonly min?: number; readonly max: number } | undefined {
  return scaling ?? (max === undefined ? undefined : { max });
}
