import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RetrieveMenuInput } from '../../../contracts/chat-tool.ts';
import type { Services } from '../../../workers/domain/context.ts';
import type { Tx } from '../../../workers/platform/database.ts';
import { eligibleProducts } from '../../../workers/rag/eligible-products.ts';
import { embedPendingChunks } from '../../../workers/rag/embed-chunks.ts';
import { createEmbeddingModel } from '../../../workers/rag/embedding-model.ts';
import { analyseQuery, type ChunkKind, weighTerms } from '../../../workers/rag/query-terms.ts';
import { foundChunks, retrievalStatement, sampleStatement } from '../../../workers/rag/retrieval-statement.ts';
import type { Strategy } from '../../../workers/rag/retrieval-strategy.ts';
import { PLANNING } from '../../../workers/rag/retrieve.ts';
import { stockMenu } from '../../support/menu.ts';
import { newTenant, type TestTenant } from '../../support/tenant.ts';
import { openWorker } from '../../support/worker-services.ts';

const STRATEGIES: readonly Strategy[] = ['look_up', 'scan', 'walk'];
/** Too few for an index over their vectors, enough that reading all of them for each of them shows. */
const MANY = 400;
const BOTH = ['product', 'document'] as const;

interface PlanNode {
  'Relation Name'?: string;
  'CTE Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}
const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

describe('the ways to search', () => {
  let services: Services & { close(): Promise<void> };
  const model = createEmbeddingModel(undefined);
  beforeAll(() => {
    services = openWorker();
  });
  afterAll(() => services.close());

  const scopeOf = (filters: object) => ({
    product: eligibleProducts(RetrieveMenuInput.parse(filters)),
    document: sql`d.visibility = 'public'`,
  });
  /**
   * Runs `work` in a search's transaction of the tenant, with a function that builds the statement of each strategy.
   */
  async function searching<T>(
    { tenantId }: TestTenant,
    query: string,
    filters: object,
    kinds: readonly ChunkKind[],
    work: (tx: Tx, statementOf: (strategy: Strategy) => SQL) => Promise<T>,
  ): Promise<T> {
    const [values = []] = await model.embed([query], 'query');
    const vector = { values, model: model.id, weight: 1, isLexical: false };
    return await services.db.transaction({ systemWorkIn: tenantId }, async (tx) => {
      await tx.execute(PLANNING);
      const analysis = await analyseQuery(tx, { tenantId, kinds, query });
      const search = { tenantId, kinds: analysis.kinds, eligible: scopeOf(filters), terms: weighTerms(analysis) };
      return await work(tx, (strategy) => retrievalStatement({ ...search, vector, strategy, limit: 20 }));
    });
  }

  describe('find the same', () => {
    let tenant: TestTenant;
    beforeAll(async () => {
      tenant = await newTenant();
      await stockMenu(tenant.owner);
      // Another product of the same text shares its vector, and is found or left out by itself.
      await services.db.transaction({ systemWorkIn: tenant.tenantId }, async (tx) => {
        await tx.execute(sql`
          INSERT INTO products (id, tenant_id, sku, name, description, category, dietary, price_minor, currency)
          SELECT gen_random_uuid(), tenant_id, 'TWIN', name, description, category, dietary, 1, currency
          FROM products WHERE tenant_id = ${tenant.tenantId} AND sku = 'LENTIL-SOUP'`);
        await tx.execute(sql`
          INSERT INTO chunks (id, tenant_id, product_id, title, content)
          SELECT gen_random_uuid(), c.tenant_id, (SELECT id FROM products WHERE tenant_id = c.tenant_id AND sku = 'TWIN'), c.title, c.content
          FROM chunks c JOIN products p ON p.id = c.product_id WHERE p.tenant_id = ${tenant.tenantId} AND p.sku = 'LENTIL-SOUP'`);
        await tx.execute(sql`
          INSERT INTO documents (id, tenant_id, source_id, title, format, visibility, text, content_hash, status, job_id, created_at, updated_at)
          SELECT gen_random_uuid(), ${tenant.tenantId}, v, 'Soup for ' || v, 'text', v, '', '', 'ready', gen_random_uuid(), now(), now()
          FROM unnest('{public,staff}'::text[]) AS v`);
        await tx.execute(sql`
          INSERT INTO chunks (id, tenant_id, document_id, title, content)
          SELECT gen_random_uuid(), tenant_id, id, title, 'A vegan soup each day.' FROM documents WHERE tenant_id = ${tenant.tenantId}`);
      });
      await embedPendingChunks({ ...services, embedder: model }, tenant.tenantId);
    });

    it.each<[string, object]>([
      ['soup', {}],
      ['lentil soup', { diets: ['vegan'] }],
      ['lentil soup', { min_price: 100 }],
      ['something vegan with rice', { max_price: 1_200 }],
      ['chocolate cake or soup', { available: false }],
      ['pasta or soup', { category: 'mains', diets: ['gluten-free'] }],
      ['soup', { min_price: 999_999 }],
    ])('for “%s” under %j', async (query, filters) => {
      const found = await searching(tenant, query, filters, BOTH, async (tx, statementOf) => {
        const lists = [];
        for (const strategy of STRATEGIES) lists.push(foundChunks((await tx.execute(statementOf(strategy))).rows));
        return lists;
      });
      const [first = [], ...others] = found;
      expect(first.length).toBeGreaterThan(0);
      expect(first.map(({ title }) => title)).toContain('Soup for public');
      expect(first.map(({ title }) => title)).not.toContain('Soup for staff');
      for (const other of others) expect(other).toEqual(first);
    });
  });

  describe('over many rows', () => {
    let tenant: TestTenant;
    beforeAll(async () => {
      tenant = await newTenant();
      const other = await newTenant();
      for (const { tenantId } of [tenant, other]) {
        await services.db.transaction({ systemWorkIn: tenantId }, async (tx) => {
          await tx.execute(sql`
            INSERT INTO products (id, tenant_id, sku, name, dietary, price_minor, currency)
            SELECT gen_random_uuid(), ${tenantId}, 'S' || i, 'Soup number' || i, CASE WHEN i % 2 = 0 THEN '{vegan}' ELSE '{}' END::text[], i, 'EUR'
            FROM generate_series(1, ${MANY}::int) i`);
          await tx.execute(sql`
            INSERT INTO chunks (id, tenant_id, product_id, title, content)
            SELECT gen_random_uuid(), ${tenantId}, id, name, '' FROM products WHERE tenant_id = ${tenantId}`);
        });
        while ((await embedPendingChunks({ ...services, embedder: model }, tenantId)).remaining);
      }
      // As autovacuum does within a minute. Its statistics are the owner's to take.
      await services.db.transaction({ systemWorkIn: tenant.tenantId }, async (tx) => {
        await tx.execute('SET LOCAL ROLE NONE');
        await tx.execute('ANALYZE products, chunks, embeddings, chunk_terms');
      });
    });

    it.each(STRATEGIES)('read each row a few times at most: %s', async (strategy) => {
      // A tenant is searched in the other two ways only after this, which gathers statistics too.
      if (strategy !== 'look_up') {
        const [values = []] = await model.embed(['soup'], 'query');
        await services.db.transaction({ systemWorkIn: tenant.tenantId }, (tx) =>
          tx.execute(sql`SELECT build_vector_index(${model.id}, ${values.length})`),
        );
      }
      const plan = await searching(
        tenant,
        'soup number7',
        { diets: ['vegan'] },
        ['product'],
        async (tx, statementOf) => {
          const { rows } = await tx.execute(sql`EXPLAIN (ANALYZE, FORMAT JSON) ${statementOf(strategy)}`);
          return (rows[0] as { 'QUERY PLAN': [{ Plan: PlanNode }] })['QUERY PLAN'][0].Plan;
        },
      );
      const read = nodesOf(plan).filter((node) => node['Relation Name'] ?? node['CTE Name']);
      expect(read.length).toBeGreaterThan(5);
      // Once may be all that lies in the table, of other tenants too; again and again may not.
      const again = read.filter((node) => node['Actual Loops'] > 1);
      const rowsOf = (node: PlanNode) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
      expect(again.filter((node) => rowsOf(node) * node['Actual Loops'] > 8 * MANY)).toEqual([]);
    });

    it('are chosen by a sample of the eligible chunks', async () => {
      const { tenantId } = tenant;
      const counts = await services.db.transaction({ systemWorkIn: tenantId }, async (tx) => {
        const kindsOf = BOTH.map((kind) => ({ kind, chunks: MANY, average_length: 1 }));
        const lists = [];
        for (const filters of [{}, { diets: ['vegan'] }, { max_price: 0 }]) {
          const { rows } = await tx.execute(
            sampleStatement({ tenantId, kinds: kindsOf, eligible: scopeOf(filters) }, 200),
          );
          lists.push(Number(rows[0]?.eligible));
        }
        return lists;
      });
      expect(counts[0]).toBe(200);
      expect(counts[1]).toBeGreaterThan(60);
      expect(counts[1]).toBeLessThan(140);
      expect(counts[2]).toBe(0);
    });
  });
});
