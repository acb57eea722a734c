import { PROBLEMS, type Problem, type ProblemCode } from '../../contracts/problem.ts';
import { RECENT_LOGIN_SECONDS } from '../../contracts/session.ts';
import type { StoredResponse } from '../../contracts/stored-response.ts';
import type { ProblemError } from './problem-error.ts';

/** The default `Retry-After` while a part of the system is away. */
const AWAY_RETRY_SECONDS = 5;

/** The RFC 9457 body, status and headers of a problem, as they go over the wire. */
export function problemResponse(error: ProblemError, requestId: string): StoredResponse {
  const { status, title } = PROBLEMS[error.code];
  const retryAfterSeconds = error.retryAfterSeconds ?? (status === 503 ? AWAY_RETRY_SECONDS : undefined);
  const problem: Problem = {
    type: `https://ragline.dev/problems/${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.message,
    request_id: requestId,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
    ...(error.quote === undefined ? {} : { quote: error.quote }),
  };
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
      ...(error.allow === undefined ? {} : { allow: error.allow }),
      ...(status === 401 ? { 'www-authenticate': challenge(error.code) } : {}),
    },
    body: JSON.stringify(problem),
  };
}

/** The scheme that a 401 must name (RFC 9110, section 11.6.1), and how recent a login must be (RFC 9470, section 3). */
function challenge(code: ProblemCode): string {
  const scheme = 'Bearer realm="ragline"';
  if (code !== 'reauthentication_required') return scheme;
  return `${scheme}, error="insufficient_user_authentication", max_age="${RECENT_LOGIN_SECONDS}"`;
}
