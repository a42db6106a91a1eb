export type Severity = 'error' | 'warning' | 'info';

/** Something the user should know about the plan. Codes are stable and listed in docs/findings.md. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** Construct path of what the finding is about. */
  readonly path: string;
  /** The first of the equal edge sites that it is about. */
  readonly site?: string;
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  /** Props that conflict, as few as explain it: without any one of them everything fits. */
  readonly conflict?: readonly string[];
  /** How many places it is about, and which, where several say the same. */
  readonly count?: number;
  readonly paths?: readonly string[];
  /** Changes that cure it, smallest first; each was verified by planning again where it says so in docs/findings.md. */
  readonly cure?: readonly string[];
  /** True where it names something that the plan does not cover: the plan then holds for what it sees, and says so. */
  readonly uncovered?: true;
  /** Why its user takes it as it is, and what it was before: then it is an info. */
  readonly accepted?: { readonly severity: Severity; readonly reason: string };
}

/** A finding that the user takes as it is. */
export interface Acceptance {
  readonly code: string;
  /** Construct path of what it is about, or of a construct around it. */
  readonly path: string;
  readonly reason: string;
  /** True where the code may be accepted as an error too: it is about what somebody wants, not about what is. */
  readonly errors: boolean;
}
