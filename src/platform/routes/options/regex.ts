import { Problems } from '../../../manifest/problems';

/** What RE2, the language of regular expressions of Envoy, has not: it would refuse the route, and all that its gateway serves. */
const NOT_IN_RE2 = /\(\?[=!]|\(\?<[=!]|\\[1-9]/;

/** Refuses expressions that Envoy does not take. */
export function checkRegex(problems: Problems, prop: string, value: string): void {
  problems.check(
    !NOT_IN_RE2.test(value) && isRegex(value),
    prop,
    value,
    'is no expression of RE2, which has no look-around and no back-references',
  );
}

function isRegex(value: string): boolean {
  try {
    return new RegExp(value, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
