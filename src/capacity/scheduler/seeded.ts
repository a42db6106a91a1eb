const MODULUS = 2 ** 31 - 1;
const MULTIPLIER = 48_271;
/** Draws after which neighbouring seeds have nothing in common. */
const WARM_UP = 20;

/** A seeded generator (Park and Miller): numbers from 0 to 1 that are the same for the same seed, everywhere. */
export function seeded(seed: number): () => number {
  let state = (Math.abs(Math.floor(seed)) % (MODULUS - 1)) + 1;
  const next = () => {
    state = (state * MULTIPLIER) % MODULUS;
    return (state - 1) / (MODULUS - 1);
  };
  for (let i = 0; i < WARM_UP; i++) {
    next();
  }
  return next;
}
