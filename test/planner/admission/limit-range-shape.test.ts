import { findingsOf, object } from '../../support/admission';

const invalid = (...limits: any[]) =>
  findingsOf([object('v1', 'LimitRange', 'bounds', { limits })]).filter(({ code }) => code === 'LIMIT_RANGE_INVALID');
const container = (item: any) => ({ type: 'Container', ...item });

describe('LIMIT_RANGE_INVALID', () => {
  test.each<[string, any, string]>([
    [
      'min above max',
      { type: 'Pod', min: { cpu: '2' }, max: { cpu: '1' } },
      'Pod: cpu min value 2 is greater than max value 1',
    ],
    [
      'a default above max',
      container({ max: { memory: '1Gi' }, default: { memory: '2Gi' }, defaultRequest: { memory: '1Gi' } }),
      'Container: memory default value 2Gi is greater than max value 1Gi',
    ],
    [
      'a default request above the default',
      container({ default: { cpu: '500m' }, defaultRequest: { cpu: '800m' } }),
      'Container: cpu default request value 800m is greater than default limit value 500m',
    ],
    [
      'a default request below min',
      container({ min: { cpu: '200m' }, defaultRequest: { cpu: '0.1' } }),
      'Container: cpu min value 200m is greater than default request value 0.1',
    ],
    [
      'a default request above max, which is then the default',
      container({ max: { cpu: '1' }, defaultRequest: { cpu: '2' } }),
      'cpu default request value 2 is greater than max value 1; Container: cpu default request value 2 is greater than default limit value 1',
    ],
    [
      'a default below min, which is then the default request',
      container({ min: { memory: '512Mi' }, default: { memory: '256Mi' } }),
      'min value 512Mi is greater than default request value 256Mi; Container: memory min value 512Mi is greater than default value 256Mi',
    ],
    [
      'devices that may not be overcommitted',
      container({ default: { 'nvidia.com/gpu': '2' }, defaultRequest: { 'nvidia.com/gpu': '1' } }),
      'nvidia.com/gpu default value 2 must equal to defaultRequest value 1',
    ],
    ['a ratio below one', { type: 'Pod', maxLimitRequestRatio: { cpu: '800m' } }, 'Pod: cpu ratio 800m is less than 1'],
    [
      'a ratio above what the bounds allow',
      { type: 'Pod', min: { memory: '512Mi' }, max: { memory: '2Gi' }, maxLimitRequestRatio: { memory: '10' } },
      'memory ratio 10 is greater than max/min = 4',
    ],
    ['defaults of pods', { type: 'Pod', default: { cpu: '1' } }, "may not be specified when type is 'Pod'"],
    ['claims without bounds', { type: 'PersistentVolumeClaim' }, 'either minimum or maximum storage value is required'],
  ])('%s', (_, item, message) => {
    expect(invalid(item)).toMatchObject([
      { severity: 'error', message: expect.stringContaining('refuses LimitRange bounds of namespace shop: ') },
    ]);
    expect(invalid(item)[0].message).toContain(message);
  });

  test('a type twice', () => {
    const item = container({ max: { cpu: '1' } });
    expect(invalid(item, item)[0].message).toMatch(/: type Container is there twice$/);
  });

  test.each<[string, any]>([
    [
      'in order',
      container({ min: { cpu: '0.1' }, defaultRequest: { cpu: '100m' }, default: { cpu: '1' }, max: { cpu: 1 } }),
    ],
    ['only max', container({ max: { memory: '1Gi' } })],
    ['only a default request', container({ defaultRequest: { cpu: '2' } })],
    [
      'a ratio that the bounds allow',
      { type: 'Pod', min: { cpu: '1' }, max: { cpu: '4' }, maxLimitRequestRatio: { cpu: '4' } },
    ],
    ['claims with a bound', { type: 'PersistentVolumeClaim', max: { storage: '10Gi' } }],
  ])('legal: %s', (_, item) => {
    expect(invalid(item)).toEqual([]);
  });
});
