import { Testing } from 'cdk8s';
import { Plan } from 'cdk8s-autonomous';
import { StorageForecast, TransferForecast } from '../../src/capacity/forecast/forecast';
import { verifyDocument } from '../../src/verifier/verify';
import { microservice, stack } from '../support/apps';

const TIB = 2 ** 40;
const LOG = { path: 'shop/log', name: 'brokers', perDay: 12 * TIB, keptDays: 3, growth: 0.5, room: 60 * TIB };
const FILES = { path: 'shop/lake', name: 'raw', perDay: TIB, objects: { perDay: 1e6 } };
const BACKUP = { path: 'shop/nightly', name: 'backup of shop', bytes: TIB, bitsPerSecond: 8e8, window: 14_400 };

function planOf(storage: StorageForecast[], transfers: TransferForecast[]): Plan {
  const shop = stack(Testing.app());
  microservice(shop, 'cart');
  shop.cluster._forecasts.add(() => ({ storage }));
  shop.cluster._forecasts.add(() => ({ transfers }));
  return Plan.of(shop);
}

const oneSpace = (text: string) => text.replace(/ +/g, ' ');

test('the plan shows what data take over time and how long they travel, in every format', () => {
  const plan = planOf([LOG, FILES], [BACKUP]);
  expect(plan.feasible).toBe(true);
  const [{ storage, transfers }] = JSON.parse(plan.toJson()).clusters;
  expect(storage.map(({ path }: any) => path)).toEqual(['shop/lake', 'shop/log']);
  expect(storage[0].after.year).toBe(365 * TIB);
  expect(storage[0].objects.after).toEqual({ day: 1e6, month: 30e6, year: 365e6 });
  expect(transfers[0].seconds).toBeCloseTo((8 * TIB) / 8e8);
  expect(oneSpace(plan.toTable())).toContain(
    'shop/log brokers 12 TiB, 50 % more in a year 3 days 12 TiB 37.4 TiB 53.9 TiB 60 TiB 90 % -',
  );
  expect(plan.toMarkdown()).toContain(
    '| shop/lake raw | 1 TiB | for ever | 1 TiB | 30 TiB | 365 TiB | - | - | 365 million |',
  );
  expect(plan.toMarkdown()).toContain('| shop/nightly backup of shop | 1 TiB | 800 Mbit/s | 3.05 h | 4 h |');
  expect(plan.toHtml()).toContain('<h3>Storage over time</h3>');
  expect(plan.toHtml()).toContain('<h3>Transfers</h3>');
});

test('a plan without data says nothing of them', () => {
  const plan = planOf([], []);
  expect(JSON.parse(plan.toJson()).clusters[0]).not.toHaveProperty('storage');
  expect(plan.toMarkdown()).not.toContain('store');
  expect(plan.toHtml()).not.toContain('Storage over time');
});

test.each([
  ['STORAGE_TOO_SMALL', [{ ...LOG, room: TIB }], []],
  ['TRANSFER_TOO_LONG', [], [{ ...BACKUP, window: 60 }]],
])('what has no room or no time makes the plan infeasible: %s', (code, storage, transfers) => {
  const plan = planOf(storage, transfers);
  expect(plan.feasible).toBe(false);
  expect(plan.findings.join('\n')).toContain(code);
});

test.each([
  ['less after a year', (cluster: any) => (cluster.storage[1].after.year -= 2 ** 30)],
  ['fewer objects', (cluster: any) => (cluster.storage[0].objects.after.month /= 2)],
  ['less room than it keeps', (cluster: any) => (cluster.storage[1].room = 35 * TIB)],
  ['a faster transfer', (cluster: any) => (cluster.transfers[0].seconds /= 2)],
  ['a window that is too short', (cluster: any) => (cluster.transfers[0].window = 60)],
])('a plan that was changed does not pass the checker: %s', (_, change) => {
  const document = JSON.parse(planOf([LOG, FILES], [BACKUP]).toJson());
  expect(verifyDocument(document)).toEqual([]);
  change(document.clusters[0]);
  expect(verifyDocument(document)).not.toEqual([]);
});
