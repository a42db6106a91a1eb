import * as fc from 'fast-check';
import { forecastFindings } from '../../../src/capacity/forecast/findings';
import { amountAfter, amountKept, fullOn, Growing } from '../../../src/capacity/forecast/forecast';
import {
  bitsText,
  bytesText,
  countText,
  enoughBits,
  enoughBytes,
  enoughSeconds,
  secondsText,
} from '../../../src/capacity/forecast/texts';

const TIB = 2 ** 40;
const STORE = { path: 'app/log', name: 'brokers' };

/** Day by day. */
function summed({ already = 0, perDay, growth = 0, keptDays = Infinity }: Growing, days: number): number {
  let sum = already * (1 + (growth * days) / 365);
  for (let day = Math.max(0, days - keptDays); day < days; day++) {
    sum += perDay * (1 + (growth * (day + 0.5)) / 365);
  }
  return sum;
}

const growing = fc.record({
  already: fc.integer({ min: 0, max: 1e12 }),
  perDay: fc.integer({ min: 1, max: 1e12 }),
  growth: fc.constantFrom(0, 0.3, 2),
  keptDays: fc.constantFrom(undefined, 1, 7, 30, 400),
});

test('what is there is what came day by day and has not gone', () => {
  fc.assert(
    fc.property(growing, fc.integer({ min: 0, max: 800 }), (one, days) => {
      expect(Math.abs(amountAfter(one, days) - summed(one, days))).toBeLessThanOrEqual(1 + 1e-9 * summed(one, days));
    }),
  );
});

test('it is full on the first day on which there is more than room', () => {
  fc.assert(
    fc.property(growing, fc.integer({ min: 1, max: 1e14 }), (one, room) => {
      const days = Array.from({ length: 365 }, (_, i) => i + 1);
      const first = days.find((day) => amountAfter(one, day) > room);
      const day = fullOn({ ...one, room }, 365);
      expect(day).toBe(amountAfter(one, 365) > room ? first : undefined);
    }),
  );
});

test('what is kept is what a retention of today holds', () => {
  expect(amountKept({ perDay: 10, keptDays: 7, already: 5 })).toBe(75);
  expect(amountKept({ perDay: 10, already: 5 })).toBeUndefined();
});

