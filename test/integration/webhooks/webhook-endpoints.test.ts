import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { Page } from '../../../contracts/page.ts';
import type { Problem } from '../../../contracts/problem.ts';
import {
  MAX_WEBHOOK_ENDPOINTS,
  type NewWebhookEndpoint,
  type WebhookDelivery,
  type WebhookEndpoint,
} from '../../../contracts/webhook.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import { webhookDeliveries, webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { newId } from '../../../workers/platform/ids.ts';
import { answer, newTenant, type TestTenant } from '../../support/tenant.ts';
import { asTenant } from '../../support/tenant-database.ts';

const PATH = '/v1/webhook-endpoints';
const URL_OF_SHOP = 'https://hooks.shop.example.com/in';
let urls = 0;
/** Each at a host of its own. */
const newUrl = (): string => {
  urls += 1;
  return `https://hooks${urls}.shop.example.com/in`;
};

async function newEndpoint(tenant: TestTenant, json: Record<string, unknown> = {}): Promise<NewWebhookEndpoint> {
  return await answer(await tenant.owner.call('POST', PATH, { json: { url: newUrl(), ...json } }), 201);
}

/** Deliveries that have ended, written by hand: nothing is sent from here. */
async function addDeliveries(tenant: TestTenant, endpointId: string, states: Array<'delivered' | 'failed'>) {
  const now = new Date();
  const rows = states.map((status) => ({
    id: newId(),
    tenantId: tenant.tenantId,
    endpointId,
    eventId: newId(),
    eventType: 'order_created',
    subject: 'orders/1',
    traceparent: 't',
    body: '{"a":1}',
    eventTime: now,
    status,
    createdAt: now,
    completedAt: now,
  }));
  await asTenant(tenant.tenantId, (tx) => tx.insert(webhookDeliveries).values(rows));
  return rows.map(({ id }) => id);
}

