import { InvalidInput } from './exit-codes';
import { fixed } from '../capacity/quantity';
import { PlanDocument } from '../report/document';
import { moneyText } from '../report/figures';
import { diffPlans } from '../report/plan-diff';
import { levelOf, strengthText, STRENGTHS, uncoveredOf } from '../report/verdict';

export interface Gates {
  /** `10%`, or an amount of money. */
  readonly maxMonthlyIncrease?: string;
  /** `15%` */
  readonly minHeadroom?: string;
  /** True: the plan has to cover everything that it is given. */
  readonly covered?: boolean;
  /** The least that has to stand behind every cluster: free, steered or reserved. */
  readonly strength?: string;
  /** True: nothing may be worse than an info. */
  readonly strict?: boolean;
}

/** What a plan must not do: one line for each gate that it fails. */
export function failedGates(plan: PlanDocument, baseline: PlanDocument | undefined, gates: Gates): string[] {
  return [
    ...(gates.maxMonthlyIncrease === undefined ? [] : increase(plan, baseline, gates.maxMonthlyIncrease)),
    ...(gates.minHeadroom === undefined ? [] : headroom(plan, gates.minHeadroom)),
    ...(gates.covered ? coverage(plan) : []),
    ...(gates.strength === undefined ? [] : weakness(plan, gates.strength)),
    ...(gates.strict ? warnings(plan) : []),
  ];
}

function increase(plan: PlanDocument, baseline: PlanDocument | undefined, limit: string): string[] {
  const [, amount, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(limit) ?? [];
  if (amount === undefined) {
    throw new InvalidInput(
      `--max-monthly-increase ${limit}: must be an amount or a percentage, for example 500 or 10%`,
    );
  }
  if (!baseline) {
    throw new InvalidInput('--max-monthly-increase: needs --baseline, the plan to compare with');
  }
  const { past, diff } = diffPlans(baseline, plan);
  if (diff.costPerMonth === undefined || past.costPerMonth === undefined) {
    throw new InvalidInput('--max-monthly-increase: some node pool has no price');
  }
  const most = percent ? (past.costPerMonth * Number(amount)) / 100 : Number(amount);
  return diff.costPerMonth <= most
    ? []
    : [
        `the plan costs ${moneyText(diff.costPerMonth)} more per month, ${moneyText(most)} more are allowed${percent ? ` (${amount} % of ${moneyText(past.costPerMonth)})` : ''}`,
      ];
}

function headroom(plan: PlanDocument, limit: string): string[] {
  const [, percent] = /^(\d+(?:\.\d+)?)%?$/.exec(limit) ?? [];
  if (percent === undefined || Number(percent) > 100) {
    throw new InvalidInput(`--min-headroom ${limit}: must be a percentage of at most 100, for example 15%`);
  }
  return plan.clusters.flatMap(({ workloads }) =>
    workloads.flatMap(({ id, headroom: more, replicas: { planned } }) =>
      more === undefined || 100 * more >= Number(percent) * planned
        ? []
        : [`${id} has headroom for ${more} more (${fixed((100 * more) / planned, 1)} %), ${percent} % are asked for`],
    ),
  );
}

/** One line for each cluster behind which less stands. */
function weakness({ clusters }: PlanDocument, asked: string): string[] {
  const least = STRENGTHS.findIndex((one) => one === asked);
  return clusters
    .filter(({ strength }) => !strength || levelOf(strength) < least)
    .map(({ name, strength }) => `cluster ${name} is ${strengthText(strength)}, ${asked} is asked for`);
}

/** One line for each warning that nobody has accepted. */
function warnings({ clusters }: PlanDocument): string[] {
  return clusters.flatMap(({ findings }) =>
    findings
      .filter(({ severity }) => severity === 'warning')
      .map(({ code, path, message }) => `${code} ${path}: ${message}`),
  );
}

/** One line for each finding about what the plan does not cover, unless it is accepted. */
function coverage({ clusters }: PlanDocument): string[] {
  return clusters.flatMap((cluster) =>
    uncoveredOf(cluster)
      .filter(({ accepted }) => !accepted)
      .map(({ code, path, message }) => `the plan does not cover ${path}: ${code}: ${message}`),
  );
}
