import { sql } from 'drizzle-orm';
import { refreshTokens } from '../../../schema/tables/tenants.ts';
import { asTenant } from '../../support/tenant-database.ts';

/** Moves time past the window in which a used refresh token of this tenant may be reused. */
export async function passReuseWindow(tenantId: string): Promise<void> {
  await asTenant(tenantId, (tx) =>
    tx.update(refreshTokens).set({ usedAt: sql`${refreshTokens.usedAt} - interval '11 seconds'` }),
  );
}
