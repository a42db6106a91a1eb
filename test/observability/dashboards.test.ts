import { Testing } from 'cdk8s';
import { Dashboards, DashboardsProps } from 'cdk8s-autonomous';
import { cluster, messageOf } from '../support/apps';

const made = (props: DashboardsProps = {}) => new Dashboards(cluster(Testing.app()), 'dashboards', props);
const [CAPACITY, FLEET, SERVICES] = made({ labels: { team: 'sre' } }).configMaps.map((object) => object.toJson());
const objects = [SERVICES, CAPACITY, FLEET];
const boards: any[] = objects.map(({ data }) => JSON.parse(Object.values<string>(data)[0]));
const panelsOf = (board: any) => board.panels.filter(({ type }: any) => type !== 'row');
const queriesOf = (board: any): string[] =>
  panelsOf(board).flatMap(({ targets }: any) => targets.map(({ expr }: any) => expr));

test('three, each in a ConfigMap that the sidecar of Grafana finds, by a uid that stays', () => {
  expect(objects.map(({ metadata }) => [metadata.name, metadata.namespace, metadata.labels.grafana_dashboard])).toEqual(
    [
      ['dashboard-east-services', 'monitoring', '1'],
      ['dashboard-east-capacity', 'monitoring', '1'],
      ['dashboard-east-fleet', 'monitoring', '1'],
    ],
  );
  expect(objects[0].metadata.labels.team).toBe('sre');
  expect(boards.map(({ uid, schemaVersion }) => [uid, schemaVersion])).toEqual([
    ['services-east', 39],
    ['capacity-east', 39],
    ['fleet-east', 39],
  ]);
  const text = Object.values<string>(objects[0].data)[0];
  expect(text.split('\n').length).toBeGreaterThan(300);
  expect(Buffer.byteLength(text)).toBeLessThan(2 ** 20);
});

test('panels have ids of their own and lie beside and below each other, never over one another', () => {
  for (const { panels } of boards) {
    expect(new Set(panels.map(({ id }: any) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }: any) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)}/${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...panels.map(({ gridPos: { x, w } }: any) => x + w))).toBe(24);
  }
});

test('all ask the chosen data source, and say why one looks at them', () => {
  for (const panel of boards.flatMap(panelsOf)) {
    expect(panel.description).toMatch(/\.$/);
    expect(panel.datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
  }
});

test('show reality against the plan, by what Observability records', () => {
  const [services, capacity, fleet] = boards.map((board) => queriesOf(board).join('\n'));
  for (const series of ['workload:requests:rate5m', 'plan:requests:rate', 'workload:requests_slow:ratio_rate1h']) {
    expect(services).toContain(series);
  }
  expect(services).toContain('plan:replicas_max:count');
  expect(capacity).toContain('plan:nodes:count{cluster_name="east"}');
  expect(capacity).toContain('pool:nodes:count');
  expect(fleet).toContain('kubeedge_device_last_online_timestamp_seconds');
  expect(fleet).toContain('otelcol_exporter_queue_size');
});

test('expressions have as many brackets open as closed', () => {
  for (const expr of boards.flatMap(queriesOf)) {
    const count = (sign: string) => expr.split(sign).length;
    expect([count('('), count('{'), count('[')]).toEqual([count(')'), count('}'), count(']')]);
  }
});

describe('of your own', () => {
  const board = (more: object = {}) =>
    JSON.stringify({ uid: 'mine', title: 'Mine', schemaVersion: 39, panels: [], ...more });

  test('are ConfigMaps beside the others', () => {
    expect(made({ more: { mine: board() } }).configMaps.map(({ name }) => name)).toContain('dashboard-east-mine');
  });

  test.each<[string, Record<string, string>, string]>([
    [
      'larger than an object may be',
      { big: board({ description: 'x'.repeat(2 ** 20) }) },
      "more['big'] '1025 KiB': is more than an object may hold, 1 MiB",
    ],
    ['no JSON', { mine: '{' }, 'is no JSON of a dashboard with a title and panels'],
    ['none', { mine: '[]' }, 'is no JSON of a dashboard'],
    ['no uid', { mine: board({ uid: null }) }, 'without one every import is another dashboard'],
    ['a uid that is taken', { mine: board({ uid: 'fleet-east' }) }, "uid 'fleet-east': is that of 'east: fleet'"],
    ['two of one uid', { a: board(), b: board() }, "more['b'].uid 'mine': is that of 'Mine'"],
    ['no schema', { mine: board({ schemaVersion: 'x' }) }, 'schemaVersion'],
    ['the name of one that is there', { fleet: board() }, "more 'fleet': is the name of one that is there"],
  ])('refused: %s', (_, more, message) => {
    expect(messageOf(() => made({ more }))).toContain(message);
  });
});
