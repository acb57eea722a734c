import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { NewApiKey, Scope } from '../../../contracts/api-key.ts';
import type { EventType } from '../../../contracts/event.ts';
import type { Problem } from '../../../contracts/problem.ts';
import type { NewWebhookEndpoint, WebhookEndpoint } from '../../../contracts/webhook.ts';
import { apiKeys } from '../../../schema/tables/tenants.ts';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import type { Ctx } from '../../../workers/domain/context.ts';
import { createEndpoint } from '../../../workers/domain/webhooks/create-endpoint.ts';
import { getDelivery } from '../../../workers/domain/webhooks/get-delivery.ts';
import { getEndpoint } from '../../../workers/domain/webhooks/get-endpoint.ts';
import { resendDelivery } from '../../../workers/domain/webhooks/resend-delivery.ts';
import { updateEndpoint } from '../../../workers/domain/webhooks/update-endpoint.ts';
import { newId } from '../../../workers/platform/ids.ts';
import { answer, asUser, newTenant, newUser, type TestTenant, type TestUser } from '../../support/tenant.ts';
import { type WebhookWorld, webhookWorld } from '../../support/webhooks.ts';

const PATH = '/v1/webhook-endpoints';
const URL_OF_SHOP = 'https://hooks.shop.example.com/in';

async function newKey(by: TestUser, scopes: Scope[]): Promise<TestUser> {
  const key = await answer<NewApiKey>(await by.call('POST', '/v1/api-keys', { json: { name: 'hooks', scopes } }), 201);
  return asUser(key.secret, key.id);
}

const newEndpoint = async (by: TestUser, json: object = {}): Promise<NewWebhookEndpoint> =>
  await answer(await by.call('POST', PATH, { json: { url: URL_OF_SHOP, ...json } }), 201);

const read = async (tenant: TestTenant, id: string): Promise<WebhookEndpoint> =>
  await answer(await tenant.owner.call('GET', `${PATH}/${id}`), 200);

describe('an API key that manages webhooks and reads no events', () => {
  it('cannot subscribe to events', async () => {
    const tenant = await newTenant();
    const key = await newKey(tenant.owner, ['webhook:manage']);
    const refused = await key.call('POST', PATH, { json: { url: URL_OF_SHOP } });
    const problem = await answer<Problem>(refused, 403);
    expect(problem.detail).toContain('order_created');
    expect(problem.detail).toContain('event:read-all');

    const { id } = await newEndpoint(tenant.owner);
    const path = `${PATH}/${id}`;
    const attempts: Array<[string, string, object?]> = [
      ['PATCH', path, { url: 'https://thief.example.com/' }],
      ['PATCH', path, { event_types: ['order_created'] }],
      ['PATCH', path, { is_active: true }],
      ['POST', `${path}/rotate-secret`, {}],
      ['POST', `${path}/test`],
      ['POST', `${path}/recover`, {}],
    ];
    for (const [method, to, json] of attempts) {
      expect([method, to, json, (await key.call(method, to, { json })).status]).toEqual([method, to, json, 403]);
    }
    expect(await read(tenant, id)).toMatchObject({ url: URL_OF_SHOP, version: 1 });
    expect((await key.call('PATCH', path, { json: { description: 'Till', is_active: false } })).status).toBe(200);
  });

  it.each<[EventType[], Scope[], number]>([
    [['order_created', 'order_cancelled'], ['order:read-all'], 201],
    [['order_created', 'tool_call'], ['order:read-all'], 403],
    [['order_created'], ['order:read'], 403],
    [['job_updated'], ['job:manage'], 201],
    [['job_updated'], ['order:read-all'], 403],
    [['help_requested'], ['help-request:read'], 403],
    [['help_requested'], ['help-request:manage'], 201],
    [['notification'], [], 201],
    [['tool_call'], ['event:read'], 403],
    [[], ['order:read-all', 'job:manage', 'help-request:manage'], 403],
    [[], ['event:read-all'], 201],
  ])('creates an endpoint for %j with %j: %i', async (event_types, scopes, status) => {
    const tenant = await newTenant();
    const key = await newKey(tenant.owner, ['webhook:manage', ...scopes]);
    const response = await key.call('POST', PATH, { json: { url: URL_OF_SHOP, event_types } });
    expect(response.status).toBe(status);
    await response.body?.cancel();
  });
});

