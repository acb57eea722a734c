import { z } from 'zod';
import { StatedError } from '../../contracts/stated-error.ts';
import { type Breakers, PLATFORM_HOSTS } from './breakers.ts';
import { CircuitOpenError } from './circuit-breaker.ts';
import type { Logger } from './logger.ts';
import { ProblemError } from './problem-error.ts';
import { readAtMost } from './read-at-most.ts';
import type { BOT_CHECK_VARIABLES } from './variables.ts';

/** The Turnstile endpoint and secret. */
export interface BotCheckConfig {
  secretKey: string;
  url: string;
}

/** @returns Undefined without a key: no token is required. */
export const botCheckConfig = (vars: z.output<z.ZodObject<typeof BOT_CHECK_VARIABLES>>): BotCheckConfig | undefined =>
  vars.TURNSTILE_SECRET_KEY === undefined
    ? undefined
    : { secretKey: vars.TURNSTILE_SECRET_KEY, url: vars.TURNSTILE_URL };

/** The verdict, or `unknown` when Turnstile could not be asked. */
export type BotVerdict = 'human' | 'unknown';

const TIMEOUT_MS = 3_000;
const MAX_ANSWER_BYTES = 16 * 1024;
const Answer = z.object({ success: z.boolean(), 'error-codes': z.array(z.string()).default([]) });
/** Error codes about our own request instead of the visitor. */
const OWN_FAULTS: ReadonlySet<string> = new Set(['missing-input-secret', 'invalid-input-secret', 'internal-error']);

/**
 * Verifies a token with Cloudflare Turnstile, behind a circuit breaker. The token never reaches a
 * log or an error. https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 * @param address The visitor's address; undefined when it is not known.
 * @returns `unknown` while Turnstile is away: the caller decides then.
 * @throws {ProblemError} `bot_check_failed` for a token that is missing, used, expired or invalid.
 */
export async function checkBot(
  { config, breakers, log }: { config: BotCheckConfig; breakers: Breakers; log: Pick<Logger, 'error'> },
  { token, address }: { token: string | undefined; address: string | undefined },
): Promise<BotVerdict> {
  if (token === undefined) throw failed('is missing: send the token that the Turnstile widget made');
  const answer = await breakers
    .run(PLATFORM_HOSTS.botCheck, () => ask(config, token, address))
    .catch((error: unknown) => {
      if (!(error instanceof CircuitOpenError)) log.error('bot_check_unavailable', { error });
      return undefined;
    });
  if (answer === undefined) return 'unknown';
  if (answer.success) return 'human';
  throw failed('is used, expired or unknown: let the Turnstile widget make another one');
}

async function ask({ secretKey, url }: BotCheckConfig, token: string, address: string | undefined) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      secret: secretKey,
      response: token,
      ...(address === undefined ? {} : { remoteip: address }),
    }),
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const parsed = Answer.safeParse(asJson(await readAtMost(MAX_ANSWER_BYTES, response.body)));
  if (!parsed.success)
    throw new StatedError(`Turnstile answered ${response.status} with something else than a verdict`);
  const fault = parsed.data['error-codes'].find((code) => OWN_FAULTS.has(code));
  if (fault !== undefined) throw new StatedError(`Turnstile refused our own request: ${fault}`);
  return parsed.data;
}

function asJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

const failed = (message: string): ProblemError =>
  new ProblemError('bot_check_failed', 'Show that you are a person: send a fresh turnstile_token.', {
    errors: [{ path: 'turnstile_token', message }],
  });