describe('a webhook endpoint', () => {
  it('is made with a secret that is shown once and kept sealed', async () => {
    const tenant = await newTenant();
    const response = await tenant.owner.call('POST', PATH, {
      json: { url: URL_OF_SHOP, event_types: ['order_updated', 'order_created'] },
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('etag')).toBe('"v1"');
    const made = await answer<NewWebhookEndpoint>(response, 201);
    expect(response.headers.get('location')).toBe(`${PATH}/${made.id}`);
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/=]{32,}$/);
    expect(made).toMatchObject({
      url: URL_OF_SHOP,
      event_types: ['order_created', 'order_updated'],
      is_active: true,
      created_by: tenant.owner.userId,
    });
    const key = made.secret.slice('whsec_'.length);
    for (const path of [PATH, `${PATH}/${made.id}`]) {
      expect(await (await tenant.owner.call('GET', path)).text()).not.toContain(key);
    }
    const stored = await asTenant(tenant.tenantId, async (tx) => [
      await tx.select().from(webhookEndpoints),
      await tx.select().from(auditLog),
    ]);
    expect(JSON.stringify(stored)).not.toContain(key);
  });

  it('is changed, disabled and enabled, under its ETag, and each step is audited', async () => {
    const tenant = await newTenant();
    const { id, secret: _, ...made } = await newEndpoint(tenant);
    const path = `${PATH}/${id}`;
    const patch = (json: unknown, headers: Record<string, string> = {}) =>
      tenant.owner.call('PATCH', path, { json, headers });
    const changed = await answer<WebhookEndpoint>(
      await patch(
        { description: 'Till', event_types: ['job_updated'], url: 'https://HOOKS.shop.example.com:8443' },
        { 'if-match': '"v1"' },
      ),
      200,
    );
    expect(changed).toEqual({
      ...made,
      id,
      description: 'Till',
      event_types: ['job_updated'],
      url: 'https://hooks.shop.example.com:8443/',
      version: 2,
      updated_at: expect.any(String),
    });
    expect((await patch({ description: null }, { 'if-match': '"v1"' })).status).toBe(412);
    expect(await answer(await patch({ is_active: false }), 200)).toMatchObject({
      is_active: false,
      disabled_reason: 'manual',
    });
    for (const action of ['test', 'recover']) {
      const refused = await tenant.owner.call('POST', `${path}/${action}`, { json: {} });
      expect(await answer<Problem>(refused, 409)).toMatchObject({ code: 'conflict' });
    }
    expect(await answer(await patch({ is_active: true }), 200)).toMatchObject({
      is_active: true,
      disabled_reason: null,
      disabled_at: null,
    });
    // Neither needs a body, because all fields have defaults.
    expect(await answer(await tenant.owner.call('POST', `${path}/recover`), 202)).toEqual({
      resent: 0,
      has_more: false,
    });
    const rotated = await tenant.owner.call('POST', `${path}/rotate-secret`);
    expect(rotated.headers.get('cache-control')).toBe('no-store');
    const { previous_secret_expires_at } = await answer<WebhookEndpoint>(rotated, 200);
    expect(Date.parse(previous_secret_expires_at ?? '') - Date.now()).toBeGreaterThan(23 * 3_600_000);
    const ended = await tenant.owner.call('POST', `${path}/rotate-secret`, { json: { overlap_seconds: 0 } });
    expect(await answer(ended, 200)).toMatchObject({ previous_secret_expires_at: null });
    expect((await tenant.owner.call('DELETE', path, { headers: { 'if-match': '"v1"' } })).status).toBe(412);
    expect((await tenant.owner.call('DELETE', path)).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect((await tenant.owner.call(method, path)).status).toBe(404);
    expect((await patch({ is_active: true })).status).toBe(404);

    const entries = await asTenant(tenant.tenantId, (tx) =>
      tx.select().from(auditLog).where(eq(auditLog.resourceId, id)).orderBy(auditLog.id),
    );
    expect(entries.map(({ action }) => action)).toEqual([
      'webhook_endpoint.created',
      ...['webhook_endpoint.updated', 'webhook_endpoint.updated', 'webhook_endpoint.updated'],
      ...['webhook_endpoint.secret_rotated', 'webhook_endpoint.secret_rotated'],
      'webhook_endpoint.deleted',
    ]);
    expect(JSON.stringify(entries)).not.toContain('whsec_');
  });

  it.each<[Record<string, unknown>, string]>([
    [{ url: 'http://hooks.example.com/' }, 'url'],
    [{ url: 'https://10.0.0.1/' }, 'url'],
    [{ url: 'https://user:secret@hooks.example.com/' }, 'url'],
    [{ url: 'https://redis/' }, 'url'],
    [{ url: 'not a url' }, 'url'],
    [{ url: '' }, 'url'],
    [{ url: 42 }, 'url'],
    [{ url: URL_OF_SHOP, event_types: ['everything'] }, 'event_types.0'],
    [{ url: URL_OF_SHOP, description: ' ' }, 'description'],
    [{ url: URL_OF_SHOP, secret: 'whsec_mine' }, 'secret'],
  ])('with %j is refused at its path, when it is made and when it is changed', async (json, path) => {
    const tenant = await newTenant();
    const { id } = await newEndpoint(tenant);
    for (const response of [
      await tenant.owner.call('POST', PATH, { json }),
      await tenant.owner.call('PATCH', `${PATH}/${id}`, { json }),
    ]) {
      const problem = await answer<Problem>(response, 422);
      expect(problem.errors?.map((error) => error.path)).toContain(path);
      expect(JSON.stringify(problem)).not.toContain('user:secret');
    }
  });

  it('is one of 50 at most, also when the last ones are made at once', async () => {
    const tenant = await newTenant();
    const first = await newEndpoint(tenant);
    await asTenant(tenant.tenantId, async (tx) => {
      const [row] = await tx.select().from(webhookEndpoints);
      if (row === undefined) throw new Error('no row');
      const rows = Array.from({ length: MAX_WEBHOOK_ENDPOINTS - 3 }, () => ({ ...row, id: newId() }));
      await tx.insert(webhookEndpoints).values(rows);
    });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => tenant.owner.call('POST', PATH, { json: { url: newUrl() } })),
    );
    expect(answers.map((response) => response.status).toSorted()).toEqual([201, 201, 409, 409, 409]);
    const refused = answers.find((response) => response.status === 409);
    expect(await refused?.json<Problem>()).toMatchObject({ code: 'conflict', detail: expect.stringContaining('50') });
    await tenant.owner.call('DELETE', `${PATH}/${first.id}`);
    await newEndpoint(tenant);
  });

  it('has an address of its own, and at most ten share a host, so that an event is sent nowhere many times', async () => {
    const tenant = await newTenant();
    const statuses = async (make: (index: number) => string, times: number) => {
      const codes: number[] = [];
      for (let i = 0; i < times; i++) {
        codes.push((await tenant.owner.call('POST', PATH, { json: { url: make(i) } })).status);
      }
      return codes;
    };
    expect(await statuses((i) => `${URL_OF_SHOP}?tried=${i}`, 3)).toEqual([201, 409, 409]);
    expect((await statuses((i) => `${URL_OF_SHOP}/${i}`, 10)).filter((status) => status === 201)).toHaveLength(9);
    const other = await newEndpoint(tenant);
    const moved = await tenant.owner.call('PATCH', `${PATH}/${other.id}`, { json: { url: URL_OF_SHOP } });
    expect(await answer<Problem>(moved, 409)).toMatchObject({ code: 'already_exists', errors: [{ path: 'url' }] });
  });

  it('is listed newest first, a page at a time', async () => {
    const tenant = await newTenant();
    const made = [await newEndpoint(tenant), await newEndpoint(tenant), await newEndpoint(tenant)];
    const page = async (query: string) =>
      await answer<Page<WebhookEndpoint>>(await tenant.owner.call('GET', `${PATH}?limit=2${query}`), 200);
    const first = await page('');
    const second = await page(`&cursor=${first.next_cursor}`);
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(made.map(({ id }) => id).toReversed());
    expect(second.next_cursor).toBeNull();
  });
});

