import { acceptanceFindings, withAccepted } from '../capacity/acceptance';
import { Acceptance, ClusterModel, Finding } from '../capacity/model';
import { byCodeUnit, comparing } from '../capacity/order';
import { ClusterPlan } from '../capacity/plan';
import { TENANT_FINDINGS } from '../report/catalogue/tenants';
import { TenantEntry } from '../report/document';
import { JudgedPlan } from '../report/plan-document';

/** A tenant as the plan shows it. */
export type JudgedTenant = TenantEntry;

/** What a plan means to those who share its cluster: only a plan that is made can tell. */
export interface PlanJudgement {
  readonly findings: readonly Finding[];
  readonly tenants: readonly JudgedTenant[];
}

/** Judges a plan that holds. */
export type Judge = (plan: ClusterPlan) => PlanJudgement;

const SEVERITIES = ['error', 'warning', 'info'];

/** What is accepted of a plan that is made, apart from what is accepted while it is made. */
export function withoutJudged(model: ClusterModel): { readonly model: ClusterModel; readonly late: Acceptance[] } {
  const accepted = model.accepted ?? [];
  const late = accepted.filter(({ code }) => code in TENANT_FINDINGS);
  return late.length === 0
    ? { model, late }
    : { model: { ...model, accepted: accepted.filter((one) => !late.includes(one)) }, late };
}

/** A plan with what its judges find: with an error it does not hold. */
export function judged(plan: ClusterPlan, judges: readonly Judge[], late: readonly Acceptance[]): JudgedPlan {
  const judgements = plan.feasible ? judges.map((judge) => judge(plan)) : [];
  if (judgements.length + late.length === 0) {
    return plan;
  }
  const found = withAccepted(
    judgements.flatMap(({ findings }) => findings),
    late,
  );
  // A plan that does not hold was not judged: what it does not say, it might.
  const told = acceptanceFindings({ ...found, idle: plan.feasible ? found.idle : [] });
  const findings = [...plan.findings, ...found.findings, ...told].sort(
    comparing<Finding>(
      (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
      (a, b) => byCodeUnit(a.code, b.code),
      (a, b) => byCodeUnit(a.path, b.path),
      (a, b) => byCodeUnit(a.message, b.message),
    ),
  );
  const tenants = judgements.flatMap((one) => one.tenants);
  return {
    ...plan,
    feasible: findings.every(({ severity }) => severity !== 'error'),
    findings,
    ...(tenants.length > 0 && { tenants }),
  };
}
