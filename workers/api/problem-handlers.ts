import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ProblemCode } from '../../contracts/problem.ts';
import { isDatabaseAway, isTransient } from '../platform/postgres-error.ts';
import { ProblemError } from '../platform/problem-error.ts';
import { problemResponse } from '../platform/problem-response.ts';
import type { ApiEnv } from './api-env.ts';
import { allowedMethods, literalMethods, type Routed } from './method-not-allowed.ts';

const DATABASE_RETRY_SECONDS = 2;

/** Refusals that matter when an attack is investigated. */
const ACCESS_REFUSALS: ReadonlySet<ProblemCode> = new Set([
  ...([
    'unauthenticated',
    'token_expired',
    'session_ended',
    'reauthentication_required',
    'invalid_credentials',
    'forbidden',
    'tenant_suspended',
    'rate_limited',
  ] as const),
]);

/** Every error becomes a problem. What is not one of ours is logged and answered generically. */
export const onError =
  (app: Routed): ErrorHandler<ApiEnv> =>
  (error, c) => {
    const problem = toProblem(error);
    // `GET /v1/dead-letters/replay` runs into `/v1/dead-letters/{id}`: the fault is the method, not that id.
    if (problem.code === 'invalid_request') {
      const methods = literalMethods(app, c.req.path);
      const method = c.req.method === 'HEAD' ? 'GET' : c.req.method;
      if (methods.length > 0 && !methods.includes(method)) return respond(c, methodNotAllowed(methods));
    }
    if (ACCESS_REFUSALS.has(problem.code)) logRefusal(c, problem.code);
    if (problem.code === 'tenant_suspended') endChannels(c, problem);
    if (problem.status >= 500) c.get('services').log.error('request_failed', { error, path: c.req.path });
    return respond(c, problem);
  };

/** 405 where another method would be taken, else 404. */
export const onNotFound =
  (app: Routed) =>
  (c: Context<ApiEnv>): Response => {
    const methods = allowedMethods(app, c.req.path);
    if (methods.length === 0)
      return respond(
        c,
        new ProblemError('not_found', 'No resource exists at this path. The reference at /docs lists all paths.'),
      );
    return respond(c, methodNotAllowed(methods));
  };

function methodNotAllowed(methods: string[]): ProblemError {
  const allow = methods.join(', ');
  return new ProblemError('method_not_allowed', `This resource supports ${allow}.`, { allow });
}

/** Logs neither the presented token nor the account's name. */
function logRefusal(c: Context<ApiEnv>, code: ProblemCode): void {
  const principal: ApiEnv['Variables']['principal'] | undefined = c.get('principal');
  const who = principal === undefined ? {} : { tenant_id: principal.tenantId, user_id: principal.userId };
  c.get('services').log.info('access_refused', { code, method: c.req.method, path: c.req.path, ...who });
}

/**
 * Closes the channels of a suspended tenant. The operator suspends it in the database, without its hub. The first
 * requests that the database refuses tell the hub; later ones are refused from memory.
 */
function endChannels(c: Context<ApiEnv>, { cause }: ProblemError): void {
  const principal: ApiEnv['Variables']['principal'] | undefined = c.get('principal');
  if (cause !== undefined && principal !== undefined) c.get('services').nudgeRevocations(principal.tenantId);
}

function toProblem(error: Error): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof HTTPException) {
    if (error.status === 415)
      return new ProblemError('unsupported_media_type', 'Send `Content-Type: application/json`.');
    if (error.status === 413)
      return new ProblemError('payload_too_large', 'The body is too large. Send a smaller one.');
    if (error.status < 500)
      return new ProblemError('malformed_request', error.message || 'The request could not be read.');
  }
  if (isDatabaseAway(error) || isTransient(error)) {
    return new ProblemError('unavailable', 'The database cannot process the request. Retry in a moment.', {
      retryAfterSeconds: DATABASE_RETRY_SECONDS,
    });
  }
  return new ProblemError('internal', 'An unexpected error occurred. Quote request_id when you report it.');
}

function respond(c: Context<ApiEnv>, problem: ProblemError): Response {
  const { status, headers, body } = problemResponse(problem, c.get('services').trace.requestId);
  return new Response(body, { status, headers });
}
