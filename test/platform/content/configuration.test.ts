import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Testing } from 'cdk8s';
import { ConfigFile, Configuration, VariableSource } from 'cdk8s-autonomous';
import { parse } from 'yaml';
import { find, messageOf, microservice, stack } from '../../support/apps';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'configuration-'));

function written(name: string, content: string | Buffer): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, content);
  return file;
}

afterAll(() => fs.rmSync(folder, { recursive: true }));

describe('a configuration', () => {
  test('is a ConfigMap of its files and one of its values, before the workloads, with the name of one of them', () => {
    const made = stack();
    microservice(made, 'orders');
    new Configuration(made, 'orders', {
      files: { 'app.conf': ConfigFile.text('a = 1\n') },
      values: { LOG_LEVEL: 'info' },
    });
    const objects = Testing.synth(made);
    const files = find(objects, 'ConfigMap', 'orders');
    expect(files.data).toEqual({ 'app.conf': 'a = 1\n' });
    expect(files.metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '-10' });
    expect(find(objects, 'ConfigMap', 'orders-values').data).toEqual({ LOG_LEVEL: 'info' });
    expect(files.immutable).toBeUndefined();
  });

  test('that never changes has a name that follows from what is in it, in whatever order', () => {
    const nameOf = (...names: string[]) => {
      const made = stack();
      const files = Object.fromEntries(names.map((name) => [name, ConfigFile.text(name)]));
      new Configuration(made, 'orders', { files, immutable: true });
      const { metadata, immutable } = find(Testing.synth(made), 'ConfigMap');
      expect(immutable).toBe(true);
      return metadata.name;
    };
    expect(nameOf('a', 'b')).toMatch(/^orders-[0-9a-f]{8}$/);
    expect(nameOf('b', 'a')).toBe(nameOf('a', 'b'));
    expect(nameOf('a')).not.toBe(nameOf('a', 'b'));
  });

  test('with a file that is no text has it in base64', () => {
    const made = stack();
    const bytes = Buffer.from([0x1f, 0x8b, 0xff, 0x00]);
    new Configuration(made, 'orders', { files: { 'a.gz': ConfigFile.fromFile(written('a.gz', bytes)) } });
    const { data, binaryData } = find(Testing.synth(made), 'ConfigMap');
    expect(data).toBeUndefined();
    expect(Buffer.from(binaryData['a.gz'], 'base64')).toEqual(bytes);
  });
});

describe('a file', () => {
  const settings = { server: { port: 8080, hosts: ['a', 'b'] }, debug: false, note: null };

  test('is written from an object', () => {
    expect(JSON.parse(ConfigFile.json(settings).content)).toEqual(settings);
    expect(parse(ConfigFile.yaml(settings).content)).toEqual(settings);
    expect(JSON.parse(ConfigFile.json([1, 2]).content)).toEqual([1, 2]);
  });

  test('stays the text that it is', () => {
    expect(ConfigFile.json('{"a": 1}').content).toBe('{"a": 1}');
    expect(ConfigFile.yaml('a: 1 # one\n---\nb: 2\n').content).toBe('a: 1 # one\n---\nb: 2\n');
    expect(ConfigFile.text('{').content).toBe('{');
    expect(ConfigFile.fromFile(written('a.xml', '<a/>')).content).toBe('<a/>');
  });

  test.each<[string, () => unknown, string]>([
    ['JSON that is none', () => ConfigFile.json('{"a": 1,}'), 'ConfigFile.json: is no JSON: '],
    ['YAML that is none', () => ConfigFile.yaml('a: 1\n b: [2'), 'ConfigFile.yaml: is no YAML: '],
    ['YAML with a key twice', () => ConfigFile.yaml('a: 1\na: 2\n'), 'Map keys must be unique at line 2, column 1'],
    ['a .json that is none', () => ConfigFile.fromFile(written('a.json', '{')), "a.json'): is no JSON"],
    ['a .yml that is none', () => ConfigFile.fromFile(written('a.yml', 'a: [')), "a.yml'): is no YAML"],
    ['a file that is not there', () => ConfigFile.fromFile(path.join(folder, 'none')), 'there is no such file as '],
    ['an object as a text', () => ConfigFile.text({} as any), 'content of an object: must be a string'],
    ['nothing', () => ConfigFile.json(undefined), 'content undefined: is required'],
    ['a function', () => ConfigFile.json({ a: { b: [() => 1] } }), 'ConfigFile.json: content.a.b[0] () => 1: must be'],
    ['no number', () => ConfigFile.yaml({ a: NaN }), 'ConfigFile.yaml: content.a NaN: must be'],
    ['an object of a class', () => ConfigFile.yaml({ at: new Map() }), 'content.at Map: must be'],
    ['no reason', () => ConfigFile.text('', { notSecret: ' ' }), 'must say why everyone may read it'],
  ])('is refused: %s', (_, action, message) => {
    expect(messageOf(action)).toContain(message);
  });

  test('is refused where it holds itself', () => {
    const self: Record<string, unknown> = {};
    self.self = self;
    expect(messageOf(() => ConfigFile.json(self))).toContain('is more than 100 deep, or holds itself');
  });
});

