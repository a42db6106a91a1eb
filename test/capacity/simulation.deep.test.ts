import { bandFaults, exactFaults, samplePoints } from '../support/queueing-checks';

test('300 points: the exact formulas are inside the intervals of the simulation', () => {
  const faults = samplePoints(300, 5).flatMap(({ servers, rho, seed }) =>
    exactFaults({ arrivals: servers * rho, serviceTime: 1, servers }, seed),
  );
  // Of 1,200 intervals of 99.99 % that are a little too narrow for heavy traffic, at most one may miss.
  expect(faults.length).toBeLessThanOrEqual(1);
});

test('the approximations stay inside their band', () => {
  const faults = [1, 4, 16, 64].flatMap((servers) =>
    [0.3, 0.5, 0.7, 0.8].flatMap((rho) =>
      [0, 0.5, 1, 1.5, 2].flatMap((arrivalCv) =>
        [0, 0.5, 1, 1.5, 2].flatMap((serviceCv) =>
          bandFaults({ arrivals: servers * rho, serviceTime: 1, servers, arrivalCv, serviceCv }, 3),
        ),
      ),
    ),
  );
  expect(faults).toEqual([]);
});
