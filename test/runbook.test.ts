import * as fs from 'fs';
import * as path from 'path';
import { parseAllDocuments } from 'yaml';
import { blocksOf, run } from './support/documents';

const ROOT = path.resolve(__dirname, '..');
const PAGE = 'docs/delivery.md';

/** The code spans of the runbook, each on one line. */
const SECTION = /^## Runbook\n([^]*?)^## /m.exec(fs.readFileSync(path.join(ROOT, PAGE), 'utf8'))![1];
const SPANS = [...SECTION.matchAll(/`([^`]+)`/g)].map(([, text]) => text.replace(/\s+/g, ' '));
const COMMANDS = SPANS.filter((text) => /^(kubectl|argocd|cdk8s-autonomous|keadm) /.test(text));

/** Commands and their subcommands: kubectl 1.32, argocd 3, keadm 1.23. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  kubectl: ['get nodes', 'delete node', 'drain', 'label node', 'rollout restart', 'apply', 'create secret'],
  argocd: ['app set', 'app wait', 'cluster add'],
  keadm: ['reset edge'],
  'cdk8s-autonomous': [
    ...fs.readFileSync(path.join(ROOT, 'src/cli/main.ts'), 'utf8').matchAll(/\badd\(\s*'(\w+)'/g),
  ].map(([, name]) => name),
};

let objects: any[] = [];
beforeAll(() => {
  const { manifests } = run(blocksOf(PAGE).find(({ language }) => language === 'ts')!.text);
  objects = manifests.flatMap((text) => parseAllDocuments(text).map((one) => one.toJS())).filter(Boolean);
}, 300_000);

/** `spec.list[0].name`, `metadata.annotations["a/b"]` */
function valueAt(object: any, field: string): unknown {
  const keys = [...field.matchAll(/([\w-]+)|\["([^"]+)"\]/g)].map(([, plain, quoted]) => quoted ?? plain);
  return keys.reduce((value, key) => value?.[key], object);
}

test('it has the four cases', () => {
  expect([...SECTION.matchAll(/^\*\*(.*?)\*\*/gm)].map(([, title]) => title)).toEqual([
    'A zone is lost.',
    'A region is built again.',
    'A site is removed.',
    'A node has drifted',
  ]);
});

test('the fields that its steps follow from are emitted so', () => {
  const fields = SPANS.flatMap((text) => {
    const [, kind, name, field, value] = /^([A-Z]\w+)\/([\w.-]+) ([\w.[\]"/-]+): (.+)$/.exec(text) ?? [];
    return kind ? [{ kind, name, field, value }] : [];
  }).filter(({ kind }) => kind !== 'Kind');
  expect(fields.length).toBeGreaterThanOrEqual(11);
  for (const { kind, name, field, value } of fields) {
    const found = objects.filter((object) => object.kind === kind && object.metadata.name === name);
    expect([kind, name, field, found.map((object) => String(valueAt(object, field)))]).toEqual([
      kind,
      name,
      field,
      [value],
    ]);
  }
});

test('its commands exist, and name what is there', () => {
  expect(COMMANDS.length).toBeGreaterThanOrEqual(14);
  const there = new Set(objects.flatMap(({ metadata, spec }) => [metadata.name, ...(spec?.nodes ?? [])]));
  for (const command of COMMANDS) {
    const [program, ...words] = command.split(' ');
    expect(KNOWN[program].filter((known) => words.join(' ').startsWith(known))).toHaveLength(1);
    const names = [
      ...command.matchAll(/app (?:set|wait) (\S+)| -n (\S+)|deployment\/(\S+)|(?:drain|delete node) ([a-z][\w-]+)/g),
    ].flatMap((match) => match.slice(1).filter(Boolean));
    expect(names.filter((name) => !there.has(name))).toEqual([]);
  }
});