describe('refused', () => {
  const of = (props: object) => () => new Configuration(stack(), 'orders', props as any);
  const text = (bytes: number) => ConfigFile.text('x'.repeat(bytes));
  const MIB = 2 ** 20;

  test.each<[string, () => unknown, string]>([
    ['nothing in it', of({}), "[shop/orders] files, values 'none': one of them is needed"],
    [
      'a path for a name',
      of({ files: { 'a/b': text(1) } }),
      "files 'a/b': must be letters, digits, -, _ and .; its name",
    ],
    ['a text for a file', of({ files: { a: 'x' } }), "files['a'] 'x': must be a ConfigFile: ConfigFile.text(...)"],
    ['a number for a value', of({ values: { A: 1 } }), "values['A'] 1: must be a string"],
    ['a value with a wrong name', of({ values: { 'a-b': '1' } }), "values 'a-b': must be letters, digits and _"],
    ['more than fits', of({ files: { a: text(MIB), b: text(1) } }), "files '1048577 bytes': a ConfigMap holds 1 MiB"],
    ['more values than fit', of({ values: { A: 'x'.repeat(MIB + 1) } }), "values '1048577 bytes'"],
    ['a secret in a file', of({ files: { a: ConfigFile.yaml({ db: { password: 'hunter2' } }) } }), "files 'a': holds"],
    ['a secret for a value', of({ values: { DB_PASSWORD: 'hunter2' } }), "values 'DB_PASSWORD': holds"],
    ['a name that is none', of({ name: 'My Orders', values: { A: '1' } }), "name 'My Orders': must be the name"],
  ])('%s', (_, action, message) => {
    expect(messageOf(action)).toContain(message);
  });

  test('only above one MiB', () => {
    expect(of({ files: { a: text(MIB) } })().fileNames).toEqual(['a']);
  });

  test('a value and a file that are not there, with the nearest that are', () => {
    const made = new Configuration(stack(), 'orders', { values: { LOG_LEVEL: 'info' } });
    expect(messageOf(() => made.value('LOGLEVEL'))).toBe(
      "[shop/Configurations/orders] has no value 'LOGLEVEL': it has LOG_LEVEL; did you mean 'LOG_LEVEL'?",
    );
    const files = new Configuration(stack(), 'orders', { files: { a: text(1) } });
    expect(messageOf(() => VariableSource.configuration(files))).toContain('has files only; give it values');
  });

  test('what looks like a secret is taken with a reason', () => {
    const file = ConfigFile.text('signing_key: q8Zr2Lw9TtB4vX1c', { notSecret: 'the public half' });
    expect(of({ files: { a: file } })().fileNames).toEqual(['a']);
  });
});
