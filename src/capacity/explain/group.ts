import { Finding } from '../model';

/** Findings of so many places that say the same are one. */
const FEWEST_GROUPED = 4;
const MOST_NAMED = 3;

/** Findings that differ only in the place that they are about, such as hundreds of equal sites, as one with a count. */
export function grouped(findings: readonly Finding[]): Finding[] {
  const alike = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.code, finding.severity, finding.count, finding.accepted, ...textsOf(finding)]);
    alike.set(key, [...(alike.get(key) ?? []), finding]);
  }
  return [...alike.values()].flatMap((some) =>
    some.length < FEWEST_GROUPED || some[0].count !== undefined ? some : [together(some)],
  );
}

/** Ids of workloads (`shop/Deployment/cart`, also with a group), and objects by kind and name (`Deployment cart`). A long text is gone through once. */
const IDS = /(?<![a-z0-9.-])[a-z0-9.-]{1,253}\/[A-Z][A-Za-z]*(\.[a-z0-9.-]+)?\/[a-z0-9.-]*[a-z0-9]/g;
const OBJECTS = /\b([A-Z][a-z]+[A-Za-z]*) [a-z0-9][a-z0-9.-]*[a-z0-9](?=[ ,;:]|$)/g;

/** What a finding says, with its own names taken out. */
function textsOf({ path, message, expected = '', actual = '', cure = [] }: Finding): string[] {
  // An object is also called by its name alone, as the value of a label: `{"app":"cart"}`.
  const called = new Set(
    [...message.matchAll(OBJECTS)].map(([text]) => JSON.stringify(text.slice(text.indexOf(' ') + 1))),
  );
  const names = [...called, path, ...path.split('/')]
    .filter((name) => name.length > 1)
    .sort((a, b) => b.length - a.length);
  const nameless = (text: string) =>
    names.reduce((left, name) => left.split(name).join('*'), text.replace(IDS, '*').replace(OBJECTS, '$1 *'));
  return [message, expected, actual, ...cure].map(nameless);
}

function together(some: readonly Finding[]): Finding {
  const [first] = some;
  const others = some.slice(1, MOST_NAMED).map(({ path }) => path);
  return {
    ...first,
    message: `${first.message} (the same for ${some.length - 1} more: ${others.join(', ')}${some.length > MOST_NAMED ? ', ...' : ''})`,
    count: some.length,
    paths: some.map(({ path }) => path),
  };
}