describe('deliveries', () => {
  it('are listed by status, newest first, page by page, and read one by one', async () => {
    const tenant = await newTenant();
    const { id } = await newEndpoint(tenant);
    const ids = await addDeliveries(tenant, id, ['delivered', 'failed', 'delivered', 'failed', 'failed']);
    const list = async (query: string) =>
      await answer<Page<WebhookDelivery>>(await tenant.owner.call('GET', `${PATH}/${id}/deliveries?${query}`), 200);
    const failed = await list('status=failed&limit=2');
    const rest = await list(`status=failed&limit=2&cursor=${failed.next_cursor}`);
    expect([...failed.data, ...rest.data].map((delivery) => delivery.id)).toEqual([ids[4], ids[3], ids[1]]);
    expect((await list('limit=100')).data.map((delivery) => delivery.id)).toEqual(ids.toReversed());
    expect((await list('status=pending')).data).toEqual([]);
    const path = `${PATH}/${id}/deliveries`;
    for (const query of ['status=lost', 'cursor=made-up', 'limit=0', 'other=1']) {
      expect([query, (await tenant.owner.call('GET', `${path}?${query}`)).status]).toEqual([query, 422]);
    }
    const detail = await answer(await tenant.owner.call('GET', `${path}/${ids[0]}`), 200);
    expect(detail).toMatchObject({ id: ids[0], request_body: '{"a":1}', attempt_log: [] });
  });

  it('of another endpoint or tenant answer 404', async () => {
    const [mine, theirs] = [await newTenant(), await newTenant()];
    const [endpoint, other] = [await newEndpoint(mine), await newEndpoint(mine)];
    const [delivery] = await addDeliveries(mine, endpoint.id, ['failed']);
    for (const [tenant, id] of [
      [mine, other.id],
      [theirs, endpoint.id],
    ] as const) {
      const path = `${PATH}/${id}/deliveries/${delivery}`;
      expect((await tenant.owner.call('GET', path)).status).toBe(404);
      expect((await tenant.owner.call('POST', `${path}/resend`)).status).toBe(404);
    }
    expect((await theirs.owner.call('GET', `${PATH}/${endpoint.id}/deliveries`)).status).toBe(404);
    expect((await theirs.owner.call('POST', `${PATH}/${endpoint.id}/rotate-secret`, { json: {} })).status).toBe(404);
  });

  it('of tests are a few in a minute', async () => {
    const tenant = await newTenant();
    const { id } = await newEndpoint(tenant);
    const sent = [];
    for (let i = 0; i < 7; i++) sent.push(await tenant.owner.call('POST', `${PATH}/${id}/test`));
    expect(sent.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202, 429, 429]);
    expect(sent.at(-1)?.headers.get('retry-after')).toBe('60');
  });

  it('of a test are one under one Idempotency-Key', async () => {
    const tenant = await newTenant();
    const { id } = await newEndpoint(tenant);
    const headers = { 'idempotency-key': 'test-once' };
    const send = () => tenant.owner.call('POST', `${PATH}/${id}/test`, { headers });
    const [first, second] = [await send(), await send()];
    expect([first.status, second.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
    expect(await second.text()).toBe(await first.text());
    const { data } = await answer<Page<WebhookDelivery>>(
      await tenant.owner.call('GET', `${PATH}/${id}/deliveries`),
      200,
    );
    expect(data).toHaveLength(1);
    // The id is not in the body, but is part of the key's fingerprint.
    const other = await newEndpoint(tenant);
    const elsewhere = await tenant.owner.call('POST', `${PATH}/${other.id}/test`, { headers });
    expect((await answer<Problem>(elsewhere, 422)).code).toBe('idempotency_key_reused');
  });
});
