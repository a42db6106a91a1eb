import { Base, Broken, id } from './bases';

const part = (c: any) => c.objective.certificate.parts[0];
const prices = (c: any): any[] => Object.values(part(c).scenarios);

/** A bound that is not proved, or a value that is not what it costs. */
export const BOUND: Partial<Record<Base, readonly Broken[]>> = {
  zones: [
    ['a plan without a value', (c) => delete c.objective, 'feasible without an objective'],
    ['a value that pools do not cost', (c) => (c.objective.value += 1), 'cluster test: value'],
    ['a bound above the value', (c) => (c.objective.bound = c.objective.value + 1), 'above value'],
    [
      'a claimed bound below the proved one',
      (c) => (c.objective.claimedBound = c.objective.bound / 2),
      'claimed bound',
    ],
    ['a bound of places above the value', (c) => (c.objective.placesBound = 2 * c.objective.value), 'bound of places'],
    ['a gap that is none', (c) => (c.objective.gap = 0.125), 'gap 0.125'],
    ['a bound without a proof', (c) => (c.objective.certificate.parts = []), 'the certificate proves 0'],
    ['a pool in two parts', (c) => c.objective.certificate.parts.push(part(c)), 'in two parts of the certificate'],
    [
      'a pod worth more than a place',
      (c) => prices(c).forEach((s) => (s.worth[id('web')] += 1)),
      'is worth more than a place',
    ],
    [
      'a worth that is too high by little',
      (c) => prices(c).forEach((s) => (s.worth[id('web')] *= 1 + 1e-8)),
      'test/Deployment/web is worth more',
    ],
    [
      'a node charged above its cost',
      (c) => prices(c).forEach((s) => (s.prices['p/a'] = { cpu: 1 })),
      'is charged more than it costs',
    ],
    [
      'a price below nothing',
      (c) => prices(c).forEach((s) => (s.prices['p/a'] = { cpu: -1 })),
      'certificate: price -1',
    ],
    ['a demand that need not be there', (c) => prices(c).forEach((s) => (s.demand[id('web')] += 9)), 'charged in'],
    ['a dual that is another sum', (c) => (part(c).dual += 1), 'certificate: dual'],
    ['a granule that prices are no multiples of', (c) => (part(c).granule = 0.7), 'certificate: granule 0.7'],
    ['a bound rounded up too far', (c) => (part(c).bound += 1), 'certificate: bound'],
    ['a limit price without a limit', limitPrice, 'certificate: limit of p/a priced'],
    [
      'a price of the loss of one node',
      (c) => (part(c).scenarios['node-lost:p/a#1'] = { demand: {}, worth: {}, prices: {} }),
      'takes another node in every plan',
    ],
    [
      'a price of a loss that need not be outlived',
      (c) => {
        c.survive = 'none';
        part(c).scenarios['zone-lost:a'] ??= { demand: {}, worth: {}, prices: {} };
      },
      'zone-lost:a is not outlived by every plan',
    ],
    [
      'a price of a place that only the planner counted',
      (c) => {
        c.workloads.find((one: any) => one.id === id('store')).maxPerNodeAssumed = true;
        prices(c)[0].perNode = { 'p/a': { [id('store')]: 1 } };
      },
      'a node of p/a is charged',
    ],
    [
      'a price of what is not there',
      (c) => (part(c).scenarios['hpa-max:x'] = { demand: {}, worth: {}, prices: {} }),
      'unknown scenario hpa-max:x',
    ],
  ],
  even: [
    [
      'a share of a zone that nobody asked for pods in',
      (c) => c.workloads.forEach((one: any) => delete one.evenZones),
      '3 of test/Deployment/web charged in hpa-max',
    ],
  ],
};

function limitPrice(c: any): void {
  delete c.pools[0].maxNodes;
  part(c).limits = { 'p/a': 1 };
}
