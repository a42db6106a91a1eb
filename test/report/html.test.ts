import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Browser, chromium } from 'playwright-core';
import { PlanDocument } from '../../src/report/document';
import { planPage } from '../../src/report/html/page';
import { model, pool, workload } from '../support/models';
import { documentOf, thousandNodes } from '../support/plans';

const EVIL = '<script>alert(1)</script>';
const MEBIBYTE = 2 ** 20;

function evil(): PlanDocument {
  const text = JSON.stringify(
    documentOf(model([pool('p', 8, 32)], [workload('evil', 2, 1, 1, { reason: `because ${EVIL}` })])),
  );
  return JSON.parse(text.replace(/evil/g, EVIL)) as PlanDocument;
}

test('every name of the user is escaped', () => {
  const page = planPage(evil());
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).not.toContain('<script');
});

test('the page needs nothing from elsewhere', () => {
  const page = planPage(thousandNodes());
  expect(page).not.toMatch(/(src|href)=|url\((?!data:|["']?data:)|@import/);
});

test('a thousand nodes stay under 1.5 MB', () => {
  expect(planPage(thousandNodes()).length).toBeLessThan(1.5 * MEBIBYTE);
});

test('what the pictures show stands in tables too: figures without any style', () => {
  const plan = documentOf(
    model(
      [pool('p', 8, 32, { maxNodes: 4 })],
      [workload('web', 4, 2, 4, { replicas: { needed: 3, planned: 4, max: 6 }, softSpread: { host: 1 } })],
    ),
  );
  const text = planPage(plan)
    .replace(/<style>.*?<\/style>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
  expect(text).toContain('test/Deployment/web 3 4');
  expect(text).toMatch(/Utilisation by pool and scenario .* p \d+ % \d+ %/);
});

const CHROMIUM = '/usr/bin/chromium';
const inBrowser = existsSync(CHROMIUM) ? describe : describe.skip;
if (!existsSync(CHROMIUM)) {
  console.warn(`skipped: there is no ${CHROMIUM} (Debian package chromium)`);
}

inBrowser('in headless Chromium', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plan-page-'));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens the page of a plan as a file; what went wrong meanwhile is in `faults`. */
  async function open(plan: PlanDocument, javaScriptEnabled = true) {
    const file = join(folder, 'plan.html');
    writeFileSync(file, planPage(plan));
    const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 1240, height: 900 } });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('dialog', (dialog) => {
      faults.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', (request) => !request.url().startsWith('file:') && faults.push(request.url()));
    const start = performance.now();
    await page.goto(`file://${file}`, { waitUntil: 'load' });
    return { page, faults, milliseconds: performance.now() - start };
  }

  test('a plan of 1,000 nodes loads in two seconds, without an error', async () => {
    const { page, faults, milliseconds } = await open(thousandNodes());
    expect(faults).toEqual([]);
    expect(await page.locator('.node').count()).toBe(1000);
    expect(milliseconds).toBeLessThan(2000);
  });

  test('a workload with the name of a script does nothing', async () => {
    const { page, faults } = await open(evil());
    expect(faults).toEqual([]);
    expect(await page.locator('script').count()).toBe(0);
    expect(await page.locator('table.data').first().innerText()).toBeTruthy();
  });

  test('boxes are filled, also where scripts are blocked, in light and in dark', async () => {
    const plan = documentOf(model([pool('p', 8, 32)], [workload('web', 2, 3, 4)]));
    const { page } = await open(plan, false);
    const fill = page.locator('.node i').first();
    const box = page.locator('.node').first();
    const share = (await fill.boundingBox())!.height / (await box.boundingBox())!.height;
    expect(share).toBeGreaterThan(0.3);
    const paper = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await paper();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await paper()).not.toBe(light);
  });
});
