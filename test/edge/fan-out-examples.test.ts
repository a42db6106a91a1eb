import { App, Testing } from 'cdk8s';
import { factory } from '../../examples/factory/factory';
import { swapStations } from '../../examples/swap-stations/swap-stations';
import { documents } from '../support/apps';
import { RUNTIMES } from '../support/edge';
import { emptySites } from '../support/fan-out/fan-out';

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
