import type { Ajv as Schemas } from 'ajv';
import { PLAN_SCHEMA } from './plan-schema';
import { verifyDocument } from './verify';

/** So many faults of a plan are told. */
const MOST_FAULTS = 10;

/** A text that is no plan, or a plan that does not hold. */
export class PlanRefused extends Error {}

/**
 * Reads plan.json and checks it: the shape by its schema, then that every pod has its place in every scenario and that the bound holds.
 * Figures that are only told (headroom, reasons, the sample of the scheduler) are taken as they are.
 * @param name where the text comes from, for the error
 * @param onRead told when the text is read and the check begins, which may take a while
 */
export function checkedPlan(name: string, text: string, onRead: () => void = () => {}): object {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new PlanRefused(`${name}: is no JSON: ${(error as Error).message}`);
  }
  // Loaded here: most programs only write plans.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Ajv }: { Ajv: typeof Schemas } = require('ajv');
  const isPlan = new Ajv({ allErrors: true, strict: false }).compile<object>(PLAN_SCHEMA);
  if (!isPlan(document)) {
    const faults = (isPlan.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
    throw new PlanRefused(listed(`${name}: is no plan of schema version 1 or 2`, faults));
  }
  onRead();
  const faults = verifyDocument(document);
  if (faults.length > 0) {
    throw new PlanRefused(listed(`${name}: the plan does not hold`, faults));
  }
  return document;
}

function listed(title: string, faults: readonly string[]): string {
  const more = faults.length > MOST_FAULTS ? [`  and ${faults.length - MOST_FAULTS} more`] : [];
  return [`${title}:`, ...faults.slice(0, MOST_FAULTS).map((fault) => `  ${fault}`), ...more].join('\n');
}
