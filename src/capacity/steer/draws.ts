const MODULUS = 2 ** 31 - 1;
const BASE = 1_000_003;

/** A seed that follows from what it is drawn for: other nodes, another sample or another order have another one. */
export function drawSeed(what: readonly (string | number)[]): number {
  return [...what.join('|')].reduce((hash, character) => (hash * BASE + character.charCodeAt(0)) % MODULUS, 1);
}
