/** What is wrong where a program has this package twice: each copy has classes of its own, and knows nothing of the other's. */
export function ofAnotherCopy(path: string, what: string): Error {
  return new Error(
    `[${path}] ${what} was made by another copy of cdk8s-autonomous: there are two of them in this program, and one plan needs one; ` +
      '`npm ls cdk8s-autonomous` shows both, `npm dedupe` or the same version everywhere leaves one',
  );
}
