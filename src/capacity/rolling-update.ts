import { RolloutModel } from './model';

/**
 * Extra pods are rounded up, missing ones down. Where both come to nothing, one pod may be missing (the Deployment controller's
 * ResolveFenceposts; Argo Rollouts does the same), unless both are written as nothing, which the API server refuses.
 */
export function rollingUpdate({ maxSurge = '25%', maxUnavailable = '25%' }: any, planned: number): RolloutModel {
  const surge = share(maxSurge, planned, Math.ceil);
  const missing = share(maxUnavailable, planned, Math.floor);
  const refused = [maxSurge, maxUnavailable].every((value) => parseFloat(String(value)) === 0);
  return {
    surge,
    explicit: false,
    maxUnavailable: surge === 0 && missing === 0 && !refused ? 1 : missing,
    ours: false,
    ...([maxSurge, maxUnavailable].some((value) => String(value).endsWith('%')) && {
      written: { maxSurge, maxUnavailable },
    }),
  };
}

function share(value: number | string, planned: number, round: (n: number) => number): number {
  const percent = /^(\d+)%$/.exec(String(value));
  const count = percent ? round((Number(percent[1]) * planned) / 100) : Number(value);
  return Number.isInteger(count) && count >= 0 ? count : 0;
}
