import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { EdgeFleet, FleetCsvProps, SiteLayout } from 'cdk8s-autonomous';
import { messageOf } from '../support/apps';
import { BOX, edgePlatform, GPU_BOX } from '../support/edge';

const layouts = {
  small: SiteLayout.of({ role: 'box', nodeType: BOX }),
  large: SiteLayout.of({ role: 'box', nodeType: BOX }, { role: 'gpu', nodeType: GPU_BOX }),
};

function written(name: string, content: string | Buffer): string {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'assets-')), name);
  fs.writeFileSync(file, content);
  return file;
}

const csv = (content: string | Buffer, more: Partial<FleetCsvProps> = {}) =>
  EdgeFleet.fromCsv(edgePlatform(), 'fleet', { file: written('assets.csv', content), layouts, ...more });
const json = (content: string | Buffer, more: object = {}) =>
  EdgeFleet.fromJson(edgePlatform(), 'fleet', { file: written('assets.json', content), layouts, ...more });

/** What a register of assets looks like: names of its own, columns for everybody, semicolons. */
const REGISTER = [
  'asset_id;bought;province;class;ipc;lanes;owner',
  'gd-001;2021-03;gd;small;ipc-17;4;"roads; south"',
  'gd-002;2022-11;gd;large;;6;roads',
  'js-001;;js;small;;;',
].join('\r\n');
const COLUMNS = { name: 'asset_id', region: 'province', layout: 'class', box: 'ipc' };

describe('a register of assets', () => {
  const fleet = csv(REGISTER, {
    delimiter: ';',
    columns: COLUMNS,
    attributes: ['lanes', 'bought'],
    ignoreOtherColumns: true,
  });
  const names = (sites: { siteName: string }[]) => sites.map(({ siteName }) => siteName);

  test('is read with the names that its columns have there', () => {
    expect(fleet.sites.map(({ siteName, region }) => [siteName, region])).toEqual([
      ['gd-001', 'gd'],
      ['gd-002', 'gd'],
      ['js-001', 'js'],
    ]);
    expect(fleet.site('gd-001').nodes.map(({ nodeName }) => nodeName)).toEqual(['ipc-17']);
    expect(fleet.site('gd-002').nodes.map(({ nodeName }) => nodeName)).toEqual(['gd-002-box', 'gd-002-gpu']);
  });

  test('says what else is known of a site, and which sites have it', () => {
    expect(fleet.sites.map(({ attributes }) => attributes)).toEqual([
      { lanes: '4', bought: '2021-03' },
      { lanes: '6', bought: '2022-11' },
      {},
    ]);
    expect(fleet.valuesOf('lanes')).toEqual(['4', '6']);
    expect(names(fleet.sitesWith('lanes', '6').sites)).toEqual(['gd-002']);
    expect(names(fleet.withLayout('small').sites)).toEqual(['gd-001', 'js-001']);
    expect(messageOf(() => fleet.sitesWith('lanes', '8'))).toContain("lanes '8': has no sites; there are 4, 6");
    expect(messageOf(() => fleet.sitesWith('owner', 'x'))).toContain('there are no values of owner');
    expect(messageOf(() => fleet.withLayout('huge'))).toContain("layout 'huge': has no sites; there are large, small");
  });

  test('in JSON too, with fields of any kind beside those that are read', () => {
    const text = JSON.stringify([
      { asset_id: 'gd-001', province: 'gd', class: 'small', lanes: 4, pilot: true, position: { lat: 23.1 }, ipc: null },
    ]);
    const made = json(`\ufeff${text}`, { columns: COLUMNS, attributes: ['lanes', 'pilot'], ignoreOtherColumns: true });
    expect(made.sites.map(({ siteName, attributes }) => [siteName, attributes])).toEqual([
      ['gd-001', { lanes: '4', pilot: 'true' }],
    ]);
    expect(made.site('gd-001').nodes[0].nodeName).toBe('gd-001-box');
  });
});

describe('what is refused in plain words', () => {
  test.each<[string, () => unknown, string]>([
    ['another delimiter', () => csv(REGISTER), "assets.csv line 1: the header is one field, 'asset_id;bought;"],
    ['tabulators', () => csv('name\tregion\na\tb\n'), "delimiter: '\\t'"],
    [
      'a delimiter of two characters',
      () => csv('name\n', { delimiter: '||' }),
      "delimiter '||': must be one character",
    ],
    [
      'no column with names',
      () => csv('site,region\na,b\n', { ignoreOtherColumns: true }),
      'assets.csv line 1: there is no column name, which holds the names; there are site, region',
    ],
    [
      'columns of nothing',
      () => csv('name\na\n', { columns: { colour: 'paint' } }),
      "columns 'colour': is nothing that a site has: name, region, layout, box, gpu",
    ],
    [
      'a column that holds two things',
      () => csv('name\na\n', { attributes: ['region'] }),
      "columns 'region': would hold two things",
    ],
    [
      'UTF-16 with a byte order mark',
      () => csv(Buffer.from('\ufeffname\na\n', 'utf16le')),
      'is in UTF-16; save it as UTF-8 (in Excel "CSV UTF-8")',
    ],
    ['UTF-16 without one', () => csv(Buffer.from('name\na\n', 'utf16le')), 'is in UTF-16'],
    ['UTF-16 in JSON', () => json(Buffer.from('\ufeff[]', 'utf16le')), 'is in UTF-16'],
    [
      'GBK',
      () => csv(Buffer.concat([Buffer.from('name,region\na,b\nc,'), Buffer.from([0xb9, 0xe3, 0xb6, 0xab, 10])])),
      'is not in UTF-8 (line 3), but in an encoding such as GBK',
    ],
  ])('%s', (_, make, message) => {
    expect(messageOf(make)).toContain(message);
  });

  test('a column that is asked for twice, not one that nobody asked for', () => {
    expect(messageOf(() => csv('name,layout,layout\na,b,c\n', { ignoreOtherColumns: true }))).toContain(
      'column layout is there twice',
    );
    expect(csv('name,layout,x,x\na,small,c,d\n', { ignoreOtherColumns: true }).sites).toHaveLength(1);
  });
});

test('a hundred thousand wrong rows, more than 5 MB, are fifty lines and a number', () => {
  const row = `NO NAME,${'x'.repeat(40)} y,none\n`;
  const text = `name,region,layout\n${row.repeat(100_000)}`;
  expect(text.length).toBeGreaterThan(5e6);
  const lines = messageOf(() => csv(text)).split('\n');
  expect(lines).toHaveLength(51);
  expect(lines[50]).toMatch(/and \d+ more/);
});
