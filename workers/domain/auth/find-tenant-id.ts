import { eq } from 'drizzle-orm';
import { tenants } from '../../../schema/tables/tenants.ts';
import type { Services } from '../context.ts';
import { refuseSuspended } from '../tenants/refuse-suspended.ts';

/**
 * The tenant of a slug, however it was typed: all that may be known of a tenant before one is named.
 * @throws {ProblemError} `tenant_suspended`.
 */
export async function findTenantId(services: Services, slug: string): Promise<string | undefined> {
  const [tenant] = await services.db.single('system', (tx) =>
    tx
      .select({ id: tenants.id, suspendedAt: tenants.suspendedAt })
      .from(tenants)
      .where(eq(tenants.slug, slug.trim().toLowerCase())),
  );
  if (tenant === undefined) return undefined;
  refuseSuspended({ isSuspended: tenant.suspendedAt !== null });
  return tenant.id;
}

/**
 * The transaction scope of a slug, in any case and with blanks around it. It sees no rows when no tenant has the slug.
 */
export const shopScope = (slug: string) => ({ systemWorkInShop: slug.trim().toLowerCase() });
