import { Finding } from '../../../capacity/model';
import { ReadObject } from '../description';

/** What of an object or its pods the API server does not take, in its words, and what it takes. */
export interface ShapeFault {
  readonly text: string;
  readonly cure: string;
}

/** A fault where something is so. */
export function faultIf(isSo: boolean, text: string, cure: string): ShapeFault[] {
  return isSo ? [{ text, cure }] : [];
}

/** A word that is none of those that a field takes. */
export function wordFault(field: string, given: unknown, words: readonly string[], isRequired = false): ShapeFault[] {
  return given === undefined || given === null
    ? faultIf(isRequired, `${field}: supported values: ${words.join(', ')}`, `${field}: ${words[0]}`)
    : faultIf(
        !words.includes(given as string),
        `${field}: Unsupported value ${JSON.stringify(given)}: supported values: ${words.join(', ')}`,
        `${field}: ${words.join(' or ')}`,
      );
}

/** A count or share of pods: a whole number of at least 0, or a percentage (k8s.io/kubernetes ValidatePositiveIntOrPercent). */
export function countOrShareFault(field: string, given: unknown, most = Infinity): ShapeFault[] {
  if (given === undefined || given === null) {
    return [];
  }
  const shown = JSON.stringify(given);
  if (typeof given === 'string') {
    const percent = /^(\d+)%$/.exec(given);
    return percent
      ? faultIf(
          Number(percent[1]) > most,
          `${field} ${shown}: must not be greater than ${most}%`,
          `${field}: '${most}%'`,
        )
      : faultIf(
          true,
          `${field} ${shown}: must be an integer or percentage`,
          `${field}: ${/^\d+$/.test(given) ? given : "a whole number, or a percentage such as '25%'"}`,
        );
  }
  return faultIf(
    !Number.isInteger(given) || (given as number) < 0,
    `${field} ${shown}: must be greater than or equal to 0`,
    `${field}: a whole number of at least 0`,
  );
}

/** The finding of an object that the API server does not take; none without a fault. */
export function refusedShape(code: string, { path, json }: ReadObject, faults: readonly ShapeFault[]): Finding[] {
  return faults.length === 0
    ? []
    : [
        {
          code,
          severity: 'error',
          path,
          message: `the API server refuses ${json.kind} ${json.metadata?.name}: ${faults.map(({ text }) => text).join('; ')}`,
          cure: [[...new Set(faults.map(({ cure }) => cure))].join(', and ')],
        },
      ];
}
