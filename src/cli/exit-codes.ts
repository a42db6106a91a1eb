/** What the command says by its exit code. */
export const EXIT = {
  ok: 0,
  internal: 1,
  differences: 2,
  invalidInput: 3,
  infeasible: 4,
  gate: 5,
} as const;

/** Input that the user has to correct: exit code 3, and no stack. */
export class InvalidInput extends Error {}
