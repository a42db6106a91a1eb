import { ClusterModel, Finding, SiteClass, WorkloadModel } from '../model';
import { attempt, Attempt, everythingFits } from '../planning/planning';
import { limitOf } from '../pool-limit';
import { placeOf } from '../sites';
import { conflictOf } from './cures/conflict';
import { Check, raises } from './cures/raise';
import { reductions } from './cures/reduce';
import { fits, holds, quickly } from './cures/trial';
import { aggregateOf, firstFailure } from './limits';

/** The cluster without its edge sites. */
export function withoutSites(model: ClusterModel): ClusterModel {
  return restricted(model, (site) => site === undefined);
}

/** One finding for each kind of edge site on whose nodes the pods do not fit. Sites are planned apart: each is explained alone. */
export function explainSites(model: ClusterModel): Finding[] {
  return (model.sites ?? []).flatMap((kind) => explainSite(atSite(model, kind)));
}

function atSite(model: ClusterModel, { members: [{ name }] }: SiteClass): ClusterModel {
  return { ...restricted(model, (site) => site === name), survive: 'none' };
}

function restricted(model: ClusterModel, keeps: (site: string | undefined) => boolean): ClusterModel {
  const workloads = model.workloads.filter(({ site }) => keeps(site));
  const ids = new Set(workloads.map(({ id }) => id));
  return {
    ...model,
    pools: model.pools.filter(({ sites }) => keeps(sites?.[0])),
    workloads,
    conflicts: model.conflicts.filter(([a, b]) => ids.has(a) && ids.has(b)),
  };
}

/** A cure makes everything fit at the site, and leaves no error there. */
const CHECK: Check = { fits, holds };

function explainSite(model: ClusterModel): Finding[] {
  const quick = quickly(model);
  const tried = attempt(quick);
  if (everythingFits(tried)) {
    return [];
  }
  const { stage, text } = firstFailure(tried);
  const workload = worstOf(tried);
  const nodes = raises(model, model.workloads, CHECK).map(({ families }) =>
    families.map(({ family, needed, limit }) => `${limitOf(family).cure(needed)} instead of ${limit}`).join(' and '),
  );
  const conflict = conflictOf(quick);
  return [
    {
      code: 'SITE_TOO_SMALL',
      severity: 'error',
      ...placeOf(workload),
      message: `the nodes of the site have no room for all pods of ${workload.id} ${text}${aggregateOf(tried)}`,
      expected: 'room on the nodes that the site has',
      actual: missingText(tried, workload),
      cure: [...reductions(model, stage, CHECK).map(({ cure }) => cure), ...nodes],
      ...(conflict && { conflict }),
    },
  ];
}

/** The workload of which most pods have no place. */
function worstOf({ model, unplaced, unplacedAtMaximum, losses }: Attempt): WorkloadModel {
  const [missing] = [...unplaced, ...unplacedAtMaximum].sort((a, b) => b.count - a.count);
  const short = losses.flatMap((loss) => loss.short)[0]?.workload.id;
  return model.workloads.find(({ id }) => id === (missing?.workload ?? short))!;
}

function missingText({ unplaced, unplacedAtMaximum, losses }: Attempt, { id }: WorkloadModel): string {
  const missing = [...unplaced, ...unplacedAtMaximum].find(({ workload }) => workload === id)?.count;
  const short = losses.flatMap((loss) => loss.short).find(({ workload }) => workload.id === id);
  return missing === undefined
    ? `${short!.left} left of ${short!.needed} needed`
    : `${missing} ${missing === 1 ? 'pod' : 'pods'} without a place`;
}
