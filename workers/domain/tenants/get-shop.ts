import { and, count, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Shop } from '../../../contracts/shop.ts';
import { products } from '../../../schema/tables/catalog.ts';
import { searchSettings } from '../../../schema/tables/search.ts';
import { tenants } from '../../../schema/tables/tenants.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { shopScope } from '../auth/find-tenant-id.ts';
import type { Services } from '../context.ts';
import { DEFAULT_LANGUAGE } from '../search/get-search-settings.ts';
import { refuseSuspended } from './refuse-suspended.ts';

/** More would be no menu to choose from. */
const MAX_CATEGORIES = 200;

/**
 * The public profile of a shop, by its slug.
 * @throws {ProblemError} `not_found`, `tenant_suspended`.
 */
export async function getShop({ services, input }: { services: Services; input: { slug: string } }): Promise<Shop> {
  const tenantId = sql`current_tenant_id()`;
  const isShown = and(eq(products.tenantId, tenantId), isNull(products.deletedAt), eq(products.isActive, true));
  const [[shop], categories, [usual]] = await services.db.reading(shopScope(input.slug), async (tx) => {
    const named = tx
      .select({
        ...{ slug: tenants.slug, name: tenants.name, suspendedAt: tenants.suspendedAt },
        language: searchSettings.language,
      })
      .from(tenants)
      .leftJoin(searchSettings, eq(searchSettings.tenantId, tenants.id))
      .where(eq(tenants.id, tenantId));
    const grouped = tx
      .select({ name: products.category, products: count() })
      .from(products)
      .where(isShown)
      .groupBy(products.category)
      .orderBy(sql`min(${products.id}::text)`)
      .limit(MAX_CATEGORIES + 1);
    const priced = tx
      .select({ currency: products.currency })
      .from(products)
      .where(isShown)
      .groupBy(products.currency)
      .orderBy(desc(count()), products.currency)
      .limit(1);
    return await Promise.all([named, grouped, priced]);
  });
  if (shop === undefined) throw new ProblemError('not_found', 'No shop has this slug. Check its spelling.');
  refuseSuspended({ isSuspended: shop.suspendedAt !== null });
  const named = categories.flatMap(({ name, products: size }) => (name === null ? [] : [{ name, products: size }]));
  return {
    slug: shop.slug,
    name: shop.name,
    language: shop.language ?? DEFAULT_LANGUAGE,
    currency: usual?.currency ?? null,
    categories: named.slice(0, MAX_CATEGORIES),
    uncategorised: categories.find(({ name }) => name === null)?.products ?? 0,
  };
}
