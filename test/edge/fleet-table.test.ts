import { FleetFigures, fleetsOf, fleetTable, runFleets } from '../../bench/fleet-table';
import { parseOptions } from '../../bench/options';

const ONE: FleetFigures = { milliseconds: 12_340, processor: 5000, mebibytes: 512, lines: 42, feasible: true };

/** What `fleet.ts` is asked for, and what comes of it. */
function ran(quick: boolean, figures: FleetFigures = ONE) {
  const asked: string[] = [];
  const rows = runFleets(quick, (...args) => {
    asked.push(args.join(' '));
    return figures;
  });
  return { asked, rows };
}

test('--only fleet is a section', () => {
  expect(parseOptions(['--only', 'fleet', '--quick'])).toMatchObject({ only: 'fleet', quick: true });
  expect(() => parseOptions(['--only', 'fleets'])).toThrow('must be one of fleet, packing');
});

test('fleets of 1,000 to 100,000 sites stand side by side; few of them are quick', () => {
  expect(ran(false).asked).toEqual(['equal 1000', 'equal 10000', 'equal 100000', 'devices 2500', 'hardware 1000 200']);
  expect(ran(true).asked).toEqual(['equal 1000', 'equal 4000', 'devices 500', 'hardware 1000 200']);
});

test('a row has the time for each site, the peak of memory and the lines of the plan', () => {
  const [row] = ran(true).rows;
  expect(row).toMatchObject({ sites: 1000, seconds: 12.3, millisecondsPerSite: 5, peakMebibytes: 512, lines: 42 });
  const [, head, first, ...others] = fleetTable(ran(true).rows).trimEnd().split('\n');
  expect(head).toMatch(/fleet +sites +seconds +CPU ms per site +peak MiB +lines of plan +holds +goal/);
  expect(first).toMatch(/2 services +1000 +12\.3 +5\.00 +512 +42 +yes +300 s/);
  expect(others).toHaveLength(fleetsOf(true).length - 1);
});

test('a plan that does not hold stands out', () => {
  expect(fleetTable(ran(true, { ...ONE, feasible: false }).rows)).toMatch(/ NO +300 s/);
});
