import { and, eq, isNull, sql } from 'drizzle-orm';
import { loginOf } from '../../../contracts/identity.ts';
import type { ChangePassword, Reauthenticated } from '../../../contracts/session.ts';
import { sessions, users } from '../../../schema/tables/tenants.ts';
import { hashPassword, verifyPassword } from '../../platform/passwords.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { ACCESS_TOKEN_TTL_SECONDS } from '../../platform/tokens.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { type Ctx, inTransaction, read, type UnitOfWork } from '../context.ts';
import { endSessions } from './end-sessions.ts';
import { requireUncommonPassword, tenantSlugOf } from './password-policy.ts';

/**
 * Checks the caller's password again, notes the time on their session, and issues an access token that carries it.
 * @throws {ProblemError} `invalid_credentials` for a wrong password, `forbidden` for a guest or an API key.
 */
export async function reauthenticate({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { password: string };
}): Promise<Reauthenticated> {
  const { tenantId, userId, roles } = ctx.principal;
  const sessionId = requireSession(ctx);
  const passwordHash = await requirePassword(ctx, input.password);
  const now = ctx.clock.now();
  await inTransaction(ctx, async (unit) => {
    await lockAccount(unit, { userId, passwordHash });
    await unit.tx
      .update(sessions)
      .set({ authenticatedAt: now })
      .where(and(eq(sessions.tenantId, tenantId), eq(sessions.id, sessionId), isNull(sessions.endedAt)));
    recordAudit(ctx, unit, { action: 'session.reauthenticated', resourceType: 'session', resourceId: sessionId });
  });
  const authenticatedAt = Math.floor(now.getTime() / 1000);
  const principal = { tenantId, userId, roles, sessionId, authenticatedAt };
  return {
    access_token: await ctx.tokens.issue(principal, now),
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_TTL_SECONDS,
  };
}

/**
 * Changes the caller's own password and ends their other sessions.
 * @throws {ProblemError} `invalid_credentials` for a wrong current password, `invalid_request` for a new one that is too
 * easy to guess, `forbidden` for a guest or an API key.
 */
export async function changeOwnPassword({ ctx, input }: { ctx: Ctx; input: ChangePassword }): Promise<void> {
  const { userId } = ctx.principal;
  const exceptSessionId = requireSession(ctx);
  const passwordHash = await requirePassword(ctx, input.current_password);
  const newHash = await hashPassword(input.new_password);
  await inTransaction(ctx, async (unit) => {
    const { email } = await lockAccount(unit, { userId, passwordHash });
    requireUncommonPassword(input.new_password, [await tenantSlugOf(unit), email], 'new_password');
    await unit.tx
      .update(users)
      .set({ passwordHash: newHash, version: sql`${users.version} + 1`, updatedAt: ctx.clock.now() })
      .where(and(eq(users.tenantId, unit.tenantId), eq(users.id, userId)));
    await endSessions(ctx, unit, { userIds: [userId], exceptSessionId, reason: 'password_changed' });
    recordAudit(ctx, unit, { action: 'user.password_changed', resourceType: 'user', resourceId: userId });
  });
}

function requireSession({ principal }: Ctx): string {
  const sessionId = loginOf(principal);
  if (sessionId !== undefined) return sessionId;
  throw new ProblemError('forbidden', 'Guests and API keys have no password. Log in with an account.');
}

/** @returns The stored hash, which the password matches. @throws {ProblemError} `invalid_credentials`. */
async function requirePassword(ctx: Ctx, password: string): Promise<string> {
  const { tenantId, userId } = ctx.principal;
  const [account] = await read(ctx, ({ tx }) =>
    tx
      .select({ passwordHash: users.passwordHash })
      .from(users)
      .where(and(eq(users.tenantId, tenantId), eq(users.id, userId))),
  );
  const isRight = await verifyPassword(password, account?.passwordHash);
  if (!isRight || account === undefined) throw wrongPassword();
  return account.passwordHash;
}

/** Locks the account. Its password may have changed since it was checked: that was outside the transaction. */
async function lockAccount(unit: UnitOfWork, { userId, passwordHash }: { userId: string; passwordHash: string }) {
  const [account] = await unit.tx
    .select({ email: users.email, passwordHash: users.passwordHash })
    .from(users)
    .where(and(eq(users.tenantId, unit.tenantId), eq(users.id, userId)))
    .for('update');
  if (account?.passwordHash !== passwordHash) throw wrongPassword();
  return account;
}

const wrongPassword = (): ProblemError => new ProblemError('invalid_credentials', 'The current password is wrong.');
