import { ClusterEntry, GrowingEntry, StorageEntry, TransferEntry } from './document';
import { bitsText, bytesText, countText, secondsText } from '../capacity/forecast/texts';

/** Rows above which a table leaves the rest to plan.json. */
export const MOST_FORECASTS = 50;

/** What data take over time: a header, and a row for each store; none where nobody said any. */
export function storageRows({ storage = [] }: ClusterEntry): string[][] {
  const objects = storage.some((one) => one.objects);
  const header = ['store', 'each day', 'kept', 'after a day', 'a month', 'a year', 'room', 'full'];
  return storage.length === 0
    ? []
    : [
        [...header, ...(objects ? ['objects after a year'] : [])],
        ...storage.map((one) => [...storageRow(one), ...(objects ? [objectsCell(one)] : [])]),
      ];
}

function storageRow(store: StorageEntry): string[] {
  const { path, name, after, room } = store;
  return [
    `${path} ${name}${partitionsText(store)}`,
    eachDay(store),
    keptCell(store),
    bytesText(after.day),
    bytesText(after.month),
    bytesText(after.year),
    room === undefined ? '-' : bytesText(room),
    fullCell(store),
  ];
}

function partitionsText({ partitions }: StorageEntry): string {
  return partitions === undefined ? '' : `, ${partitions} ${partitions === 1 ? 'partition' : 'partitions'}`;
}

function eachDay({ perDay, growth = 0 }: GrowingEntry): string {
  const more = growth > 0 ? `, ${Math.round(100 * growth)} % more in a year` : '';
  return `${perDay === 0 ? '-' : bytesText(perDay)}${more}`;
}

function keptCell({ keptDays, perDay }: GrowingEntry): string {
  return keptDays === undefined ? (perDay === 0 ? '-' : 'for ever') : secondsText(86_400 * keptDays);
}

/** How full it is after a year. */
function fullCell({ after, room }: GrowingEntry): string {
  return room === undefined ? '-' : `${Math.round((100 * after.year) / room)} %`;
}

function objectsCell({ objects }: StorageEntry): string {
  if (!objects) {
    return '-';
  }
  const { after, room } = objects;
  return `${countText(after.year)}${room === undefined ? '' : ` of ${countText(room)}`}`;
}

/** What travels, and how long: a header, and a row for each; none where nobody said any. */
export function transferRows({ transfers = [] }: ClusterEntry): string[][] {
  return transfers.length === 0 ? [] : [['transfer', 'data', 'at', 'takes', 'window'], ...transfers.map(transferRow)];
}

function transferRow({ path, name, bytes, bitsPerSecond, seconds, window }: TransferEntry): string[] {
  return [
    `${path} ${name}`,
    bytesText(bytes),
    bitsText(bitsPerSecond),
    secondsText(seconds),
    window === undefined ? '-' : secondsText(window),
  ];
}

/** Each store and transfer in a line, by what it is. */
export function forecastTexts({ storage = [], transfers = [] }: ClusterEntry): Map<string, string> {
  return new Map([
    ...storage.map((one) => [`${one.path} ${one.name}`, storageText(one)] as const),
    ...transfers.map((one) => [`${one.path} ${one.name}`, transferText(one)] as const),
  ]);
}

function storageText(store: StorageEntry): string {
  const room = store.room === undefined ? '' : `, room ${bytesText(store.room)}`;
  const kept = store.keptDays === undefined ? '' : `, kept ${keptCell(store)}`;
  return `${eachDay(store)} a day${kept}, ${bytesText(store.after.year)} after a year${room}${partitionsText(store)}`;
}

function transferText({ bytes, bitsPerSecond, seconds, window }: TransferEntry): string {
  const within = window === undefined ? '' : ` of ${secondsText(window)}`;
  return `${bytesText(bytes)} at ${bitsText(bitsPerSecond)}, ${secondsText(seconds)}${within}`;
}
