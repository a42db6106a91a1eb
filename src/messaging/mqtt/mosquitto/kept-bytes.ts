import { KeptMessages } from './kept-messages';
import { bytesOf } from '../../../manifest/amounts';
import { Problems } from '../../../manifest/problems';
import { DAY_SECONDS } from '../../../manifest/times';

/** What mosquitto writes beside a message (database version 6: header, id, topic), and the copy that it writes before it drops the old file. */
const RECORD_BYTES = 128;
const COPIES = 2;

/** Bytes that come on one day, as they lie in the volume. */
export function keptPerDay({ rate, messageSize }: KeptMessages): number {
  return Math.ceil(Number((rate.toPerSecond() * DAY_SECONDS * (bytesOf(messageSize) + RECORD_BYTES)).toPrecision(14)));
}

/** Room for them: mosquitto holds all of them in memory and writes the whole again each time. */
export function roomPerDay(kept: KeptMessages): number {
  return COPIES * keptPerDay(kept);
}

/** Checks that what is kept fits into the memory of the broker, which holds all of it: so many bytes, at most half of it. */
export function checkKept(problems: Problems, kept: KeptMessages, seconds: number, memory: number, away: string): void {
  const bytes = Math.ceil((keptPerDay(kept) / DAY_SECONDS) * seconds);
  const mib = (some: number) => Math.ceil(some / 2 ** 20);
  problems.check(
    bytes <= memory / 2,
    'keeps',
    `${mib(bytes)} MiB`,
    `come in ${away}, and mosquitto holds them in memory: half of ${mib(memory)} MiB is for them`,
    `resources.memory of at least ${2 * mib(bytes)} MiB, or fewer messages`,
  );
}
