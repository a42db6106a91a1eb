import { Diagnosis } from './diagnosis';
import { Strength } from './plan';
import { Reserved } from './reserved-attempt';

/** What stands behind a plan: it is as strong as the weakest of its parts. */
export function strengthOf({ robust }: Diagnosis, reserved?: Reserved): Strength {
  if (reserved && !reserved.rest) {
    return { kind: 'reserved' };
  }
  const measured = robust?.robustness;
  return { kind: 'free', ...(measured && { orders: measured.orders, fresh: 0, failed: measured.stranded }) };
}
