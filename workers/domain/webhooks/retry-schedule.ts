/** Seconds before each further attempt: 3 days and 4 hours in all. Standard Webhooks, “Deliverability and reliability”. */
const PAUSES_SECONDS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/** The first attempt, and one after each pause. */
export const MAX_ATTEMPTS = PAUSES_SECONDS.length + 1;
/** Pauses vary by this share either way, so that simultaneous failures are not retried together. */
const JITTER = 0.1;
/** The longest `Retry-After` that is honoured. */
const MAX_RETRY_AFTER_SECONDS = 24 * 60 * 60;

/**
 * Seconds until the next attempt; undefined after the last one.
 * @param attempts Failed attempts, from 1.
 * @param random In [0, 1).
 * @param retryAfterSeconds The receiver's request: the pause is at least this long, up to a day.
 * @param scale Multiplies the schedule's pause.
 */
export function pauseSeconds(attempts: number, random: number, retryAfterSeconds = 0, scale = 1): number | undefined {
  const pause = PAUSES_SECONDS[attempts - 1];
  if (pause === undefined) return undefined;
  return Math.max(
    scale * pause * (1 - JITTER + 2 * JITTER * random),
    Math.min(retryAfterSeconds, MAX_RETRY_AFTER_SECONDS),
  );
}

/**
 * Parses `Retry-After` of a 429 or 503, in seconds from now; undefined when it is missing or invalid. RFC 9110, section
 * 10.2.3.
 */
export function retryAfterSeconds(status: number, header: string | undefined, now: Date): number | undefined {
  if (header === undefined || (status !== 429 && status !== 503)) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header.trim());
  const at = /^\s*[A-Z][a-z]{2,8},? /.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, (at - now.getTime()) / 1000);
}
