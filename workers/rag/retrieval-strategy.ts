/**
 * `look_up` and `scan` filter first: both legs rank what may be found, all of it. The one looks up chunk and vector of
 * each product or document that passes, the other reads all of the tenant's once and keeps theirs. `walk` ranks first:
 * both legs go through everything, the best first, and take what may be found until they have enough; for vectors by the
 * tenant's own index.
 */
export type Strategy = 'look_up' | 'scan' | 'walk';

/*
 * Microseconds, fitted to what PostgreSQL took at 10,000 chunks, what all three do alike left out; at 50,000 their order
 * held for a diet. They were the slower searches of each (the 95th percentile), and only how they compare matters.
 */
const LOOK_UP_US = 19;
const READ_US = 1.3;
const KEEP_US = 5.5;
/** Where everything may be found; it takes as many times longer as less may. */
const WALK_US = 7_500;

/** The fastest way to search `all` chunks, of which about this share may be found. */
export function fastestStrategy(all: number, share: number): Strategy {
  const eligible = share * all;
  const lookUp = LOOK_UP_US * eligible;
  const scan = READ_US * all + KEEP_US * eligible;
  const walk = WALK_US / share;
  if (walk < Math.min(lookUp, scan)) return 'walk';
  return scan < lookUp ? 'scan' : 'look_up';
}
