import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { pathToFileURL } from 'url';
import { Size } from 'cdk8s';
import * as auto from 'cdk8s-autonomous';
import { messageOf, microservice } from '../support/apps';
import { reportedNode } from '../support/docstring-things';

let folder: string;
beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'program ')));
  fs.mkdirSync(path.join(folder, 'src'));
  fs.writeFileSync(path.join(folder, 'src/main.js'), '');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const program = () => path.join(folder, 'src/main.js');

test('a program’s folder follows from whatever its language knows of it', () => {
  const src = path.join(folder, 'src');
  for (const place of [src, `${src}/`, program(), pathToFileURL(program()).href, `file:${encodeURI(src)}/`]) {
    const here = auto.ProgramFolder.of(place);
    expect([here.file('sites.csv'), here.file('../plan')]).toEqual([`${src}/sites.csv`, `${folder}/plan`]);
  }
});

test.each([
  ['main.js', "ProgramFolder.of('main.js'): must be absolute; what a language knows of a program is __dirname"],
  ['', "ProgramFolder.of(''): must be absolute"],
  ['/none/main.js', "ProgramFolder.of('/none/main.js'): is not there"],
  ['file:///none/', 'is not there'],
  ['file://host/none', "ProgramFolder.of('file://host/none'): is no file of this machine"],
  ['jar:file:/opt/fleet.jar!/com/example/', 'is inside of an archive, where no file can be read; the archive itself'],
  ['resource:/com/example/', 'must be absolute'],
])('%s is no program’s folder', (place, message) => {
  expect(messageOf(() => auto.ProgramFolder.of(place))).toContain(message);
});

test('a file is relative to it', () => {
  const here = auto.ProgramFolder.of(program());
  expect(messageOf(() => here.file('/etc/sites.csv'))).toBe(
    `ProgramFolder.file('/etc/sites.csv'): must be relative to ${path.dirname(program())}`,
  );
  expect(messageOf(() => here.file(''))).toContain('must be relative');
});

describe('a program that finds all its files by its folder', () => {
  const files: Record<string, string> = {
    'sites.csv': 'name\ngz-001\n',
    'values.yaml': 'lanes: 2\n',
    'images.lock.json': '{ "version": 1, "images": {} }\n',
    'nodes.json': JSON.stringify({ kind: 'List', items: [reportedNode] }),
  };

  function made(at: string): Record<string, string> {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(at, { recursive: true });
      fs.writeFileSync(path.join(at, name), text);
    }
    const here = auto.ProgramFolder.of(at);
    const directories = { outdir: here.file('dist'), planDirectory: here.file('plan') };
    const app = new auto.AutonomousApp({ ...directories, printPlan: false });
    const cluster = new auto.Cluster(app, 'east', { zones: ['a'], kubernetesVersion: auto.KubernetesVersion.V1_32 });
    cluster.addReportedNodes('now', { file: here.file('nodes.json') });
    const stack = new auto.AutonomousStack(app, 'shop', { cluster });
    const config = auto.ConfigFile.fromFile(here.file('values.yaml'));
    new auto.Configuration(stack, 'values', { files: { 'values.yaml': config } });
    microservice(stack);
    const edge = new auto.EdgePlatform(app, 'edge', { cluster, runtime: auto.EdgeRuntime.openYurt() });
    const nodeType = auto.NodeType.of('box', {
      cpu: auto.Cpu.units(4),
      memory: Size.gibibytes(8),
      reserve: auto.NodeReserve.explicit({ cpu: auto.Cpu.units(1), memory: Size.gibibytes(1) }),
    });
    const layouts = { box: auto.SiteLayout.of({ role: 'box', nodeType }) };
    auto.EdgeFleet.fromCsv(edge, 'fleet', { file: here.file('sites.csv'), layouts });
    expect(auto.ImageLock.read(here.file('images.lock.json')).digestOf('a.example.com/b:1')).toBeUndefined();
    app.synth();
    return written(at);
  }

  test('writes the same bytes wherever it lies and is started from', () => {
    const before = process.cwd();
    try {
      process.chdir(os.tmpdir());
      const one = made(path.join(folder, 'one'));
      process.chdir(folder);
      expect(made(path.join(folder, 'elsewhere/other'))).toEqual(one);
      expect(Object.keys(one)).toEqual(expect.arrayContaining(['plan/plan.json']));
      expect(fs.readdirSync(folder).sort()).toEqual(['elsewhere', 'one', 'src']);
    } finally {
      process.chdir(before);
    }
  });
});

function written(at: string): Record<string, string> {
  const names = fs.readdirSync(at, { recursive: true, encoding: 'utf8' });
  const isFile = (name: string) => fs.statSync(path.join(at, name)).isFile();
  return Object.fromEntries(names.filter(isFile).map((name) => [name, fs.readFileSync(path.join(at, name), 'utf8')]));
}
