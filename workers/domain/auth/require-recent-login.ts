import { RECENT_LOGIN_SECONDS } from '../../../contracts/session.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { Ctx } from '../context.ts';

/**
 * Guards changes that would turn a stolen access or refresh token into lasting access: a person must have given their
 * password in the last ten minutes. API keys are exempt, since they have no password: their scopes bound them.
 * Call it after `authorise`. RFC 9470.
 * @throws {ProblemError} `reauthentication_required`.
 */
export function requireRecentLogin({ principal, clock, authority }: Ctx): void {
  if (principal.kind === 'api_key' || authority === 'system') return;
  const nowSeconds = clock.now().getTime() / 1000;
  if (nowSeconds - (principal.authenticatedAt ?? 0) <= RECENT_LOGIN_SECONDS) return;
  throw new ProblemError(
    'reauthentication_required',
    'This change needs a login of the last 10 minutes. Send your password to POST /v1/auth/reauthenticate, then repeat the request with the new access token.',
  );
}
