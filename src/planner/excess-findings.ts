import { Finding } from '../capacity/model';
import { sortedBy } from '../capacity/order';
import { excessProps } from '../props/excess';

/** Props that constructs were given and do not know: one finding for each prop and what has it. They belong to no cluster, so the first one tells of them. */
export function excessFindings(root: object): Finding[] {
  const alike = new Map<string, { readonly prop: string; readonly allowed: string; readonly paths: string[] }>();
  for (const { path, prop, allowed } of sortedBy(excessProps(root), (one) => one.path)) {
    const key = `${prop}: ${allowed}`;
    alike.set(key, { prop, allowed, paths: [...(alike.get(key)?.paths ?? []), path] });
  }
  return sortedBy([...alike.entries()], ([key]) => key).map(([, { prop, allowed, paths }]) => ({
    code: 'UNKNOWN_PROP',
    severity: 'warning',
    path: paths[0],
    message: `${prop} ${allowed}: what was given there does nothing`,
    cure: ['leave it out'],
    ...(paths.length > 1 && { count: paths.length, paths }),
  }));
}
