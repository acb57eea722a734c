import { and, eq, lt, sql } from 'drizzle-orm';
import type { StoredResponse } from '../../../contracts/stored-response.ts';
import { idempotencyKeys } from '../../../schema/tables/delivery.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { problemResponse } from '../../platform/problem-response.ts';
import { type Ctx, runEffects, SettledRefusal, scopeOf } from '../context.ts';

const IDEMPOTENCY_TTL_SECONDS = 24 * 60 * 60;

/** One use of a key: principal, route, and a hash of the request. */
export interface IdempotentRequest {
  route: string;
  /** SHA-256 of the key, in hex. */
  keyHash: string;
  /** SHA-256 of the validated request, in hex. */
  fingerprint: string;
}

/** Work under a key. It gets a context joined to the key's transaction, and an id for this attempt under the key. */
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
  const { tenantId, userId } = ctx.principal;
  const scope = { tenantId, principalId: userId, route: request.route, keyHash: request.keyHash };
  const isScope = and(
    eq(idempotencyKeys.tenantId, tenantId),
    eq(idempotencyKeys.principalId, userId),
    eq(idempotencyKeys.route, request.route),
    eq(idempotencyKeys.keyHash, request.keyHash),
  );
  const now = ctx.clock.now();
  const expired = new Date(now.getTime() - IDEMPOTENCY_TTL_SECONDS * 1000);
  const claimRow = { ...scope, fingerprint: request.fingerprint, createdAt: now };
  /** Takes the key, or a key that has expired; waits for a running transaction that holds it. */
  const claim = {
    target: [idempotencyKeys.tenantId, idempotencyKeys.principalId, idempotencyKeys.route, idempotencyKeys.keyHash],
    setWhere: lt(idempotencyKeys.createdAt, expired),
  };

  const effects: Array<() => void | Promise<void>> = [];
  try {
    const outcome = await ctx.db.transaction(scopeOf(ctx), async (tx, end) => {
      effects.length = 0;
      const claimed = await tx
        .insert(idempotencyKeys)
        .values(claimRow)
        .onConflictDoUpdate({ ...claim, set: { fingerprint: request.fingerprint, response: null, createdAt: now } })
        .returning({ keyHash: idempotencyKeys.keyHash });
      if (claimed.length === 0) {
        const [stored] = await end.last(() => tx.select().from(idempotencyKeys).where(isScope));
        return { response: replayable(stored, request.fingerprint), isReplay: true };
      }
      const claimName = `${request.keyHash}:${now.getTime()}`;
      const response = await work({ ...ctx, joined: { tx, afterCommit: effects } }, claimName);
      await end.last(() => tx.update(idempotencyKeys).set({ response }).where(isScope));
      return { response, isReplay: false };
    });
    await runEffects(effects);
    return outcome;
  } catch (error) {
    if (!(error instanceof ProblemError) || !isRemembered(error)) throw error;
    return await rememberRefusal(error);
  }

  /** Another Worker may have stored a response under the key meanwhile: that one counts. */
  async function rememberRefusal(refusal: ProblemError): Promise<{ response: StoredResponse; isReplay: boolean }> {
    const refusalEffects: Array<() => void | Promise<void>> = [];
    const outcome = await ctx.db.transaction(scopeOf(ctx), async (tx, end) => {
      refusalEffects.length = 0;
      const claimed = await tx
        .insert(idempotencyKeys)
        .values({ ...claimRow, response: problemResponse(refusal, ctx.trace.requestId) })
        .onConflictDoUpdate({
          ...claim,
          set: { fingerprint: request.fingerprint, response: sql`excluded.response`, createdAt: now },
        })
        .returning({ response: idempotencyKeys.response });
      if (claimed.length === 0) {
        const [stored] = await end.last(() => tx.select().from(idempotencyKeys).where(isScope));
        return { response: replayable(stored, request.fingerprint), isReplay: true };
      }
      if (!(refusal instanceof SettledRefusal)) {
        return { response: problemResponse(refusal, ctx.trace.requestId), isReplay: false };
      }
      const settled = await refusal.settle({ ...ctx, joined: { tx, afterCommit: refusalEffects } });
      const response = problemResponse(settled, ctx.trace.requestId);
      await end.last(() => tx.update(idempotencyKeys).set({ response }).where(isScope));
      return { response, isReplay: false };
    });
    await runEffects(refusalEffects);
    return outcome;
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
