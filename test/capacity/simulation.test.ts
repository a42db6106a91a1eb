import { Queue } from '../../src/capacity/sizing/queueing';
import { bandFaults, exactFaults, samplePoints } from '../support/queueing-checks';

/** Exact formulas have to be inside the 99.99 % interval of the batch means; a seed that passes passes for ever. */
test.each(samplePoints(20, 1))('M/M/$servers at $rho: mean and three quantiles', ({ servers, rho, seed }) => {
  expect(exactFaults({ arrivals: servers * rho, serviceTime: 1, servers }, seed)).toEqual([]);
});

/** The band of docs/sizing.md. */
const APPROXIMATED: readonly [Partial<Queue>, number, number][] = [
  [{ arrivalCv: 0.5, serviceCv: 0.5 }, 8, 0.7],
  [{ arrivalCv: 1, serviceCv: 0 }, 1, 0.8],
  [{ arrivalCv: 2, serviceCv: 0 }, 4, 0.3],
  [{ arrivalCv: 2, serviceCv: 0.5 }, 16, 0.5],
  [{ arrivalCv: 1.5, serviceCv: 2 }, 4, 0.7],
  [{ arrivalCv: 1, serviceCv: 2 }, 1, 0.8],
  [{ arrivalCv: 0, serviceCv: 1 }, 16, 0.8],
];
test.each(APPROXIMATED)('approximated: %j on %d servers at %d', (variability, servers, rho) => {
  expect(bandFaults({ arrivals: servers * rho, serviceTime: 1, servers, ...variability }, 7)).toEqual([]);
});
