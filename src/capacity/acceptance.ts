import { Acceptance, Finding, Severity } from './model';

/** As much of a finding as it takes to accept it. */
interface Acceptable {
  readonly code: string;
  readonly severity: Severity;
  readonly path: string;
  readonly paths?: readonly string[];
}

type Accepted<F> = F & Pick<Finding, 'accepted'>;

export interface WithAccepted<F> {
  readonly findings: readonly Accepted<F>[];
  /** Acceptances of errors that are facts. */
  readonly refused: readonly Acceptance[];
  /** Acceptances that match no finding. */
  readonly idle: readonly Acceptance[];
}

/** The findings, those that the user accepts as infos with the reason. One about many places has to be accepted for all of them. */
export function withAccepted<F extends Acceptable>(
  findings: readonly F[],
  accepted: readonly Acceptance[],
): WithAccepted<F> {
  const used = new Set<Acceptance>();
  const refused = new Set<Acceptance>();
  const lowered = findings.map((finding): Accepted<F> => {
    const places = placesOf(finding);
    const own = accepted.filter(({ code, path }) => code === finding.code && places.some((place) => isAt(place, path)));
    own.forEach((one) => used.add(one));
    if (own.length === 0 || !places.every((place) => own.some(({ path }) => isAt(place, path)))) {
      return finding;
    }
    if (finding.severity === 'error' && !own[0].errors) {
      own.forEach((one) => refused.add(one));
      return finding;
    }
    const reason = [...new Set(own.map((one) => one.reason))].join('; ');
    return { ...finding, severity: 'info', accepted: { severity: finding.severity, reason } };
  });
  return { findings: lowered, refused: [...refused], idle: accepted.filter((one) => !used.has(one)) };
}

/** The constructs that a finding is about. Where many equal sites are named, its path stands for all of them. */
function placesOf({ path, paths = [] }: Acceptable): readonly string[] {
  return paths.includes(path) ? paths : [path];
}

function isAt(place: string, path: string): boolean {
  return place === path || place.startsWith(`${path}/`);
}

/** What is wrong with acceptances; of those that match nothing only where a plan was tried in every way. */
export function acceptanceFindings({ refused, idle }: WithAccepted<Finding>): Finding[] {
  return [
    ...refused.map(({ code, path }): Finding => ({
      code: 'ACCEPTANCE_REFUSED',
      severity: 'error',
      path,
      message: `${code} cannot be accepted as an error: it says what does not fit or what would be refused, and no reason changes that`,
      cure: ['cure what it is about'],
    })),
    ...idle.map(({ code, path }): Finding => ({
      code: 'ACCEPTANCE_MATCHES_NOTHING',
      severity: 'error',
      path,
      message: `${code} at ${path} is accepted, and there is no such finding`,
      cure: ['take the acceptance out', 'the code and the path as the finding has them'],
    })),
  ];
}
