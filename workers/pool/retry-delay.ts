const FIRST_CEILING_SECONDS = 2;
const MAX_DELAY_SECONDS = 300;
/** The longest pause of a dead-letter queue, whose hundred retries have to outlast a long outage of the database. */
export const MAX_LAST_NET_DELAY_SECONDS = 900;

/**
 * Seconds before the next delivery: full jitter under a doubling, capped ceiling. Source: Brooker, "Exponential Backoff
 * And Jitter", AWS Architecture Blog, 2015.
 * @param attempts Deliveries so far, from 1, as the Queue counts them.
 * @param random In [0, 1).
 */
export function retryDelaySeconds(attempts: number, random: number, maxSeconds: number = MAX_DELAY_SECONDS): number {
  const ceiling = Math.min(maxSeconds, FIRST_CEILING_SECONDS * 2 ** Math.min(Math.max(attempts, 1) - 1, 16));
  return Math.floor(random * (ceiling + 1));
}
