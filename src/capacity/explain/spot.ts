import { Finding } from '../model';
import { Attempt } from '../planning/attempt';
import { isSpotOnly, SPOT_LOST, spotPools } from '../scenario/loss';
import { placeOf } from '../sites';

/** Workloads that run on spot nodes alone although nobody said that they may be gone: their users of ours do, by what they survive. */
export function explainSpot({ model, scenarios }: Attempt): Finding[] {
  const spot = spotPools(model.pools);
  const loss = scenarios.find(({ name }) => name === SPOT_LOST);
  const unsaid = model.workloads.filter(
    (workload) =>
      !workload.ours && !workload.partOf && (workload.replicas.degraded ?? 1) > 0 && isSpotOnly(workload, spot),
  );
  return (loss && model.survive !== 'none' ? unsaid : []).map((workload) => ({
    code: 'SPOT_TAKES_ALL',
    severity: 'warning',
    ...placeOf(workload),
    message: `all ${workload.replicas.planned} pods of ${workload.id} are on spot nodes, which the cloud may take back all at once: nothing is left of it then`,
    cure: [
      'a toleration and no selector of spot nodes, with a pool of others that admits it',
      'accept it: what may be gone for a while',
    ],
  }));
}
