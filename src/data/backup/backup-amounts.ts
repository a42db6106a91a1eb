import { BackupVolumes } from './backup-volumes';
import { Forecasts, TransferForecast } from '../../capacity/forecast/forecast';
import { DAY_SECONDS } from '../../manifest/times';

/** What a backup has to do. */
export interface BackupAmounts {
  readonly path: string;
  readonly namespace: string;
  /** What there is in the volumes. */
  readonly bytes: number;
  /** Seconds between two backups: the longest time for what changes, the shortest for what has to be over by then. */
  readonly gaps: { readonly shortest: number; readonly longest: number };
  readonly keptSeconds: number;
  /** Seconds that the way back may take; absent: nobody asks. */
  readonly within?: number;
}

/** What Velero says that files take in the object store and on the way: the first backup is whole, others are what changed since. */
export function backupForecasts(volumes: BackupVolumes, amounts: BackupAmounts): Forecasts {
  const { path, namespace, bytes, keptSeconds } = amounts;
  const { _copy: copy } = volumes;
  if (!copy || bytes === 0) {
    return {};
  }
  const perDay = Math.ceil(bytes * (copy.changePerDay ?? 0.1));
  return {
    storage: [{ path, name: `backups of ${namespace}`, already: bytes, perDay, keptDays: keptSeconds / DAY_SECONDS }],
    transfers: transfersOf(volumes, amounts),
  };
}

function transfersOf({ _copy: copy }: BackupVolumes, amounts: BackupAmounts): TransferForecast[] {
  const { path, namespace, bytes, gaps, within } = amounts;
  const { bandwidth, window, changePerDay = 0.1 } = copy!;
  const bitsPerSecond = bandwidth.toBitsPerSecond();
  const until = window?.toSeconds({ integral: false }) ?? gaps.shortest;
  return [
    { path, name: `first backup of ${namespace}`, bytes, bitsPerSecond },
    {
      path,
      name: `backup of ${namespace}`,
      bytes: changed(bytes, changePerDay, gaps.longest),
      bitsPerSecond,
      window: until,
    },
    {
      path,
      name: `restore of ${namespace}`,
      bytes,
      bitsPerSecond,
      ...(within !== undefined && { window: within }),
    },
  ];
}

/** What changed since the last backup: not more than there is. */
export function changed(bytes: number, changePerDay: number, seconds: number): number {
  return Math.ceil(Math.min(bytes, bytes * changePerDay * (seconds / DAY_SECONDS)));
}
