import { and, count, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Shop } from '../../../contracts/shop.ts';
import { products } from '../../../schema/tables/catalog.ts';
import { searchSettings } from '../../../schema/tables/search.ts';
import { tenants } from '../../../schema/tables/tenants.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { findTenantId } from '../auth/find-tenant-id.ts';
import type { Services } from '../context.ts';
import { DEFAULT_LANGUAGE } from '../search/get-search-settings.ts';

/** More would be no menu to choose from. */
const MAX_CATEGORIES = 200;

/**
 * The public profile of a shop, by its slug.
 * @throws {ProblemError} `not_found`, `tenant_suspended`.
 */
export async function getShop({ services, input }: { services: Services; input: { slug: string } }): Promise<Shop> {
  const tenantId = await findTenantId(services, input.slug);
  if (tenantId === undefined) throw new ProblemError('not_found', 'No shop has this slug. Check its spelling.');
  const isShown = and(eq(products.tenantId, tenantId), isNull(products.deletedAt), eq(products.isActive, true));
  const scope = { systemWorkIn: tenantId };
  const [[shop], categories, [usual]] = await Promise.all([
    services.db.single(scope, (tx) =>
      tx
        .select({ slug: tenants.slug, name: tenants.name, language: searchSettings.language })
        .from(tenants)
        .leftJoin(searchSettings, eq(searchSettings.tenantId, tenants.id))
        .where(eq(tenants.id, tenantId)),
    ),
    services.db.single(scope, (tx) =>
      tx
        .select({ name: products.category, products: count() })
        .from(products)
        .where(isShown)
        .groupBy(products.category)
        .orderBy(sql`min(${products.id}::text)`)
        .limit(MAX_CATEGORIES + 1),
    ),
    services.db.single(scope, (tx) =>
      tx
        .select({ currency: products.currency })
        .from(products)
        .where(isShown)
        .groupBy(products.currency)
        .orderBy(desc(count()), products.currency)
        .limit(1),
    ),
  ]);
  if (shop === undefined) throw new ProblemError('not_found', 'No shop has this slug. Check its spelling.');
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
