import { and, eq } from 'drizzle-orm';
import type { StoredResponse } from '../../../contracts/stored-response.ts';
import { idempotencyKeys } from '../../../schema/tables/delivery.ts';
import { KeyTakenError } from '../../platform/key-claim.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { problemResponse } from '../../platform/problem-response.ts';
import { type Ctx, joinedTo, read, runEffects, SettledRefusal, scopeOf } from '../context.ts';

const IDEMPOTENCY_TTL_SECONDS = 24 * 60 * 60;

/** A use of a key: principal, route, and a hash of the request. */
export interface IdempotentRequest {
  route: string;
  /** SHA-256 of the key, in hex. */
  keyHash: string;
  /** SHA-256 of the validated request, in hex. */
  fingerprint: string;
}

/**
 * Work under a key. It gets a context joined to the key's transaction, and an id for this attempt under the key. It
 * starts before the database has said whether the key is free. When it is not, the work gets no answer, and its result
 * is discarded.
 */
export type IdempotentWork = (ctx: Ctx, claim: string) => Promise<StoredResponse>;

/**
 * Runs the work at most once for the principal's key and remembers its response in the work's own transaction, so
 * that a crash at any point leaves both or neither. A refusal (4xx) is remembered too, after its rollback; an
 * unexpected error (5xx) is not, nor that the principal may not act any more (401).
 * @returns The response, and whether it was given before.
 * @throws {ProblemError} `idempotency_key_reused` when the key came with another request.
 */
export async function runOnce(
  ctx: Ctx,
  request: IdempotentRequest,
  work: IdempotentWork,
): Promise<{ response: StoredResponse; isReplay: boolean }> {
  const { tenantId, userId: principalId } = ctx.principal;
  const isScope = and(
    eq(idempotencyKeys.tenantId, tenantId),
    eq(idempotencyKeys.principalId, principalId),
    eq(idempotencyKeys.route, request.route),
    eq(idempotencyKeys.keyHash, request.keyHash),
  );
  const at = ctx.clock.now();
  const expiredBefore = new Date(at.getTime() - IDEMPOTENCY_TTL_SECONDS * 1000);
  const scope = { ...scopeOf(ctx), claim: { ...request, principalId, at, expiredBefore } };
  try {
    const claimName = `${request.keyHash}:${at.getTime()}`;
    const response = await runClaimed((joined) => work(joined, claimName)).catch(async (error: unknown) => {
      if (!(error instanceof ProblemError) || !isRemembered(error)) throw error;
      // Another Worker may have stored a response under the key. Return that one.
      return await runClaimed(async (joined) => {
        const settled = error instanceof SettledRefusal ? await error.settle(joined) : error;
        return problemResponse(settled, ctx.trace.requestId);
      });
    });
    return { response, isReplay: false };
  } catch (error) {
    if (!(error instanceof KeyTakenError)) throw error;
    const [stored] = await read(ctx, ({ tx }) => tx.select().from(idempotencyKeys).where(isScope));
    return { response: replayable(stored, request.fingerprint), isReplay: true };
  }

  /**
   * Takes the key with `BEGIN`, so what the work sends first need not wait for it, and stores the response with
   * `COMMIT`.
   */
  async function runClaimed(answer: (joined: Ctx) => Promise<StoredResponse>): Promise<StoredResponse> {
    const effects: Array<() => void | Promise<void>> = [];
    const response = await ctx.db.transaction(scope, async (tx, end) => {
      effects.length = 0;
      const made = await answer(
        joinedTo(ctx, {
          ...{ tx, tenantId, afterCommit: (effect) => effects.push(effect) },
          ...{ send: (query) => end.send(query), last: (query) => end.last(query) },
        }),
      );
      await end.last(() => tx.update(idempotencyKeys).set({ response: made }).where(isScope));
      return made;
    });
    await runEffects(effects);
    return response;
  }
}

/** Problems that another caller, or a later call, would not get are not stored. */
const isRemembered = ({ status, code }: ProblemError): boolean =>
  status < 500 && status !== 401 && code !== 'idempotency_key_reused';

function replayable(stored: typeof idempotencyKeys.$inferSelect | undefined, fingerprint: string): StoredResponse {
  if (stored?.response == null) throw new Error('a committed idempotency key has no response');
  if (stored.fingerprint !== fingerprint) throw keyReused();
  return stored.response;
}

export const keyReused = (): ProblemError =>
  new ProblemError(
    'idempotency_key_reused',
    'The Idempotency-Key was used with a different request. Send a new unique value.',
    {
      errors: [{ path: 'Idempotency-Key', message: 'was used with a different body' }],
    },
  );