describe('findings', () => {
  test('a store that cannot keep what it has to is an error, with the room and the days that cure it', () => {
    const store = { ...STORE, perDay: 12 * TIB, keptDays: 3, room: 30 * TIB };
    expect(forecastFindings({ storage: [store] })).toEqual([
      {
        code: 'STORAGE_TOO_SMALL',
        severity: 'error',
        path: 'app/log',
        message: 'brokers has room for 30 TiB, and what is kept for 3 days takes 36 TiB',
        expected: 'at least 36 TiB',
        actual: '30 TiB',
        cure: ['room for 36 TiB', 'keep it at most 2 days'],
      },
    ]);
    expect(forecastFindings({ storage: [{ ...store, room: 36 * TIB }] })).toEqual([]);
    expect(forecastFindings({ storage: [{ ...store, room: 40e12, keptDays: 2 }] })).toEqual([]);
  });

  test('one that cannot keep an hour of it has no time that would cure it', () => {
    const [finding] = forecastFindings({ storage: [{ ...STORE, perDay: 50 * TIB, keptDays: 3, room: TIB }] });
    expect(finding.cure).toEqual(['room for 150 TiB']);
  });

  test('what is there already and does not fit is an error without a retention to shorten', () => {
    const [finding] = forecastFindings({ storage: [{ ...STORE, perDay: 0, already: 2 * TIB, room: TIB }] });
    expect([finding.code, finding.message]).toEqual([
      'STORAGE_TOO_SMALL',
      'brokers has room for 1 TiB, and what is there takes 2 TiB',
    ]);
    expect(finding.cure).toHaveLength(1);
  });

  test('growth that fills a store within a year is a warning that names the day', () => {
    const [finding] = forecastFindings({
      storage: [{ ...STORE, perDay: TIB, keptDays: 10, growth: 1, room: 15 * TIB }],
    });
    expect(finding).toMatchObject({ code: 'STORAGE_FILLS', severity: 'warning' });
    const day = Number(/day (\d+)/.exec(finding.message)![1]);
    expect(amountAfter({ perDay: TIB, keptDays: 10, growth: 1 }, day)).toBeGreaterThan(15 * TIB);
    expect(amountAfter({ perDay: TIB, keptDays: 10, growth: 1 }, day - 1)).toBeLessThanOrEqual(15 * TIB);
  });

  test('objects above what a store may hold are a warning', () => {
    const objects = { perDay: 10e6, room: 300e6 };
    const [finding] = forecastFindings({ storage: [{ ...STORE, perDay: 1, objects }] });
    expect([finding.code, finding.message]).toEqual([
      'TOO_MANY_OBJECTS',
      'brokers may hold 300 million objects, which it has on day 31; after a year there are 3.65 billion',
    ]);
    expect(forecastFindings({ storage: [{ ...STORE, perDay: 1, objects: { ...objects, keptDays: 30 } }] })).toEqual([]);
  });

  test('a transfer beyond its window is an error; the bandwidth and the window that it names are enough', () => {
    const transfer = {
      path: 'app/backup',
      name: 'backup of shop',
      bytes: 12 * TIB,
      bitsPerSecond: 8e8,
      window: 14_400,
    };
    const [finding] = forecastFindings({ transfers: [transfer] });
    expect(finding).toMatchObject({
      code: 'TRANSFER_TOO_LONG',
      severity: 'error',
      message: 'backup of shop: 12 TiB at 800 Mbit/s take 36.7 h, and the window is 4 h',
      cure: ['a bandwidth of 7.4 Gbit/s', 'a window of 37 h'],
    });
    expect(forecastFindings({ transfers: [{ ...transfer, bitsPerSecond: 7.4e9 }] })).toEqual([]);
    expect(forecastFindings({ transfers: [{ ...transfer, window: 37 * 3600 }] })).toEqual([]);
    expect(forecastFindings({ transfers: [{ ...transfer, window: undefined }] })).toEqual([]);
  });

  test('the numbers of a cure are enough, and not much more', () => {
    const amounts = fc.integer({ min: 2, max: 1e15 });
    const scales: [(amount: number) => string, Record<string, number>][] = [
      [enoughBytes, { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: TIB }],
      [enoughBits, { 'bit/s': 1, 'kbit/s': 1e3, 'Mbit/s': 1e6, 'Gbit/s': 1e9, 'Tbit/s': 1e12 }],
      [enoughSeconds, { s: 1, min: 60, h: 3600, days: 86_400 }],
    ];
    fc.assert(
      fc.property(amounts, fc.constantFrom(...scales), (amount, [text, sizes]) => {
        const [number, unit] = text(amount).split(' ');
        expect(Number(number) * sizes[unit]).toBeGreaterThanOrEqual(amount * (1 - 1e-9));
        expect(Number(number) * sizes[unit]).toBeLessThanOrEqual(1.11 * amount);
      }),
    );
  });
});

test.each([
  [bytesText(0), '0 B'],
  [bytesText(1023.9), '1 KiB'],
  [bytesText(12.1 * TIB), '12.1 TiB'],
  [bytesText(2 ** 70), '1024 EiB'],
  [bitsText(8e8), '800 Mbit/s'],
  [bitsText(999_999), '1 Mbit/s'],
  [countText(12), '12'],
  [countText(3e8), '300 million'],
  [secondsText(40), '40 s'],
  [secondsText(180), '3 min'],
  [secondsText(27_000), '7.5 h'],
  [secondsText(345_600), '4 days'],
])('%s', (text, expected) => expect(text).toBe(expected));
