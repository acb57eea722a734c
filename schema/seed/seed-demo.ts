import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { v7 } from 'uuid';
import { chunks, products, promotions } from '../tables/catalog.ts';
import { tenants, users } from '../tables/tenants.ts';
import { BISTRO, BISTRO_PROMOTIONS, type DemoProduct, type DemoPromotion, GROCER } from './demo-catalog.ts';

export const DEMO_PASSWORD = 'ragline-demo';
const ROLES = ['owner', 'staff', 'customer'];

type ProductRow = typeof products.$inferSelect;

interface SeedDeps {
  client: pg.Client;
  hashPassword(password: string): Promise<string>;
  /** What retrieval searches of a product; its embedding is made by the worker pool. */
  chunkContent(product: ProductRow): string;
}

const DEMO_TENANTS: ReadonlyArray<{
  slug: string;
  name: string;
  catalog: DemoProduct[];
  promotions?: DemoPromotion[];
}> = [
  { slug: 'bistro', name: 'Bistro Bellavista', catalog: BISTRO, promotions: BISTRO_PROMOTIONS },
  { slug: 'grocer', name: 'Green Corner Grocer', catalog: GROCER },
];

/** Makes the demo tenants, each once and whole. Answers false when all of them were there. */
export async function seedDemo(deps: SeedDeps): Promise<{ seeded: boolean }> {
  const passwordHash = await deps.hashPassword(DEMO_PASSWORD);
  let seeded = false;
  for (const tenant of DEMO_TENANTS) seeded = (await seedTenant(deps, tenant, passwordHash)) || seeded;
  return { seeded };
}

async function seedTenant(deps: SeedDeps, demo: (typeof DEMO_TENANTS)[number], passwordHash: string): Promise<boolean> {
  const tenantId = v7();
  const db = drizzle(deps.client);
  return await db.transaction(async (tx) => {
    await tx.execute(
      `SELECT set_config('role', 'ragline_app', true), set_config('app.tenant_id', '${tenantId}', true)`,
    );
    const made = await tx
      .insert(tenants)
      .values({ id: tenantId, slug: demo.slug, name: demo.name })
      .onConflictDoNothing({ target: tenants.slug })
      .returning({ id: tenants.id });
    if (made.length === 0) return false;
    await tx.insert(users).values(
      ROLES.map((role) => ({
        id: v7(),
        tenantId,
        email: `${role}@${demo.slug}.test`,
        fullName: `Demo ${role}`,
        passwordHash,
        roles: [role],
      })),
    );
    const rows = await tx
      .insert(products)
      .values(
        demo.catalog.map(({ optionGroups, ...product }) => ({
          ...product,
          id: v7(),
          tenantId,
          currency: 'EUR',
          isActive: true,
          optionGroups: optionGroups ?? [],
          metadata: {},
        })),
      )
      .returning();
    await tx
      .insert(chunks)
      .values(rows.map((row) => ({ id: v7(), tenantId, productId: row.id, content: deps.chunkContent(row) })));
    const promotion = { tenantId, currency: 'EUR', isActive: true };
    await tx.insert(promotions).values([
      {
        ...promotion,
        id: v7(),
        code: 'WELCOME10',
        name: 'Ten percent off, up to EUR 10',
        kind: 'percentage',
        value: 1000,
        minimumSubtotal: 0,
        maxDiscount: 1000,
      },
      {
        ...promotion,
        id: v7(),
        code: 'FIVER',
        name: 'EUR 5 off from EUR 30',
        kind: 'fixed',
        value: 500,
        minimumSubtotal: 3000,
      },
      ...(demo.promotions ?? []).map((made) => ({ ...promotion, id: v7(), minimumSubtotal: 0, ...made })),
    ]);
    return true;
  });
}
