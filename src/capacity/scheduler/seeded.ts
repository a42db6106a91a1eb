const MODULUS = 2 ** 31 - 1;
const MULTIPLIER = 48_271;
/** With these the product is taken by whole numbers of 31 bits (Schrage), which is many times faster than the remainder of a large one. */
const QUOTIENT = Math.floor(MODULUS / MULTIPLIER);
const REMAINDER = MODULUS % MULTIPLIER;
/** Draws after which neighbouring seeds have nothing in common. */
const WARM_UP = 20;

/** A seeded generator (Park and Miller): numbers from 0 to 1 that are the same for the same seed, everywhere. */
export function seeded(seed: number): () => number {
  let state = (Math.abs(Math.floor(seed)) % (MODULUS - 1)) + 1;
  const next = () => {
    const high = Math.floor(state / QUOTIENT);
    state = MULTIPLIER * (state - high * QUOTIENT) - REMAINDER * high;
    state += state <= 0 ? MODULUS : 0;
    return (state - 1) / (MODULUS - 1);
  };
  for (let i = 0; i < WARM_UP; i++) {
    next();
  }
  return next;
}
