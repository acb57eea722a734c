import type { Context } from 'hono';
import type { LoginRequest } from '../../contracts/identity.ts';
import type { RateLimit } from '../../contracts/plan.ts';
import { callerAddress } from '../platform/caller-address.ts';
import { sha256Hex } from '../platform/ids.ts';
import { ProblemError } from '../platform/problem-error.ts';
import type { ApiEnv } from './api-env.ts';
import { enforceQuotas, restoreTokens } from './rate-limits.ts';

/** Attempts of an address, right or wrong: each costs a tenth of a second of hashing. */
const ATTEMPTS: RateLimit = { limit: 60, windowSeconds: 60 };
/** Failures of an address over all accounts, against password spraying. */
const ADDRESS_FAILURES: RateLimit = { limit: 50, windowSeconds: 600 };
/** Failures at one account from one address: five, then one a minute. */
const ACCOUNT_FAILURES_HERE: RateLimit = { limit: 5, windowSeconds: 300 };
/**
 * Failures at one account from everywhere: fifty, then one every thirty seconds. Once it is used up, each address that
 * has not failed lately still gets its first guess, so that others' failures do not keep the account's owner out.
 */
const ACCOUNT_FAILURES: RateLimit = { limit: 50, windowSeconds: 1_500 };
/** Failures at one account in a day, first guesses included: bounds a guesser with thousands of addresses. */
const ACCOUNT_FAILURES_A_DAY: RateLimit = { limit: 1_000, windowSeconds: 86_400 };

/** An account as a request names it, whether it exists or not. */
type NamedAccount = Pick<LoginRequest, 'tenant_slug' | 'email'>;

/**
 * Runs a login, or another password check, within the limits of logins. A failure is counted before the password is
 * checked, so that parallel guesses cannot outrun the count and a refused one costs no hashing; success returns the
 * tokens to the bucket. Limits apply to the account that the request names, whether it exists or not. While the limiter
 * is unreachable all logins are refused, because guesses would be unlimited; open sessions continue.
 * @throws {ProblemError} `rate_limited`, `unavailable`, or what `logIn` throws; `invalid_credentials` is the failure
 *   that counts.
 */
export async function throttledLogin<T>(c: Context<ApiEnv>, input: NamedAccount, logIn: () => Promise<T>): Promise<T> {
  const address = callerAddress(c.req);
  const addressLimiter = `address:${address}`;
  await enforceQuotas(c, {
    limiter: addressLimiter,
    quotas: [
      { policy: 'login', bucket: 'login', ...ATTEMPTS },
      { policy: 'login-failures', bucket: 'login-failures', ...ADDRESS_FAILURES },
    ],
    whenAway: 'closed',
  });
  const { limiter, here, anywhere, aDay } = await accountQuotas(input, address);
  const taken = await enforceQuotas(c, {
    limiter,
    quotas: [here, anywhere, aDay],
    // The bucket of an address that has not failed lately is full, so this lets it guess once.
    orElse: [{ ...here, isTakenWhole: true }, aDay],
    whenAway: 'closed',
    // The remaining tokens would reveal whether the owner has just logged in.
    isAdvertised: false,
  });

  let isFailure = false;
  try {
    const session = await logIn();
    // The day's count stays: the owner's login must not give a guesser another day's guesses.
    await restoreTokens(c, limiter, [
      { bucket: here.bucket },
      { bucket: anywhere.bucket },
      { bucket: aDay.bucket, amount: 1 },
    ]);
    return session;
  } catch (error) {
    isFailure = error instanceof ProblemError && error.code === 'invalid_credentials';
    if (!isFailure) {
      await restoreTokens(
        c,
        limiter,
        (taken ?? []).map(({ quota: { bucket, isTakenWhole } }) => (isTakenWhole ? { bucket } : { bucket, amount: 1 })),
      );
    }
    throw error;
  } finally {
    // Only one token: an attacker with an account must not reset the address by logging in between guesses.
    if (!isFailure) await restoreTokens(c, addressLimiter, [{ bucket: 'login-failures', amount: 1 }]);
  }
}

async function accountQuotas(input: NamedAccount, address: string) {
  // Normalised as the verb does, so that another spelling of an account has no bucket of its own.
  const named = [input.tenant_slug.trim().toLowerCase(), input.email.trim().toLowerCase()];
  const account = await sha256Hex(JSON.stringify(named));
  const accountHere = await sha256Hex(JSON.stringify([...named, address]));
  return {
    // One limiter per first two digits, so that made-up accounts create no objects.
    limiter: `accounts:${account.slice(0, 2)}`,
    here: { policy: 'account-failures', bucket: accountHere, ...ACCOUNT_FAILURES_HERE },
    anywhere: { policy: 'account-failures-anywhere', bucket: account, ...ACCOUNT_FAILURES },
    aDay: { policy: 'account-failures-a-day', bucket: `${account} day`, ...ACCOUNT_FAILURES_A_DAY },
  };
}
