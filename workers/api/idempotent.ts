import type { Context, TypedResponse } from 'hono';
import { IDEMPOTENCY_KEY } from '../../contracts/headers.ts';
import type { StoredResponse } from '../../contracts/stored-response.ts';
import { type IdempotentWork, keyReused, runOnce } from '../domain/idempotency/run-once.ts';
import { sha256Hex } from '../platform/ids.ts';
import { ProblemError } from '../platform/problem-error.ts';
import { callObject } from '../platform/tracing/call-object.ts';
import { type ApiEnv, ctxOf } from './api-env.ts';

const RETRY_AFTER_SECONDS = 1;

/**
 * Answers a POST that creates, at most once per `Idempotency-Key`. The gate keeps requests with one key from running
 * side by side; the key's row, written in the work's transaction, holds the response. Without a key, where none is
 * required, the work runs as it is.
 * @param input The validated body, which the key stands for together with the path's ids, without its secret.
 * @param secret A password in the request. It enters the fingerprint under a key of the server, because the fingerprint
 *   is a stored fast hash from which it could be guessed. Repeats from before a rotation of that key are refused.
 */
export async function idempotently(
  c: Context<ApiEnv>,
  { input, secret }: { input?: unknown; secret?: string },
  work: IdempotentWork,
): Promise<StoredTypedResponse> {
  const key = parseKey(c.req.header('idempotency-key'));
  const ctx = ctxOf(c);
  const { name: route, isKeyRequired } = c.get('operation');
  if (key === undefined) {
    if (isKeyRequired)
      throw new ProblemError(
        'idempotency_key_required',
        'Send an Idempotency-Key header with a new unique value for each order, and the same value when you retry.',
      );
    return toResponse(await work(ctx, crypto.randomUUID()), false);
  }

  const { tenantId, userId } = ctx.principal;
  const keyHash = await sha256Hex(key);
  const request = withPathIds(c.req.param(), input);
  const fingerprint = await sha256Hex(
    secret === undefined
      ? JSON.stringify(request)
      : JSON.stringify([request, await ctx.vault.fingerprint(JSON.stringify([tenantId, userId, keyHash, secret]))]),
  );
  let isReplay = false;
  let failure: unknown;
  const runWork = async (): Promise<StoredResponse> => {
    try {
      const outcome = await runOnce(ctx, { route, keyHash, fingerprint }, work);
      isReplay = outcome.isReplay;
      return outcome.response;
    } catch (error) {
      // RPC would strip it of its class and its code.
      failure = error;
      throw error;
    }
  };
  // Sixteen gates a tenant: enough that one busy tenant does not queue up behind a single object.
  const gate = c.env.IDEMPOTENCY_GATE.getByName(`${tenantId}:${keyHash.slice(0, 1)}`);
  const scope = `${userId} ${route} ${keyHash}`;
  const result = await callObject(ctx.spans, 'IdempotencyGate', 'run', async (span) => {
    // The gate calls the work back over RPC, which does not carry along what runs.
    const ran = await gate
      .run({ scope, fingerprint }, () => span.within(runWork))
      .catch((error: unknown) => {
        throw failure ?? error;
      });
    span.set({ 'ragline.idempotency.outcome': isReplay ? 'replayed' : ran.outcome });
    return ran;
  });
  // A gate of the release before answers from memory. The database says whether that is still true.
  const response = result.outcome === 'replayed' ? await runWork() : undefined;
  if (isReplay) ctx.metrics.count('ragline_idempotent_replays_total', 1, { route });
  switch (result.outcome) {
    case 'fresh':
    case 'replayed':
      return toResponse(response ?? result.response, isReplay);
    case 'mismatch':
      throw keyReused();
    case 'in_flight':
      throw new ProblemError(
        'request_in_progress',
        'A request with this Idempotency-Key is running. Repeat it for its result.',
        {
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        },
      );
  }
}

/** The same key with another id in the path is another request. */
function withPathIds(ids: Record<string, string>, input: unknown): unknown {
  if (Object.keys(ids).length === 0) return input ?? null;
  return input === undefined ? ids : [ids, input];
}

/** The key, bare or in quotes (the form of the IETF draft); 1 to 255 printable ASCII characters. */
function parseKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const trimmed = header.trim();
  const key = /^"(.*)"$/.exec(trimmed)?.[1] ?? trimmed;
  // A single quote mark is half of the quoted form: a client's bug, and the same key for all that have it.
  if (!IDEMPOTENCY_KEY.test(key) || key === '"') {
    throw new ProblemError('invalid_request', 'The Idempotency-Key is not valid.', {
      errors: [{ path: 'Idempotency-Key', message: 'must be 1 to 255 printable ASCII characters' }],
    });
  }
  return key;
}

/** Any of the responses that a route declares: stored bytes have no type, what made them had. */
type StoredTypedResponse = Response & TypedResponse<never, never, never>;

function toResponse(stored: StoredResponse, isReplay: boolean): StoredTypedResponse {
  const response = new Response(stored.body, {
    status: stored.status,
    headers: { ...stored.headers, ...(isReplay ? { 'idempotent-replayed': 'true' } : {}) },
  });
  return response as StoredTypedResponse;
}
