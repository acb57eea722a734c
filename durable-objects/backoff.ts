const FIRST_DELAY_MS = 200;
export const MAX_DELAY_MS = 5_000;

/**
 * How long to wait after the n-th failure in a row: doubles up to a cap, with the upper half random, so that many
 * objects that lost the same database do not come back in step. Never near zero, so never a hot loop.
 * @param random In [0, 1).
 */
export function backoffMs(failures: number, random: number): number {
  const ceiling = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 16));
  return Math.round(ceiling * (0.5 + 0.5 * random));
}
