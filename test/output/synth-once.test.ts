import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import { AutonomousApp } from 'cdk8s-autonomous';
import { Construct } from 'constructs';
import { synthOnce } from '../../src/output/synth-once';
import { contents, inEmptyFolders } from '../support/trees';

inEmptyFolders();

const object = (scope: Construct, id: string) =>
  new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `${scope.node.id}-${id}` } });

class RendersItself extends Chart {
  public toJson(): any[] {
    return [{ kind: 'Own', metadata: { name: 'own' } }];
  }
}

const TREES: Record<string, (app: App) => void> = {
  'no chart': () => {},
  'charts of objects': (app) =>
    ['b', 'a', 'c'].forEach((id) => ['y', 'x'].forEach((one) => object(new Chart(app, `${id}${one}`), one))),
  'charts that depend on each other': (app) => {
    const [first, second] = ['first', 'second'].map((id) => new Chart(app, id));
    first.addDependency(second);
    object(first, 'x');
    object(second, 'x');
  },
  'objects that depend on those of another chart': (app) => {
    const [first, second] = ['first', 'second'].map((id) => new Chart(app, id));
    object(first, 'x').addDependency(object(second, 'x'), object(second, 'y'));
    object(first, 'a').addDependency(object(first, 'z'));
  },
  'a chart in a chart': (app) => {
    const outer = new Chart(app, 'outer');
    object(outer, 'x');
    object(new Construct(new Chart(outer, 'inner'), 'deep'), 'x');
  },
  'a chart that renders itself': (app) => {
    object(new RendersItself(app, 'own'), 'x');
    object(new Chart(app, 'other'), 'x');
  },
};
const TYPES = Object.values(YamlOutputType).filter((type) => typeof type === 'number');

describe.each(Object.entries(TREES))('%s', (_, fill) => {
  test.each(TYPES)('is what cdk8s writes, byte for byte (type %i)', (yamlOutputType) => {
    const plain = new App({ outdir: 'plain', yamlOutputType });
    fill(plain);
    plain.synth();
    const own = new AutonomousApp({ outdir: 'own', yamlOutputType });
    fill(own);
    own.synth();
    expect(contents('own')).toEqual(contents('plain'));
  });

  test('is what cdk8s makes one text of', () => {
    const [plain, own] = [new App(), new AutonomousApp()];
    [plain, own].forEach(fill);
    expect(own.synthYaml()).toBe(plain.synthYaml());
  });
});

test('every construct is validated once, whatever the charts, and what is wrong is said as cdk8s says it', () => {
  const app = new AutonomousApp({ yamlOutputType: YamlOutputType.FILE_PER_CHART });
  let asked = 0;
  const charts = [...Array(5).keys()].map((i) => new Chart(app, `c${i}`));
  charts.forEach((chart) => chart.node.addValidation({ validate: () => ((asked += 1), []) }));
  app.synth();
  expect(asked).toBe(5);
  charts[3].node.addValidation({ validate: () => ['has no owner'] });
  expect(() => app.synth()).toThrow('Validation failed with the following errors:\n  [c3] has no owner');
  expect(() => app.synthYaml()).toThrow('[c3] has no owner');
});

test('charts are as they were afterwards, also where the synth fails', () => {
  const app = new App();
  const chart = new Chart(app, 'c');
  object(chart, 'x');
  expect(() =>
    synthOnce(app, () => {
      throw new Error('failed');
    }),
  ).toThrow('failed');
  expect(Object.keys(chart)).not.toContain('toJson');
  expect(chart.toJson).toBe(Chart.prototype.toJson);
});

test('metadata of constructs is beside the manifests where it is asked for', () => {
  const app = new AutonomousApp({ outdir: 'own', recordConstructMetadata: true });
  object(new Chart(app, 'c'), 'x');
  app.synth();
  expect(JSON.parse(contents('own')!['construct-metadata.json']).resources).toEqual({ 'c-x': { path: 'c/x' } });
});
