import * as fc from 'fast-check';
import { describeNumber, fixed, formatQuantity, parseQuantity, replicasText } from '../../src/capacity/quantity';

test.each([
  ['cpu', '500m', 500],
  ['cpu', '2', 2000],
  ['cpu', 0.1, 100],
  ['cpu', '1e3m', undefined],
  ['cpu', '2e1', 20_000],
  ['cpu', '1500u', 2],
  ['memory', '1Gi', 1073741824],
  ['memory', '1.5Gi', 1610612736],
  ['memory', '128974848', 128974848],
  ['memory', '129e6', 129_000_000],
  ['memory', '129M', 129_000_000],
  ['memory', '100m', 1],
  ['nvidia.com/gpu', '8', 8],
  ['pods', '.5k', 500],
  ['memory', '', undefined],
  ['memory', '-1Gi', undefined],
  ['memory', '1 Gi', undefined],
  ['memory', '1GiB', undefined],
  ['memory', '9000000Pi', Number.MAX_SAFE_INTEGER],
  ['memory', '12E', Number.MAX_SAFE_INTEGER],
  ['memory', '1Ei', Number.MAX_SAFE_INTEGER],
  ['memory', '1E3', 1000],
  ['memory', '1e+3', 1000],
  ['memory', 1e21, Number.MAX_SAFE_INTEGER],
  ['memory', '100u', 1],
  ['memory', '1n', 1],
  ['memory', '0.1', 1],
  ['memory', '5.', 5],
  ['memory', '1K', undefined],
  ['memory', '1e', undefined],
  ['memory', '0x10', undefined],
  ['memory', '1_000', undefined],
  ['cpu', '0.1m', 1],
  ['cpu', '1n', 1],
  ['cpu', '.1', 100],
  ['cpu', '1e-2', 10],
  ['cpu', '1e-30', 1],
  ['cpu', '+2', 2000],
  ['cpu', 'm', undefined],
  ['cpu', '.', undefined],
  ['memory', 'NaN', undefined],
])('%s %s is %s', (resource, text, expected) => {
  expect(parseQuantity(resource, text)).toBe(expected);
});

test.each([
  ['cpu', 30800, '30800m'],
  ['cpu', 2000, '2'],
  ['memory', 2 ** 31, '2Gi'],
  ['memory', 3 * 2 ** 19, '1536Ki'],
  ['memory', 1000, '1000'],
  ['memory', 0, '0'],
  ['nvidia.com/gpu', 8, '8'],
])('%s %d prints as %s', (resource, amount, expected) => {
  expect(formatQuantity(resource, amount)).toBe(expected);
});

test('what is printed is read back as the same amount', () => {
  fc.assert(
    fc.property(fc.constantFrom('cpu', 'memory', 'nvidia.com/gpu'), fc.maxSafeNat(), (resource, amount) => {
      expect(parseQuantity(resource, formatQuantity(resource, amount))).toBe(amount);
    }),
    { seed: 7 },
  );
});

test('numbers for people have a unit and no trailing zeros', () => {
  expect(describeNumber('cpu', 30800)).toBe('30.8');
  expect(describeNumber('memory', 118 * 2 ** 30)).toBe('118 GiB');
  expect(describeNumber('memory', 2 ** 27)).toBe('128 MiB');
  expect(fixed(25.2, 4)).toBe('25.2');
  expect(fixed(100, 0)).toBe('100');
});

test('one replica, several replicas', () => {
  expect([0, 1, 2].map(replicasText)).toEqual(['0 replicas', '1 replica', '2 replicas']);
});
