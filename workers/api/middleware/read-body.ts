import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { findUnstorable } from '../../../contracts/text.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { invalidRequest } from '../../platform/router.ts';
import type { ApiEnv } from '../api-env.ts';

export const MAX_BODY_BYTES = 1024 * 1024;

/** Refuses a body over 1 MiB before it is read whole. */
export const limitBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw new ProblemError('payload_too_large', `A body may have ${MAX_BODY_BYTES} bytes.`);
  },
});

/** Reads a JSON body once and refuses what is no JSON, or holds text that cannot be stored. */
export const checkBody = createMiddleware<ApiEnv>(async (c, next) => {
  // Whatever a later step might read as JSON, and not `application/json` alone.
  if (/^application\/(?:[a-z.-]+\+)?json/i.test(c.req.header('content-type') ?? '')) {
    let body: unknown;
    try {
      body = await c.req.json();
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      throw new ProblemError('malformed_request', 'The body is not JSON.');
    }
    refuseUnstorable(body);
  }
  refuseUnstorable(c.req.queries());
  await next();
});

function refuseUnstorable(value: unknown): void {
  const fault = findUnstorable(value);
  if (fault !== undefined) throw invalidRequest([fault]);
}
