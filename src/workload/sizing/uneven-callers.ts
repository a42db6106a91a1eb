import { Finding } from '../../capacity/model';
import { fixed } from '../../capacity/quantity';
import { someOf } from '../../capacity/some-of';
import { Caller } from '../calls/caller';

/** Callers of which more than an even share may be in one zone, where calls stay in their zones and these were sized alike. */
export function unevenCallers(path: string, callers: readonly Caller[], zones: number): Finding[] {
  const uneven = callers.flatMap(({ path: from, replicas }) => {
    const share =
      replicas && replicas.planned > 0 ? Math.ceil(replicas.planned / replicas.zones) / replicas.planned : 0;
    return share > 1 / zones + 1e-9 ? [{ from, share, planned: replicas!.planned }] : [];
  });
  if (uneven.length === 0) {
    return [];
  }
  const names = uneven.map(({ from, share, planned }) => `${from} (${planned} replicas, ${fixed(100 * share, 0)} %)`);
  return [
    {
      code: 'LOCALITY_UNEVEN',
      severity: 'warning',
      path,
      message: `calls stay in their zone, each zone is sized for ${fixed(100 / zones, 0)} % of them, and more may come from one zone: ${someOf(names, 3)}`,
      expected: `at most ${fixed(100 / zones, 0)} % from one zone`,
      actual: someOf(names, 3),
      cure: [
        `a multiple of ${zones} replicas of the callers`,
        `Locality.ofCallers({ ... }) with the callers of each zone`,
      ],
    },
  ];
}
