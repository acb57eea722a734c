import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Services } from '../../../workers/domain/context.ts';
import { newId } from '../../../workers/platform/ids.ts';
import { analyseQuery } from '../../../workers/rag/query-terms.ts';
import { refreshStatistics } from '../../../workers/rag/search-statistics.ts';
import { newTenant, type TestTenant } from '../../support/tenant.ts';
import { openWorker } from '../../support/worker-services.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('the frequency of a word', () => {
  let services: Services & { close(): Promise<void> };
  let tenant: TestTenant;
  const documentId = newId();
  beforeAll(async () => {
    services = openWorker();
    tenant = await newTenant();
    await services.db.transaction({ systemWorkIn: tenant.tenantId }, (tx) =>
      tx.execute(sql`
        INSERT INTO documents (id, tenant_id, source_id, title, format, visibility, text, content_hash, status, job_id, created_at, updated_at)
        VALUES (${documentId}, ${tenant.tenantId}, 'soups', 'Soups', 'text', 'public', '', '', 'ready', gen_random_uuid(), now(), now())`),
    );
  });
  afterAll(() => services.close());

  /** Chunks of one document that are all about soups, of which each fourth is red. */
  const addSoups = (first: number, last: number) =>
    services.db.transaction({ systemWorkIn: tenant.tenantId }, (tx) =>
      tx.execute(sql`
        INSERT INTO chunks (id, tenant_id, document_id, position, title, content)
        SELECT gen_random_uuid(), ${tenant.tenantId}, ${documentId}, i, CASE WHEN i % 4 = 0 THEN 'Red soup' ELSE 'Soup' END, 'number' || i
        FROM generate_series(${first}::int, ${last}::int) i`),
    );
  const removeFrom = (first: number) =>
    services.db.transaction({ systemWorkIn: tenant.tenantId }, (tx) =>
      tx.execute(sql`DELETE FROM chunks WHERE tenant_id = ${tenant.tenantId} AND position >= ${first}`),
    );
  const commonTerms = async () => {
    const { rows } = await services.db.transaction({ systemWorkIn: tenant.tenantId }, (tx) =>
      tx.execute<{ term: string; share: number }>(
        sql`SELECT term, share FROM common_terms WHERE tenant_id = ${tenant.tenantId} ORDER BY term`,
      ),
    );
    return Object.fromEntries(rows.map(({ term, share }) => [term, share]));
  };
  const chunksOf = async (query: string, kinds: ReadonlyArray<'product' | 'document'> = ['document']) => {
    const { terms } = await services.db.transaction({ systemWorkIn: tenant.tenantId }, (tx) =>
      analyseQuery(tx, { tenantId: tenant.tenantId, kinds, query }),
    );
    return Object.fromEntries(terms.map(({ term, chunks }) => [term, chunks]));
  };
  const at = (nowMs: number) => ({ db: services.db, clock: { now: () => new Date(nowMs) } });

  it('is counted by each search as long as there is little', async () => {
    await addSoups(1, 400);
    await refreshStatistics(services, tenant.tenantId);
    expect(await commonTerms()).toEqual({});
    expect(await chunksOf('red soup number7')).toMatchObject({ soup: 400, red: 100, number7: 1 });
  });

  it('comes from the stored shares of common terms when there is much', async () => {
    await addSoups(401, 2_000);
    await refreshStatistics(services, tenant.tenantId);
    expect(await commonTerms()).toEqual({ red: 0.25, 'red soup': 0.25, soup: 1 });
    const counts = { red: 500, 'red soup': 500, soup: 2_000, number7: 1 };
    expect(await chunksOf('red soup number7')).toEqual(counts);
    // For both kinds together: no product matches.
    expect(await chunksOf('soup', ['product', 'document'])).toEqual({ soup: 2_000 });
  });

  it('follows the number of chunks in between', async () => {
    await addSoups(2_001, 2_400);
    await refreshStatistics(services, tenant.tenantId);
    expect(await chunksOf('red soup')).toEqual({ red: 600, 'red soup': 600, soup: 2_400 });
  });

  it('is counted again after a day', async () => {
    await services.db.transaction({ systemWorkIn: tenant.tenantId }, (tx) =>
      tx.execute(sql`UPDATE chunks SET title = replace(title, 'Red', 'Green') WHERE tenant_id = ${tenant.tenantId}`),
    );
    await refreshStatistics(services, tenant.tenantId);
    expect(Object.keys(await commonTerms())).toEqual(['red', 'red soup', 'soup']);
    // A term that no longer is there finds nothing, and harms nothing.
    expect(await chunksOf('red')).toEqual({ red: 600 });
    expect(await chunksOf('green')).toEqual({ green: 600 });
    await refreshStatistics(at(Date.now() + DAY_MS + 1), tenant.tenantId);
    expect(await commonTerms()).toEqual({ green: 0.25, 'green soup': 0.25, soup: 1 });
    expect(await chunksOf('red')).toEqual({});
  });

  it('comes to the same when several count at once, and in many steps', async () => {
    await addSoups(2_401, 5_000);
    await Promise.all(
      [1, 2, 3].map(() => refreshStatistics(at(Date.now() + 3 * DAY_MS), tenant.tenantId, { step: 700 })),
    );
    const [green, red] = [expect.closeTo(0.12, 3), expect.closeTo(0.13, 3)];
    expect(await commonTerms()).toEqual({ green, 'green soup': green, red, 'red soup': red, soup: 1 });
  });

  it('is counted by each search again when little is left', async () => {
    await removeFrom(101);
    await refreshStatistics(services, tenant.tenantId);
    expect(await commonTerms()).toEqual({});
    expect(await chunksOf('green soup')).toEqual({ green: 25, 'green soup': 25, soup: 100 });
  });

  it('is separate for each tenant', async () => {
    await addSoups(101, 2_500);
    await refreshStatistics(services, tenant.tenantId);
    const other = await newTenant();
    const analysis = await services.db.transaction({ systemWorkIn: other.tenantId }, (tx) =>
      analyseQuery(tx, { tenantId: other.tenantId, kinds: ['document'], query: 'red soup' }),
    );
    expect(analysis.terms).toEqual([]);
    // Row-level security applies too, whatever tenant is passed.
    const foreign = await services.db.transaction({ systemWorkIn: other.tenantId }, (tx) =>
      analyseQuery(tx, { tenantId: tenant.tenantId, kinds: ['document'], query: 'red soup' }),
    );
    expect(foreign.terms).toEqual([]);
  });
});
