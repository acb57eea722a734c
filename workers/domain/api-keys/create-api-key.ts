import type { CreateApiKey, NewApiKey } from '../../../contracts/api-key.ts';
import { isAllowed } from '../../../contracts/identity.ts';
import { apiKeys } from '../../../schema/tables/tenants.ts';
import { newId, sha256Hex } from '../../platform/ids.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { requireRecentLogin } from '../auth/require-recent-login.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { newApiKeySecret } from './api-key-secret.ts';
import { apiKeyView } from './api-key-view.ts';

const HINT_LENGTH = 4;

/**
 * Makes a key for a server. Its secret is in the answer and nowhere else: what is kept is its hash.
 * @throws {ProblemError} `forbidden` for a scope that its maker does not hold, `invalid_request` for an end in the past.
 */
export async function createApiKey({ ctx, input }: { ctx: Ctx; input: CreateApiKey }): Promise<NewApiKey> {
  authorise(ctx, 'api-key:manage');
  requireRecentLogin(ctx);
  const beyond = input.scopes.filter((scope) => !isAllowed(ctx.principal, scope));
  if (beyond.length > 0) throw new ProblemError('forbidden', `You may not do this yourself: ${beyond.join(', ')}.`);
  const now = ctx.clock.now();
  const expiresAt = input.expires_at === null ? null : new Date(input.expires_at);
  if (expiresAt !== null && expiresAt <= now) {
    throw new ProblemError('invalid_request', 'expires_at: must be in the future', {
      errors: [{ path: 'expires_at', message: 'must be in the future' }],
    });
  }
  return await inTransaction(ctx, async (unit) => {
    const secret = newApiKeySecret(unit.tenantId);
    const [row] = await unit.tx
      .insert(apiKeys)
      .values({
        id: newId(),
        tenantId: unit.tenantId,
        name: input.name,
        keyHash: await sha256Hex(secret),
        hint: secret.slice(-HINT_LENGTH),
        scopes: input.scopes,
        createdBy: ctx.principal.actsFor ?? ctx.principal.userId,
        expiresAt,
        createdAt: now,
      })
      .returning();
    if (row === undefined) throw new Error('the insert returned no row');
    const details = { scopes: input.scopes, expires_at: input.expires_at };
    await recordAudit(ctx, unit, { action: 'api_key.created', resourceType: 'api_key', resourceId: row.id, details });
    return { ...apiKeyView(row), secret };
  });
}