describe('an endpoint', () => {
  it('stops with the API key that authorised it, until it is authorised anew', async () => {
    const tenant = await newTenant();
    const key = await newKey(tenant.owner, ['webhook:manage', 'event:read-all']);
    const { id, ...made } = await newEndpoint(key);
    expect(made).toMatchObject({ authorised_by: tenant.owner.userId, authorised_by_key: key.userId });
    await tenant.owner.call('DELETE', `/v1/api-keys/${key.userId}`);
    expect(await read(tenant, id)).toMatchObject({ is_active: false, disabled_reason: 'permission_lost' });
    const enabled = await tenant.owner.call('PATCH', `${PATH}/${id}`, { json: { is_active: true } });
    expect(await answer(enabled, 200)).toMatchObject({
      is_active: true,
      authorised_by: tenant.owner.userId,
      authorised_by_key: null,
    });
  });

  it('whose URL a key has changed ends with that key, whoever created it', async () => {
    const tenant = await newTenant();
    const { id } = await newEndpoint(tenant.owner);
    const other = await newEndpoint(tenant.owner, { url: 'https://hooks2.shop.example.com/in' });
    const key = await newKey(tenant.owner, ['webhook:manage', 'event:read-all']);
    await answer(await key.call('PATCH', `${PATH}/${id}`, { json: { url: 'https://thief.example.com/' } }), 200);
    await tenant.owner.call('DELETE', `/v1/api-keys/${key.userId}`);
    expect(await read(tenant, id)).toMatchObject({ is_active: false });
    expect(await read(tenant, other.id)).toMatchObject({ is_active: true });
  });

  it.each<[object, boolean]>([
    [{ is_active: false }, false],
    [{ roles: ['customer'] }, false],
    [{ roles: ['staff'] }, true],
    [{ full_name: 'Anna' }, true],
  ])('of an admin whose account is changed by %j is active: %s', async (json, isActive) => {
    const tenant = await newTenant();
    const admin = await newUser(tenant, 'admin');
    const { id } = await newEndpoint(admin);
    await answer(await tenant.owner.call('PATCH', `/v1/users/${admin.userId}`, { json }), 200);
    const disabled_reason = isActive ? null : 'permission_lost';
    expect(await read(tenant, id)).toMatchObject({ is_active: isActive, disabled_reason });
  });
});

describe('what is to be sent', () => {
  async function asKey(world: WebhookWorld, scopes: Scope[]): Promise<Ctx> {
    const { principal } = world.ctx;
    const key = { id: newId(), tenantId: world.tenantId, name: 'k', keyHash: newId(), hint: 'hint', scopes };
    const expiresAt = new Date(world.now().getTime() + 60_000);
    await world.ctx.db.transaction({ systemWorkIn: world.tenantId }, (tx) =>
      tx.insert(apiKeys).values({ ...key, createdBy: principal.userId, expiresAt }),
    );
    const rights = { kind: 'api_key' as const, userId: key.id, actsFor: principal.userId, scopes };
    return { ...world.ctx, principal: { ...principal, ...rights } };
  }
  const state = (world: WebhookWorld, id: string) => getEndpoint({ ctx: world.ctx, input: { id } });

  it('is not sent once the key that authorised it has expired', async () => {
    const world = await webhookWorld();
    const ctx = await asKey(world, ['webhook:manage', 'event:read-all']);
    const input = { url: 'https://hooks.example.com/key', description: null, event_types: [] };
    const { id } = await createEndpoint({ ctx, input });
    await world.record(world.event());
    expect(await world.deliverAll(id)).toBe(1);
    world.pass(61);
    await world.record(world.event());
    expect(await world.deliverAll(id)).toBe(0);
    expect(world.received).toHaveLength(1);
    expect(await state(world, id)).toMatchObject({ is_active: false, disabled_reason: 'permission_lost' });
    await updateEndpoint({ ctx: world.ctx, input: { id, change: { is_active: true } } });
    expect(await world.deliverAll(id)).toBe(1);
  });

  it('cannot be redirected by a principal without the permission to read it', async () => {
    const world = await webhookWorld({ answer: () => new Response('no', { status: 500 }) });
    const { id } = await world.endpoint();
    await world.record(world.event());
    await world.deliver(id);
    const [delivery] = await world.deliveries(id);
    const delivery_id = delivery?.id ?? '';
    const ctx = await asKey(world, ['webhook:manage', 'job:manage']);
    await expect(getDelivery({ ctx, input: { id, delivery_id } })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(resendDelivery({ ctx, input: { id, delivery_id } })).rejects.toMatchObject({ code: 'forbidden' });

    const change = { url: 'https://thief.example.com/', event_types: ['job_updated' as const] };
    await updateEndpoint({ ctx, input: { id, change } });
    world.pass(30);
    expect(await world.deliverAll(id)).toBe(0);
    expect(world.received.map(({ url }) => url)).toEqual(['https://hooks.example.com/in']);
    expect(await state(world, id)).toMatchObject({ disabled_reason: 'permission_lost' });
  });

  it('is sent for an endpoint of a release that kept no authority', async () => {
    const world = await webhookWorld();
    const { id } = await world.endpoint();
    await world.ctx.db.transaction({ systemWorkIn: world.tenantId }, (tx) =>
      tx.update(webhookEndpoints).set({ authorisedBy: null }).where(eq(webhookEndpoints.id, id)),
    );
    await world.record(world.event());
    expect(await world.deliverAll(id)).toBe(1);
  });
});
