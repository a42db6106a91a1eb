import { Check, raises } from './raise';
import { cures, faultsIn } from './trial';
import { Finding, WorkloadModel } from '../../model';
import { Diagnosis } from '../../planning/diagnosis';
import { isSimulatedFast } from '../../planning/robustness';

/** Findings that more nodes may cure. */
const MORE_NODES: ReadonlySet<string> = new Set(['CANARY_DOES_NOT_FIT', 'SPARES_EXCEED_LIMIT']);

/** What spares and canaries lack, with the least limits of pools that give it to them. */
export function withRoomCures(diagnosis: Diagnosis): Finding[] {
  const { spare, transitions, tried } = diagnosis;
  const findings = [...(spare?.findings ?? []), ...(transitions?.findings ?? [])];
  return findings.map((finding) =>
    MORE_NODES.has(finding.code) && isSimulatedFast(tried)
      ? { ...finding, cure: [...roomFor(diagnosis, finding), ...(finding.cure ?? [])] }
      : finding,
  );
}

function roomFor(diagnosis: Diagnosis, { code, path, severity }: Finding): string[] {
  const { model } = diagnosis.tried;
  const before = faultsIn(diagnosis);
  const works = (changed: typeof model) => cures([{ severity, what: `${code} ${path}` }], before, changed);
  const check: Check = { fits: works, holds: works };
  const about = (workload: WorkloadModel) => workload.path === path || model.pools.some((pool) => pool.path === path);
  const pools = new Set(model.pools.filter((pool) => pool.path === path).map(({ id }) => id));
  const workloads = model.workloads
    .filter(about)
    .map((workload) => (pools.size > 0 ? { ...workload, eligible: [...pools] } : workload));
  return raises(model, workloads, check).map(({ cure }) => cure);
}
