import { and, eq, isNull, lt, or } from 'drizzle-orm';
import { apiKeys } from '../../../schema/tables/tenants.ts';
import type { Services } from '../context.ts';
import type { ApiKeyRow } from './api-key-view.ts';

const NOTED_EVERY_MS = 60_000;

/** Writes down that a key was used, at most once a minute: a busy key must not turn every read into a write. */
export async function noteApiKeyUse({ services, input }: { services: Services; input: ApiKeyRow }): Promise<void> {
  const now = services.clock.now();
  const before = new Date(now.getTime() - NOTED_EVERY_MS);
  if (input.lastUsedAt !== null && input.lastUsedAt > before) return;
  const { tenantId, id } = input;
  const isStale = or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, before));
  await services.db.single({ systemWorkIn: tenantId }, (tx) =>
    tx
      .update(apiKeys)
      .set({ lastUsedAt: now })
      .where(and(eq(apiKeys.tenantId, tenantId), eq(apiKeys.id, id), isStale)),
  );
}
