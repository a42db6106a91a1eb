import { columns } from './columns';
import { tableOf } from './markdown';
import { sortedBy } from '../capacity/order';

/** One field of one object that is not the same; a side is absent where it has no such field, or no such object. */
export interface ManifestChange {
  /** `<kind> <namespace>/<name>` */
  readonly object: string;
  /** Empty where the whole object is on one side only. */
  readonly field: string;
  readonly past?: string;
  readonly current?: string;
}

/** Longest value that is told. */
const LONGEST = 60;

/** What differs between two sets of objects, field by field: those that are there twice, and those that are on one side only. */
export function diffManifests(past: readonly any[], current: readonly any[]): ManifestChange[] {
  const [before, now] = [byIdentity(past), byIdentity(current)];
  const objects = sortedBy(new Set([...before.keys(), ...now.keys()]), (one) => one);
  return objects.flatMap((object): ManifestChange[] => {
    const [old, fresh] = [before.get(object), now.get(object)];
    if (!old || !fresh) {
      return [{ object, field: '', ...(old && { past: 'there' }), ...(fresh && { current: 'there' }) }];
    }
    return differences(old, fresh, '').map((difference) => ({ object, ...difference }));
  });
}

/** The changes as a table, with the names of the two sides. */
export function manifestDiffText(changes: readonly ManifestChange[], names: readonly [string, string]): string {
  if (changes.length === 0) {
    return 'No difference of the manifests.\n';
  }
  return `${columns([['object', 'field', ...names], ...changes.map(cellsOf)], [0, 1, 2, 3]).join('\n')}\n`;
}

/** The same for a pull request. */
export function manifestDiffMarkdown(changes: readonly ManifestChange[], names: readonly [string, string]): string {
  return changes.length === 0
    ? 'No difference of the manifests.\n'
    : `${tableOf(['object', 'field', ...names], changes.map(cellsOf), 4).join('\n')}\n`;
}

function cellsOf({ object, field, past, current }: ManifestChange): string[] {
  return [object, field || '(all)', ...firstDifference(past, current).map(cut)];
}

/** Of texts of several lines, such as files, the first line that is not the same. */
function firstDifference(past = '-', current = '-'): string[] {
  const sides = [past, current].map((text) => text.split('\n'));
  const found = sides[0].findIndex((line, i) => line !== sides[1][i]);
  const at = found === -1 && sides[1].length > sides[0].length ? sides[0].length : Math.max(0, found);
  return sides.map((lines) => (lines[at] ?? '-').trim());
}

function cut(value: string): string {
  return value.length > LONGEST ? `${value.slice(0, LONGEST - 3)}...` : value;
}

function byIdentity(objects: readonly any[]): Map<string, any> {
  return new Map(
    objects
      .filter((object) => typeof object?.kind === 'string')
      .map((object) => {
        const { namespace, name } = object.metadata ?? {};
        return [`${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`, object];
      }),
  );
}

/** Fields that differ, as deep as both sides go: items of lists by their names where they have some, else by their numbers. */
function differences(past: any, current: any, field: string): Omit<ManifestChange, 'object'>[] {
  if (!isNested(past) || !isNested(current) || Array.isArray(past) !== Array.isArray(current)) {
    return past === current ? [] : [{ field, past: textOf(past), current: textOf(current) }];
  }
  const [left, right] = [partsOf(past), partsOf(current)];
  return sortedBy(new Set([...left.keys(), ...right.keys()]), (key) => key).flatMap((key) => {
    const path = Array.isArray(past) ? `${field}[${key}]` : field === '' ? key : `${field}.${key}`;
    return differences(left.get(key), right.get(key), path);
  });
}

function partsOf(value: object): Map<string, unknown> {
  return new Map(
    Array.isArray(value) ? value.map((item, i) => [String(item?.name ?? i), item]) : Object.entries(value),
  );
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}
