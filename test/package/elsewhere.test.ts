import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Testing } from 'cdk8s';
import { AutonomousApp, AutonomousStack } from 'cdk8s-autonomous';
import { cluster, messageOf, microservice, stack } from '../support/apps';

let folder: string;
beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'elsewhere-')));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const appIn = (name: string, props = {}) => {
  const outdir = path.join(folder, name, 'dist');
  const app = new AutonomousApp({ outdir, planDirectory: path.join(folder, name, 'plan'), printPlan: false, ...props });
  microservice(new AutonomousStack(app, 'shop', { cluster: cluster(app) }));
  return app;
};
const planOf = (name: string) => fs.readFileSync(path.join(folder, name, 'plan/plan.json'), 'utf8');

test('two apps in one process give what each gives alone', () => {
  appIn('alone').synth();
  const [one, other] = [appIn('one'), appIn('other')];
  microservice(one.node.findChild('shop') as AutonomousStack, 'more');
  other.synth();
  one.synth();
  expect(planOf('other')).toBe(planOf('alone'));
  expect(planOf('one')).toContain('shop/Deployment/more');
});

test('where the plan cannot be written, the message says where, why, and which props help', () => {
  // Root may write everywhere but through a file.
  const planDirectory = path.join(folder, 'file', 'plan');
  fs.writeFileSync(path.join(folder, 'file'), '');
  const message = messageOf(() => appIn('app', { planDirectory }).synth());
  expect(message).toContain(`the plan cannot be written to ${planDirectory}: ENOTDIR`);
  expect(message).toContain('another planDirectory, or writePlan: false');
});

test('without files of the plan it is made all the same, and has to hold', () => {
  const planDirectory = path.join(folder, 'file', 'plan');
  fs.writeFileSync(path.join(folder, 'file'), '');
  appIn('app', { planDirectory, writePlan: false }).synth();
  expect(fs.readdirSync(path.join(folder, 'app'))).toEqual(['dist']);
});

describe('another copy of the library in the same program', () => {
  let theirs: typeof import('cdk8s-autonomous');
  beforeAll(() => jest.isolateModules(() => (theirs = jest.requireActual('cdk8s-autonomous'))));
  const theirCluster = (app: App) =>
    new theirs.Cluster(app, 'east', { zones: ['a'], kubernetesVersion: theirs.KubernetesVersion.V1_32 });

  test('a construct in a stack of the other is told so', () => {
    const app = Testing.app();
    const shop = new theirs.AutonomousStack(app, 'shop', { cluster: theirCluster(app) });
    const message = messageOf(() => microservice(shop as any));
    expect(message).toContain('the stack that it is in was made by another copy of cdk8s-autonomous');
    expect(message).toContain('npm ls cdk8s-autonomous');
  });

  test('so is a stack in a cluster of the other', () => {
    const app = Testing.app();
    expect(messageOf(() => stack(app, { cluster: theirCluster(app) as any }))).toContain(
      'another copy of cdk8s-autonomous',
    );
  });
});
