/** Deepest that an object of a configuration may be: what is deeper holds itself. */
const DEEPEST = 100;

/** Refuses what a file cannot say: functions, numbers that are none, objects of classes, and what holds itself. */
export function checkPlain(what: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    throw new Error(`${what}: content ${String(value)}: must be an object, a list or a text`);
  }
  check(what, value, 'content', 0);
}

function check(what: string, value: unknown, at: string, depth: number): void {
  if (depth > DEEPEST) {
    throw new Error(`${what}: content: is more than ${DEEPEST} deep, or holds itself`);
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) {
    return;
  }
  if (Array.isArray(value)) {
    value.forEach((inner, i) => check(what, inner, `${at}[${i}]`, depth + 1));
    return;
  }
  if (typeof value !== 'object' || ![Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    const shown = typeof value === 'object' ? value.constructor.name : String(value);
    throw new Error(`${what}: ${at} ${shown}: must be an object, a list, a text, a number, true or false`);
  }
  Object.entries(value).forEach(([key, inner]) => check(what, inner, `${at}.${key}`, depth + 1));
}
