import { each } from './api';
import { LISTED, Settings } from './settings';
import { compare } from '../compare/compare';
import { Difference, DriftReport } from '../difference';
import { Expected } from '../expected';
import { OUR_MANAGERS } from '../live/edits';
import { LiveCluster } from '../live/live-cluster';
import { publishedNames, readPublished, SUMMARY, Summary } from '../published';

/** Looks at the cluster once. Nothing is written. */
export async function look(get: (path: string) => Promise<any>, settings: Settings): Promise<DriftReport> {
  const expected = await planIn(get, settings.namespace);
  const live = new LiveCluster(new Set([...OUR_MANAGERS, ...settings.managers]));
  for (const { kind, path } of LISTED) {
    await each(get, path, kind, (object) => live.take(object));
  }
  return compare(expected, live);
}

async function planIn(get: (path: string) => Promise<any>, namespace: string): Promise<Expected> {
  const read = async (name: string) => (await get(`/api/v1/namespaces/${namespace}/configmaps/${name}`)).data;
  const [name] = publishedNames(1);
  const first = await read(name);
  const { parts } = JSON.parse(first[SUMMARY]) as Summary;
  const others: Record<string, string>[] = [];
  for (const other of publishedNames(parts).slice(1)) {
    others.push(await read(other));
  }
  return readPublished([first, ...others]);
}

/** A difference as a line of the log. */
export function lineOf({ code, about, planned, live, effect, count }: Difference): string {
  return JSON.stringify({ code, about, planned, live, effect, ...(count !== undefined && { count }) });
}
