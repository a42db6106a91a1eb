import {
  amountAfter,
  amountKept,
  Forecasts,
  fullOn,
  Growing,
  secondsOf,
  StorageForecast,
  TransferForecast,
  YEAR,
} from './forecast';
import { bitsText, bytesText, countText, enoughBits, enoughBytes, enoughSeconds, secondsText } from './texts';
import { Finding } from '../model';

/** What is too much for its place or its time. */
export function forecastFindings({ storage = [], transfers = [] }: Forecasts): Finding[] {
  return [...storage.flatMap(storageFindings), ...transfers.flatMap(transferFindings)];
}

function storageFindings(store: StorageForecast): Finding[] {
  return [...roomFindings(store), ...objectFindings(store)];
}

/** What has to be there from the begin is missing, or growth takes it. */
function roomFindings(store: StorageForecast): Finding[] {
  const { path, name, room, keptDays } = store;
  if (room === undefined) {
    return [];
  }
  const least = amountKept(store) ?? store.already ?? 0;
  if (least > room) {
    const days = (room - (store.already ?? 0)) / store.perDay;
    const shorter =
      store.perDay > 0 && rounded(days) > 0 ? [`keep it at most ${secondsText(86_400 * rounded(days))}`] : [];
    return [
      {
        code: 'STORAGE_TOO_SMALL',
        severity: 'error',
        path,
        message: `${name} has room for ${bytesText(room)}, and ${keptText(keptDays)} takes ${bytesText(least)}`,
        expected: `at least ${bytesText(least)}`,
        actual: bytesText(room),
        cure: [`room for ${enoughBytes(least)}`, ...shorter],
      },
    ];
  }
  const day = fullOn(store, YEAR);
  return day === undefined
    ? []
    : [
        {
          code: 'STORAGE_FILLS',
          severity: 'warning',
          path,
          message: `${name} has room for ${bytesText(room)}, which is full on day ${day}; after a year it takes ${bytesText(amountAfter(store, YEAR))}`,
          cure: [`room for ${enoughBytes(amountAfter(store, YEAR))} before day ${day}`],
        },
      ];
}

function objectFindings({ path, name, objects }: StorageForecast): Finding[] {
  const day = objects && fullOn(objects, YEAR);
  if (!objects || day === undefined) {
    return [];
  }
  const most = Math.max(amountAfter(objects, YEAR), amountKept(objects) ?? 0);
  return [
    {
      code: 'TOO_MANY_OBJECTS',
      severity: 'warning',
      path,
      message: `${name} may hold ${countText(objects.room!)} objects, which it has on day ${day}; after a year there are ${countText(most)}`,
      cure: ['larger objects, such as many small files in one', keptLess(objects)],
    },
  ];
}

function keptLess({ keptDays }: Growing): string {
  return keptDays === undefined ? 'a retention' : 'a shorter retention, or several buckets';
}

function transferFindings(transfer: TransferForecast): Finding[] {
  const { path, name, bytes, bitsPerSecond, window } = transfer;
  const seconds = secondsOf(transfer);
  if (window === undefined || seconds <= window) {
    return [];
  }
  return [
    {
      code: 'TRANSFER_TOO_LONG',
      severity: 'error',
      path,
      message: `${name}: ${bytesText(bytes)} at ${bitsText(bitsPerSecond)} take ${secondsText(seconds)}, and the window is ${secondsText(window)}`,
      expected: `at most ${secondsText(window)}`,
      actual: secondsText(seconds),
      cure: [`a bandwidth of ${enoughBits((8 * bytes) / window)}`, `a window of ${enoughSeconds(seconds)}`],
    },
  ];
}

function keptText(days: number | undefined): string {
  return days === undefined ? 'what is there' : `what is kept for ${secondsText(86_400 * days)}`;
}

/** Whole days where there is more than one, else hours. */
function rounded(days: number): number {
  return days >= 1 ? Math.floor(days) : Math.floor(days * 24) / 24;
}
