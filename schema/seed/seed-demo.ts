import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { v7 } from 'uuid';
import type { Synonym } from '../../contracts/synonyms.ts';
import { products, promotions } from '../tables/catalog.ts';
import { jobs } from '../tables/jobs.ts';
import { chunks, documents, searchSettings } from '../tables/search.ts';
import { tenants, users } from '../tables/tenants.ts';
import { BISTRO, BISTRO_PROMOTIONS, type DemoProduct, type DemoPromotion, GROCER } from './demo-catalog.ts';
import { BISTRO_DOCUMENTS, type DemoDocument, GROCER_DOCUMENTS } from './demo-documents.ts';
import type { DEMO_SLUGS } from './demo-slugs.ts';
import { BISTRO_SYNONYMS } from './demo-synonyms.ts';

export const DEMO_PASSWORD = 'ragline-demo';
const ROLES = ['owner', 'staff', 'customer'];

type ProductRow = typeof products.$inferSelect;
type DocumentRow = typeof documents.$inferSelect;

interface SeedDeps {
  client: pg.Client;
  hashPassword(password: string): Promise<string>;
  /** The text of a product that retrieval searches; the worker pool embeds it. */
  productChunk(product: ProductRow): { title: string; content: string };
  /** The same of a document, its owner and place included. */
  documentChunks(document: DocumentRow, now: Date): Array<typeof chunks.$inferInsert>;
}

const DEMO_TENANTS: ReadonlyArray<{
  slug: (typeof DEMO_SLUGS)[number];
  name: string;
  catalog: DemoProduct[];
  promotions?: DemoPromotion[];
  documents: DemoDocument[];
  synonyms?: Synonym[];
}> = [
  {
    slug: 'bistro',
    name: 'Bistro Bellavista',
    catalog: BISTRO,
    promotions: BISTRO_PROMOTIONS,
    documents: BISTRO_DOCUMENTS,
    synonyms: BISTRO_SYNONYMS,
  },
  { slug: 'grocer', name: 'Green Corner Grocer', catalog: GROCER, documents: GROCER_DOCUMENTS },
];

/** Creates the missing demo tenants, each in one transaction. `seeded` is false when all of them existed. */
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
        demo.catalog.map(({ optionGroups, may_contain, ...product }) => ({
          ...product,
          allergenCodes: product.allergens,
          mayContain: may_contain,
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
      .values(rows.map((row) => ({ id: v7(), tenantId, productId: row.id, ...deps.productChunk(row) })));
    await seedDocuments(deps, tx, tenantId, demo.documents);
    await tx.insert(searchSettings).values({ tenantId, updatedAt: new Date(), synonyms: demo.synonyms ?? [] });
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

/** As a job would have left them. */
async function seedDocuments(
  deps: SeedDeps,
  tx: Pick<NodePgDatabase, 'insert'>,
  tenantId: string,
  demo: readonly DemoDocument[],
): Promise<void> {
  const now = new Date();
  for (const { source, title, text } of demo) {
    const ids = { tenantId, jobId: v7() };
    const base = {
      ...ids,
      id: v7(),
      sourceId: source,
      title,
      format: 'markdown' as const,
      visibility: 'public' as const,
    };
    const row: DocumentRow = {
      ...base,
      text,
      contentHash: source,
      status: 'ready',
      chunkCount: 0,
      version: 1,
      createdAt: now,
      updatedAt: now,
      indexedAt: now,
    };
    const rows = deps.documentChunks(row, now);
    await tx.insert(jobs).values({
      id: ids.jobId,
      tenantId,
      userId: ids.jobId,
      userRoles: ['owner'],
      kind: 'ingest_document',
      subjectId: row.id,
      status: 'succeeded',
      done: 1,
      total: 1,
      result: { chunks: rows.length },
      requestId: 'seed',
      traceparent: '',
      createdAt: now,
      startedAt: now,
      finishedAt: now,
      updatedAt: now,
    });
    await tx.insert(documents).values({ ...row, chunkCount: rows.length });
    await tx.insert(chunks).values(rows);
  }
}
