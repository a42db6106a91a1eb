/** Something that grows: what is there at the begin, what comes each day, and how long it is kept. */
export interface Growing {
  /** What is there at the begin, beside what comes; absent: nothing. */
  readonly already?: number;
  /** What comes on the first day. */
  readonly perDay: number;
  /** By which share of today's both are more after a year; absent: 0. */
  readonly growth?: number;
  /** After how many days what came goes; absent: never. */
  readonly keptDays?: number;
  /** How much there may be; absent: nobody said. */
  readonly room?: number;
}

/** A store of the cluster: what its data take over time, with all copies, in bytes. */
export interface StorageForecast extends Growing {
  /** Construct path. */
  readonly path: string;
  /** What it is in a table, such as the name of the store. */
  readonly name: string;
  /** Partitions that it has, where it is a topic. */
  readonly partitions?: number;
  /** Where objects are counted too, such as small files in a bucket. */
  readonly objects?: Growing;
}

/** Data that go from one place to another, where somebody waits for them. */
export interface TransferForecast {
  readonly path: string;
  /** What is moved in a table, such as 'backup of shop' or 'images to site-7'. */
  readonly name: string;
  readonly bytes: number;
  readonly bitsPerSecond: number;
  /** Seconds that it may take; absent: nobody said. */
  readonly window?: number;
}

/** What constructs say of data that no pod shows. */
export interface Forecasts {
  readonly storage?: readonly StorageForecast[];
  readonly transfers?: readonly TransferForecast[];
}

export const MONTH = 30;
export const YEAR = 365;

/**
 * How much is there after so many days. What comes grows by equal steps from day to day, so that on day t it is `perDay * (1 + growth * t / 365)`; of it
 * is there what came since the retention ago.
 */
export function amountAfter({ already = 0, perDay, growth = 0, keptDays = Infinity }: Growing, days: number): number {
  const from = Math.max(0, days - keptDays);
  const came = perDay * (days - from + (growth * (days * days - from * from)) / (2 * YEAR));
  return Math.ceil(already * (1 + (growth * days) / YEAR) + came);
}

/** How much there is as soon as the first goes, at what comes today: the least that there must be room for. */
export function amountKept({ already = 0, perDay, keptDays }: Growing): number | undefined {
  return keptDays === undefined ? undefined : Math.ceil(already + perDay * keptDays);
}

/** The first day on whose evening there is more than there is room for, within so many days. */
export function fullOn(one: Growing, within: number): number | undefined {
  const { room = Infinity } = one;
  if (amountAfter(one, within) <= room) {
    return undefined;
  }
  let [fits, full] = [0, within];
  while (full - fits > 1) {
    const day = Math.floor((fits + full) / 2);
    [fits, full] = amountAfter(one, day) > room ? [fits, day] : [day, full];
  }
  return full;
}

export function secondsOf({ bytes, bitsPerSecond }: TransferForecast): number {
  return (8 * bytes) / bitsPerSecond;
}
