import { sql } from 'drizzle-orm';
import type { CommittedEvent } from '../../contracts/event.ts';
import { isAllowed, type Permission, type Principal } from '../../contracts/identity.ts';
import type { ProblemCode } from '../../contracts/problem.ts';
import { StatedError } from '../../contracts/stated-error.ts';
import type { Breakers } from '../platform/breakers.ts';
import type { Cache } from '../platform/cache.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Database, Scope, Tx } from '../platform/database.ts';
import type { Embedder } from '../platform/embedder.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { TransactionEnd } from '../platform/pipelined-transaction.ts';
import { ProblemError } from '../platform/problem-error.ts';
import type { Reranker } from '../platform/reranker.ts';
import type { SecretVault } from '../platform/secret-vault.ts';
import type { Tokens } from '../platform/tokens.ts';
import type { Trace } from '../platform/trace.ts';
import type { Spans } from '../platform/tracing/spans.ts';

/** The services of every verb, created once an invocation at the composition root. */
export interface Services {
  db: Database;
  cache: Cache;
  breakers: Breakers;
  /** Undefined: none is configured. */
  reranker?: Reranker | undefined;
  tokens: Tokens;
  vault: SecretVault;
  /** The parsed environment. */
  config: Config;
  /** Turns texts into vectors. */
  embedder: Embedder;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  trace: Trace;
  spans: Spans;
  /**
   * Tells the tenant's hub that its outbox has rows. Losing the call costs time, never an event.
   * @param first A committed event that is the first of its aggregate, for the hub to deliver at once.
   */
  nudgeRelay(tenantId: string, first?: CommittedEvent): void;
  /** Tells the tenant's hub that channels are to be closed. Losing the call costs time, never the revocation. */
  nudgeRevocations(tenantId: string): void;
  /** Tells the worker pool that the tenant has chunks without an embedding. The call may be lost. */
  nudgeIndexer(tenantId: string): void;
  /** Tells the worker pool that a job has work to do. The call may be lost. */
  nudgeJob(tenantId: string, jobId: string): void;
  /** Sends messages to the queue of this name, in order. Rejects when the queue is unknown or did not take all. */
  requeue(queue: string, bodies: readonly object[]): Promise<void>;
  /**
   * Tells the worker pool that a webhook endpoint has something to send, now or then. The call may be lost.
   * @param cause The trace of what is to be sent, where that is not the invocation's.
   */
  nudgeWebhook(tenantId: string, endpointId: string, delaySeconds?: number, cause?: Trace): void;
}

/** A verb's services and the actor. */
export interface Ctx extends Services {
  principal: Principal;
  /**
   * The authority of the actor: its own session, key or guest token unless set. `account`: a job that runs later, while
   * its account may still do the work. `system`: work that the system starts.
   */
  authority?: 'account' | 'system';
  /** The caller's, as `callerAddress` returns it; absent where no request is answered. */
  address?: string;
  /** An open transaction of the caller's that the verb joins; its effects outside wait for the caller's commit. */
  joined?: Pick<UnitOfWork, 'tx' | 'send' | 'afterCommit'>;
}

/** @throws {ProblemError} `forbidden` unless one of the principal's roles holds the permission. */
export function authorise(ctx: Ctx, permission: Permission): void {
  if (!isAllowed(ctx.principal, permission)) {
    throw new ProblemError(
      'forbidden',
      `This needs the permission ${permission}, which this account or API key does not have.`,
    );
  }
}

/** The transaction scope of a context, with which the database refuses an actor whose rights have ended. */
export function scopeOf({ principal, authority }: Pick<Ctx, 'principal' | 'authority'>): Exclude<Scope, 'system'> {
  if (authority === 'system') return { systemWorkIn: principal.tenantId };
  return { actor: { principal, proof: authority ?? 'session' } };
}

/**
 * Checks the actor for answers that need no other query.
 * @throws {ProblemError} `session_ended` or `unauthenticated` when the principal may no longer act.
 */
export async function requireActor(ctx: Ctx): Promise<void> {
  await read(ctx, ({ tx }) => tx.execute(sql`SELECT`));
}

/** Reads and writes rows of the tenant. */
export interface Unit {
  tx: Tx;
  tenantId: string;
}

/** The transaction of a verb, and where it leaves what must happen once its rows are committed. */
export interface UnitOfWork extends Unit, TransactionEnd {
  afterCommit(effect: () => void | Promise<void>): void;
}

/**
 * A refusal that still writes. After the rollback, the owner of the transaction calls `settle` in another transaction
 * (one that its context has joined, or its own), and answers with the returned problem.
 */
export class SettledRefusal extends ProblemError {
  readonly settle: (ctx: Ctx) => Promise<ProblemError>;

  constructor(code: ProblemCode, detail: string, settle: (ctx: Ctx) => Promise<ProblemError>) {
    super(code, detail);
    this.settle = settle;
  }
}

/**
 * Runs `work` in the caller's transaction when the verb joined one, else in its own. Effects left with
 * `afterCommit` run once the rows are committed and never otherwise, also when the transaction was run again.
 */
export async function inTransaction<T>(ctx: Ctx, work: (unit: UnitOfWork) => Promise<T>): Promise<T> {
  const { tenantId } = ctx.principal;
  const { joined } = ctx;
  if (joined !== undefined) {
    const { tx, send, afterCommit } = joined;
    return await work({
      ...{ tx, tenantId, send, afterCommit },
      last: async (query) => await query(),
    });
  }
  let effects: Array<() => void | Promise<void>> = [];
  const result = await ctx.db
    .transaction(scopeOf(ctx), (tx, end) => {
      effects = [];
      return work({
        ...{ tx, tenantId },
        afterCommit: (effect) => effects.push(effect),
        send: (query) => end.send(query),
        last: (query) => end.last(query),
      });
    })
    .catch(async (error: unknown) => {
      throw error instanceof SettledRefusal ? await error.settle(ctx) : error;
    });
  await runEffects(effects);
  return result;
}

/** The context of verbs that join an open transaction. Their effects outside are those of the transaction. */
export const joinedTo = (ctx: Ctx, { tx, send, afterCommit }: UnitOfWork): Ctx => ({
  ...ctx,
  joined: { tx, send, afterCommit },
});

/**
 * Runs one statement that reads: in the caller's transaction when the verb joined one, else in one round trip.
 * @param query Makes one statement and no more. It may run twice.
 */
export async function read<T>(ctx: Ctx, query: (unit: Unit) => Promise<T>): Promise<T> {
  const { tenantId } = ctx.principal;
  if (ctx.joined !== undefined) return await query({ tx: ctx.joined.tx, tenantId });
  return await ctx.db.single(scopeOf(ctx), (tx) => query({ tx, tenantId }));
}

/**
 * Runs statements that only read, in one transaction: the caller's when the verb joined one.
 * @param work Gets its unit, and a context for verbs that read in it too. It may run twice.
 */
export async function reading<T>(ctx: Ctx, work: (unit: Unit, within: Ctx) => Promise<T>): Promise<T> {
  const { tenantId } = ctx.principal;
  if (ctx.joined !== undefined) return await work({ tx: ctx.joined.tx, tenantId }, ctx);
  return await ctx.db.reading(scopeOf(ctx), (tx) =>
    work({ tx, tenantId }, { ...ctx, joined: { tx, send: writeNothing, afterCommit: writeNothing } }),
  );
}

function writeNothing(): never {
  throw new StatedError('a transaction that reads was asked to write');
}

export async function runEffects(effects: ReadonlyArray<() => void | Promise<void>>): Promise<void> {
  for (const effect of effects) await effect();
}
