import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { pruneExpired } from '../../../workers/domain/retention/prune-expired.ts';
import { answer, newProduct, newTenant, newUser, postOrder, registerTenant } from '../../support/tenant.ts';
import { inTenantDatabase } from '../../support/tenant-database.ts';
import { openWorker } from '../../support/worker-services.ts';

async function prune(): Promise<void> {
  const services = openWorker();
  await pruneExpired(services);
  await services.close();
}

describe('expired data', () => {
  it('is deleted when it is due, and nothing else is', async () => {
    const tenant = await newTenant();
    const { tenantId, owner } = tenant;
    const { sku } = await newProduct(tenant);
    const items = [{ sku, quantity: 1 }];
    const quote = async () =>
      (await answer<{ id: string }>(await owner.call('POST', '/v1/quotes', { json: { items } }), 201)).id;
    const [ordered, unused, recent] = [await quote(), await quote(), await quote()];
    await answer(await postOrder(owner, { quote_id: ordered }), 201);
    const token = sql`INSERT INTO refresh_tokens (id, tenant_id, user_id, family_id, token_hash, expires_at)
      SELECT gen_random_uuid(), ${tenantId}, ${owner.userId}, gen_random_uuid(), 'hash ' || days, now() - days * interval '1 day'
      FROM unnest(ARRAY[29, 31, 400]) AS days`;
    const key = sql`INSERT INTO idempotency_keys (tenant_id, principal_id, route, key_hash, fingerprint, created_at)
      SELECT ${tenantId}, ${owner.userId}, 'r', 'hours ' || hours, 'f', now() - hours * interval '1 hour'
      FROM unnest(ARRAY[24, 26, 9000]) AS hours`;
    const age = sql`UPDATE quotes SET expires_at = now() - CASE id WHEN ${recent}::uuid THEN interval '29 days' ELSE interval '31 days' END`;
    const help = sql`INSERT INTO help_requests (id, tenant_id, user_id, kind, reason, claim, created_at, updated_at)
      SELECT gen_random_uuid(), ${tenantId}, ${owner.userId}, 'complaint', 'days ' || days, days, now(), now() - days * interval '1 day'
      FROM unnest(ARRAY[89, 91]) AS days`;
    const miss = sql`INSERT INTO search_misses (tenant_id, query_hash, seekers, searches, searched_at, expires_at)
      SELECT ${tenantId}, 'hours ' || hours, '{}', 1, now(), now() + hours * interval '1 hour' FROM unnest(ARRAY[-1, 1]) AS hours`;
    const job = sql`INSERT INTO jobs (id, tenant_id, user_id, user_roles, kind, status, total, request_id, traceparent,
        created_at, updated_at)
      SELECT gen_random_uuid(), ${tenantId}, ${owner.userId}, '{owner}', 'import_products', status, 1, status || ' ' || days,
        '', now(), now() - days * interval '1 day'
      FROM unnest(ARRAY[29, 31]) AS days, unnest(ARRAY['succeeded', 'cancelled', 'running']) AS status`;
    const conversation = sql`INSERT INTO conversations (tenant_id, id, user_id, updated_at)
      SELECT ${tenantId}, 'days ' || days, ${owner.userId}, now() - days * interval '1 day'
      FROM unnest(ARRAY[399, 401]) AS days`;
    for (const statement of [token, key, age, help, miss, job, conversation])
      await inTenantDatabase(tenantId, statement);
    await prune();
    const left = async (statement: ReturnType<typeof sql>) =>
      (await inTenantDatabase<{ id: string }>(tenantId, statement)).map(({ id }) => id);
    expect(await left(sql`SELECT id FROM quotes ORDER BY id`)).toEqual([ordered, recent]);
    expect(await left(sql`SELECT token_hash AS id FROM refresh_tokens WHERE token_hash LIKE 'hash %'`)).toEqual([
      'hash 29',
    ]);
    expect(await left(sql`SELECT key_hash AS id FROM idempotency_keys WHERE route = 'r'`)).toEqual(['hours 24']);
    expect(await left(sql`SELECT reason AS id FROM help_requests`)).toEqual(['days 89']);
    expect(await left(sql`SELECT query_hash AS id FROM search_misses`)).toEqual(['hours 1']);
    // The sweep checks unfinished jobs of any age.
    expect(await left(sql`SELECT request_id AS id FROM jobs ORDER BY 1`)).toEqual([
      'cancelled 29',
      'running 29',
      'running 31',
      'succeeded 29',
    ]);
    expect(await left(sql`SELECT id FROM conversations`)).toEqual(['days 399']);
    expect((await owner.call('GET', `/v1/quotes/${unused}`)).status).toBe(404);
    expect(await answer(await owner.call('GET', `/v1/quotes/${ordered}`), 200)).toMatchObject({ id: ordered });
  });

  it('is dropped within hours and days where a guest left it, unless they have registered', async () => {
    const tenant = await newTenant();
    const { tenantId } = tenant;
    const { sku } = await newProduct(tenant);
    const guest = await newUser(tenant, 'guest');
    const people = [guest, tenant.owner];
    for (const user of people) {
      await answer(await user.call('POST', '/v1/quotes', { json: { items: [{ sku, quantity: 1 }] } }), 201);
      await inTenantDatabase(
        tenantId,
        sql`INSERT INTO conversations (tenant_id, id, user_id, updated_at) VALUES
          (${tenantId}, ${`old ${user.userId}`}, ${user.userId}, now() - interval '8 days'),
          (${tenantId}, ${`new ${user.userId}`}, ${user.userId}, now() - interval '6 days')`,
      );
    }
    await inTenantDatabase(tenantId, sql`UPDATE quotes SET expires_at = now() - interval '7 hours'`);
    await prune();
    const owners = await inTenantDatabase<{ user_id: string }>(tenantId, sql`SELECT user_id FROM quotes`);
    expect(owners.map(({ user_id }) => user_id)).toEqual([tenant.owner.userId]);
    const left = await inTenantDatabase<{ id: string }>(tenantId, sql`SELECT id FROM conversations`);
    expect(left.map(({ id }) => id).toSorted()).toEqual(
      [`new ${guest.userId}`, ...['new', 'old'].map((age) => `${age} ${tenant.owner.userId}`)].toSorted(),
    );
  });

  it('goes in batches, of all tenants', async () => {
    const tenants = [await newTenant(), await newTenant()];
    for (const { tenantId, owner } of tenants) {
      await inTenantDatabase(
        tenantId,
        sql`INSERT INTO idempotency_keys (tenant_id, principal_id, route, key_hash, fingerprint, created_at)
          SELECT ${tenantId}, ${owner.userId}, 'many', n::text, 'f', now() - interval '30 hours' - n * interval '1 second'
          FROM generate_series(1, 1500) AS n`,
      );
    }
    const services = openWorker();
    expect((await pruneExpired(services)).idempotency_keys).toBeGreaterThanOrEqual(3_000);
    await services.close();
    for (const { tenantId } of tenants) {
      expect(await inTenantDatabase(tenantId, sql`SELECT 1 FROM idempotency_keys WHERE route = 'many'`)).toEqual([]);
    }
  });

  it('is all that the system role can delete', async () => {
    const { tenantId, owner } = await registerTenant();
    await inTenantDatabase(
      tenantId,
      sql`INSERT INTO idempotency_keys (tenant_id, principal_id, route, key_hash, fingerprint)
        VALUES (${tenantId}, ${owner.userId}, 'fresh', 'k', 'f')`,
    );
    const services = openWorker();
    await services.db.transaction('system', async (tx) => {
      for (const table of ['idempotency_keys', 'quotes', 'refresh_tokens', 'help_requests']) {
        await tx.execute(sql`DELETE FROM ${sql.identifier(table)}`);
      }
    });
    await services.close();
    expect(await inTenantDatabase(tenantId, sql`SELECT 1 FROM idempotency_keys WHERE route = 'fresh'`)).toHaveLength(1);
    expect((await inTenantDatabase(tenantId, sql`SELECT 1 FROM refresh_tokens`)).length).toBeGreaterThan(0);
  });
});
