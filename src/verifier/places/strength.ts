import { checkAnyFit } from './any-fit';
import { ClusterEntry, Faults, StrengthEntry } from '../document';
import { isCount } from '../entries';
import { checkReservation, claimsPlaces, hasPods } from './reservation';

/** Checks that what is said to stand behind the plan does: a proof by places, or orders of arrival with figures that follow from them. */
export function checkStrength(cluster: ClusterEntry, faults: Faults): void {
  const { strength, status, workloads, findings, robustness } = cluster;
  if (status === 'infeasible') {
    return;
  }
  checkReservation(cluster, faults);
  if (robustness && robustness.orders > 0) {
    const taken = findings.some(({ code, accepted }) => code === 'SCHEDULER_STRANDS' && accepted);
    const always = robustness.stranded >= robustness.orders;
    faults.expect(!always || taken, `a plan that strands pods in each of ${robustness.orders} orders`);
  }
  if (strength?.kind === 'reserved') {
    for (const workload of workloads.filter(hasPods)) {
      faults.expect(claimsPlaces(workload), `strength reserved: ${workload.id} owns no places`);
    }
  } else if (strength?.proof) {
    checkAnyFit(cluster, faults);
  } else if (strength) {
    checkFigures(strength, findings, faults);
  }
}

/** Findings that say that orders strand pods: an error where all do that the search has seen, else a warning. */
const TELLS_OF_STRANDED: ReadonlySet<string> = new Set(['SCHEDULER_MAY_STRAND', 'SCHEDULER_STRANDS']);

/** Something measured has figures, unless the plan says that the cluster is too large to measure. */
function checkFigures(strength: StrengthEntry, findings: ClusterEntry['findings'], faults: Faults): void {
  const { kind, orders, fresh = 0, failed, confidence, atMost } = strength;
  const expect = (holds: boolean, what: string) => faults.expect(holds, `strength ${kind}: ${what}`);
  const untried = findings.some(({ code }) => code === 'SCHEDULER_NOT_SIMULATED');
  expect(untried || fresh > 0 || (kind === 'free' && (orders ?? 0) > 0), 'measured without orders of arrival');
  if (fresh === 0) {
    expect(confidence === undefined && atMost === undefined, 'a rate without unseen orders');
    expect((failed ?? 0) <= (orders ?? 0), `${failed} of ${orders} orders failed`);
    return;
  }
  const counted = failed !== undefined && isCount(failed) && failed <= fresh;
  expect(counted, `${failed} of ${fresh} unseen orders failed`);
  const warned = findings.some(({ code }) => TELLS_OF_STRANDED.has(code));
  expect(failed !== fresh || warned, `every one of ${fresh} unseen orders strands a pod`);
  const sure = confidence !== undefined && confidence > 0 && confidence < 1;
  expect(sure, `confidence ${confidence}`);
  const rated = atMost !== undefined && atMost > 0 && atMost <= 1;
  expect(rated, `at most ${atMost} of all orders`);
  if (counted && sure && rated) {
    const chance = chanceOf(failed, fresh, atMost);
    expect(
      chance <= (1 - confidence) * (1 + 1e-6),
      `${failed} failures in ${fresh} orders do not say that at most ${atMost} of all fail, with confidence ${confidence}`,
    );
  }
}

/** Chance of no more than so many failures in so many orders, where each fails with the rate. */
function chanceOf(failures: number, orders: number, rate: number): number {
  if (rate === 1) {
    return 0;
  }
  let term = orders * Math.log1p(-rate);
  let chance = Math.exp(term);
  for (let i = 1; i <= failures; i++) {
    term += Math.log((orders - i + 1) / i) + Math.log(rate) - Math.log1p(-rate);
    chance += Math.exp(term);
  }
  return chance;
}
