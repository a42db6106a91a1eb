import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Testing } from 'cdk8s';
import { EdgeRuntime } from 'cdk8s-autonomous';
import { factory } from '../../examples/factory/factory';
import { roadside } from '../../examples/roadside/roadside';
import { swapStations } from '../../examples/swap-stations/swap-stations';
import { documents } from '../support/apps';
import { RUNTIMES } from '../support/edge';
import { emptySites, needless } from '../support/fan-out/fan-out';

/** What the controllers make of an example, and what they do when it is applied again. */
function twice(made: (app: App) => void) {
  const app = Testing.app();
  made(app);
  const objects = documents(app);
  const world = emptySites();
  const { failed } = world.apply(objects);
  return { objects, copies: [...world.deployments.values()], failed, again: world.apply(objects).happened };
}

const STATIONS = 400;

describe.each(RUNTIMES)('the stations on %s', (name, runtime) => {
  const { objects, copies, failed, again } = twice((app) => void swapStations(app, { runtime }));

  test('have every copy, and none of them restarts when the same is applied again', () => {
    expect(failed).toEqual([]);
    expect(new Set(copies.map(({ site }) => site)).size).toBe(STATIONS);
    expect(copies.length % STATIONS).toBe(0);
    expect([...again]).toEqual([]);
  });

  test('have few objects that copy to them', () => {
    const kinds = { KubeEdge: 'EdgeApplication', OpenYurt: 'YurtAppSet', SuperEdge: 'DeploymentGrid' };
    const kind = kinds[name as keyof typeof kinds];
    expect(objects.filter((one) => one.kind === kind).length).toBeLessThanOrEqual(80);
  });
});

test('the factory has every copy, and none of them restarts when the same is applied again', () => {
  const { copies, failed, again } = twice((app) => void factory(app));
  expect(failed).toEqual([]);
  expect(copies.length).toBeGreaterThan(0);
  expect([...again]).toEqual([]);
});

/** One row in forty of the register, and the site that comes and goes. */
const [HEAD, ...ROWS] = readFileSync(join(__dirname, '../../examples/roadside/sites.csv'), 'utf8')
  .trimEnd()
  .split('\n');
const FEW = ROWS.filter((_, i) => i % 40 === 0);
const MOVING = ROWS.find((row, i) => i > 1200 && i % 40 !== 0 && row.split(';')[2] === 'orin')!;
const [SITE] = MOVING.split(';');

function registered(rows: readonly string[], runtime: EdgeRuntime): any[] {
  const folder = mkdtempSync(join(tmpdir(), 'roadside-'));
  try {
    const register = join(folder, 'sites.csv');
    writeFileSync(register, `${[HEAD, ...rows].join('\n')}\n`);
    const app = Testing.app();
    roadside(app, { runtime, register });
    // As `documents`, which has cdk8s validate the whole app once for each of its charts.
    return app.node.findAll().flatMap((construct) => (ApiObject.isApiObject(construct) ? construct.toJson() : []));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const COPYING = ['EdgeApplication', 'YurtAppSet', 'DeploymentGrid'];

/** Objects that copy, by kind and name. */
function copying(objects: readonly any[]): Map<string, string> {
  const all = objects.filter(({ kind }) => COPYING.includes(kind));
  return new Map(all.map((one) => [`${one.kind} ${one.metadata.namespace}/${one.metadata.name}`, JSON.stringify(one)]));
}

describe.each(RUNTIMES)('a site at the roadside on %s', (name, runtime) => {
  const [without, beside] = [FEW, [...FEW, MOVING].sort()].map((rows) => registered(rows, runtime));
  // Messages and perception; mappers of devices are those of KubeEdge.
  const services = name === 'KubeEdge' ? 3 : 2;
  const ways: [string, any[], any[], string][] = [
    ['comes', without, beside, 'created'],
    ['goes', beside, without, 'deleted'],
  ];

  test.each(ways)('that %s restarts nothing at another', (_, before, after, what) => {
    expect(needless(before, after, [SITE])).toEqual([]);
    const world = emptySites();
    expect(world.apply(before).failed).toEqual([]);
    const { happened, failed } = world.apply(after);
    expect(failed).toEqual([]);
    expect([...happened.values()]).toEqual(Array(services).fill(what));
  });

  test('changes one object of each service at most', () => {
    const [fewer, more] = [copying(without), copying(beside)];
    expect([...more.keys()]).toEqual([...fewer.keys()]);
    const changed = [...more].filter(([key, json]) => fewer.get(key) !== json);
    expect(changed.length).toBeLessThanOrEqual(services);
    // Those of KubeEdge list their sites.
    if (name === 'KubeEdge') expect(changed.length).toBe(services);
  });
});
