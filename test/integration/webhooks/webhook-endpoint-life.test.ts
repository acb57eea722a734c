import { env } from 'cloudflare:workers';
import { eq, sql } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { STAFF_ONLY } from '../../../contracts/event.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import { outbox } from '../../../schema/tables/delivery.ts';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { deleteEndpoint } from '../../../workers/domain/webhooks/delete-endpoint.ts';
import { getEndpoint } from '../../../workers/domain/webhooks/get-endpoint.ts';
import { rotateSecret } from '../../../workers/domain/webhooks/rotate-secret.ts';
import { updateEndpoint } from '../../../workers/domain/webhooks/update-endpoint.ts';
import { parseConfig } from '../../../workers/platform/config.ts';
import { createSecretVault } from '../../../workers/platform/secret-vault.ts';
import { sweepWebhooks } from '../../../workers/pool/sweep-webhooks.ts';
import { type WebhookWorld, webhookWorld } from '../../support/webhooks.ts';

const HOUR = 3_600;

const status = (code: number, headers: Record<string, string> = {}) => new Response('no', { status: code, headers });

describe('an endpoint', () => {
  const eventsOf = (world: WebhookWorld) =>
    world.ctx.db.transaction({ systemWorkIn: world.tenantId }, (tx) => tx.select().from(outbox));
  const read = (world: WebhookWorld, id: string) => getEndpoint({ ctx: world.ctx, input: { id } });

  it('that answers 410 is disabled at once, and the staff are told', async () => {
    const world = await webhookWorld({ answer: () => status(410) });
    const { id } = await world.endpoint();
    await world.record(world.event(), world.event());
    expect(await world.deliverAll(id)).toBe(1);
    expect(await read(world, id)).toMatchObject({ is_active: false, disabled_reason: 'gone' });
    expect((await world.deliveries(id)).map(({ status }) => status)).toEqual(['failed', 'pending']);
    expect(await eventsOf(world)).toMatchObject([
      {
        topic: 'notifications',
        type: 'notification',
        // No user's id, because a customer may read events that name them.
        audienceUserId: STAFF_ONLY,
        data: { kind: 'webhook_endpoint_disabled', resource_id: id, body: expect.stringContaining('410') },
      },
    ]);
    const entries = await world.ctx.db.transaction({ systemWorkIn: world.tenantId }, (tx) =>
      tx.select().from(auditLog).where(eq(auditLog.action, 'webhook_endpoint.disabled')),
    );
    expect(entries).toMatchObject([{ resourceId: id, actorRoles: [], details: { reason: 'gone' } }]);

    world.world.answer = () => new Response();
    await updateEndpoint({ ctx: world.ctx, input: { id, change: { is_active: true } } });
    expect(await world.deliverAll(id)).toBe(1);
  });

  it('that has failed for five days is disabled; one success in between restarts the count', async () => {
    const world = await webhookWorld({ answer: () => status(500) });
    const { id } = await world.endpoint();
    const failDaily = async (days: number) => {
      for (let day = 0; day < days; day++) {
        await world.record(world.event());
        await world.deliver(id);
        world.pass(24 * HOUR);
      }
    };
    await failDaily(4);
    expect(await read(world, id)).toMatchObject({ is_active: true, failing_since: expect.any(String) });
    world.world.answer = () => new Response();
    await world.deliverAll(id);
    expect(await read(world, id)).toMatchObject({ failing_since: null });
    world.world.answer = () => status(500);
    await failDaily(5);
    expect(await read(world, id)).toMatchObject({ is_active: true });
    await failDaily(1);
    expect(await read(world, id)).toMatchObject({ is_active: false, disabled_reason: 'failing' });
  });

  it('that failed once, long ago, is not disabled by the next failure', async () => {
    const world = await webhookWorld({ answer: () => status(500) });
    const { id } = await world.endpoint();
    await world.record(world.event());
    await world.deliver(id);
    world.pass(21 * 24 * HOUR);
    await world.record(world.event());
    await world.deliverAll(id);
    expect(await read(world, id)).toMatchObject({ is_active: true, failing_since: world.now().toISOString() });
  });

  it('that is deleted gets no pending event, and the sweep removes its rows', async () => {
    const world = await webhookWorld();
    const { id } = await world.endpoint();
    await world.record(world.event(), world.event());
    await world.deliver(id);
    await deleteEndpoint({ ctx: world.ctx, input: { id } });
    expect(await world.deliverAll(id)).toBe(0);
    await expect(read(world, id)).rejects.toThrow('There is no webhook endpoint');
    const counted = () =>
      world.ctx.db.transaction({ systemWorkIn: world.tenantId }, async (tx) => {
        const { rows } = await tx.execute(sql`SELECT (SELECT count(*)::int FROM webhook_endpoints) AS endpoints,
          (SELECT count(*)::int FROM webhook_deliveries) AS deliveries, (SELECT count(*)::int FROM webhook_attempts) AS attempts,
          (SELECT max(sealed_secret) FROM webhook_endpoints) AS secret`);
        return rows[0];
      });
    expect(await counted()).toEqual({ endpoints: 1, deliveries: 2, attempts: 1, secret: '' });
    await sweepUntil(world, async () => (await counted())?.endpoints === 0);
    expect(await counted()).toEqual({ endpoints: 0, deliveries: 0, attempts: 0, secret: null });
  });

  it('keeps its log for 30 days', async () => {
    const world = await webhookWorld();
    const { id } = await world.endpoint();
    await world.record(world.event());
    await world.deliverAll(id);
    world.pass(29 * 24 * HOUR);
    await world.record(world.event());
    await sweepWebhooks(world.ctx);
    expect(await world.deliveries(id)).toHaveLength(2);
    world.pass(2 * 24 * HOUR);
    await sweepUntil(world, async () => (await world.deliveries(id)).length < 2);
    expect(await world.deliveries(id)).toMatchObject([{ status: 'pending' }]);
  });

  it('is signed with both secrets for the overlap, and with the new one alone afterwards', async () => {
    const world = await webhookWorld();
    const old = await world.endpoint();
    const { id } = old;
    const fresh = await rotateSecret({ ctx: world.ctx, input: { id, overlap_seconds: HOUR } });
    expect(fresh.secret).not.toBe(old.secret);
    const send = async () => {
      await world.record(world.event());
      await world.deliverAll(id);
      const { headers, body } = world.received.at(-1) ?? { headers: new Headers(), body: '' };
      const signatures = headers.get('webhook-signature')?.split(' ') ?? [];
      const signed = (secret: string) =>
        new Webhook(secret).sign(
          headers.get('webhook-id') ?? '',
          new Date(Number(headers.get('webhook-timestamp')) * 1000),
          body,
        );
      return [fresh.secret, old.secret].map((secret) => signatures.includes(signed(secret)));
    };
    expect(await send()).toEqual([true, true]);
    world.pass(HOUR + 1);
    expect(await send()).toEqual([true, false]);
  });

  /** A Worker that cannot open the secret of the world's endpoints. */
  const withOtherKeys = (world: WebhookWorld) => {
    const other = { kid: 'other', alg: 'EdDSA' as const, d: '870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE' };
    return { ...world.ctx, vault: createSecretVault({ keys: [other] }) };
  };

  it('waits for a Worker that can open its secret, as during a rotation of the signing keys', async () => {
    const world = await webhookWorld();
    const { id } = await world.endpoint();
    await world.record(world.event());
    expect(await world.deliver(id, withOtherKeys(world))).toBe(false);
    expect(world.received).toEqual([]);
    expect(await read(world, id)).toMatchObject({ is_active: true, disabled_reason: null });
    world.pass(61);
    expect(await world.deliverAll(id)).toBe(1);
    // The day begins again.
    world.pass(25 * HOUR);
    await world.record(world.event());
    expect(await world.deliver(id, withOtherKeys(world))).toBe(false);
    expect(await read(world, id)).toMatchObject({ is_active: true });
  });

  it('whose secret could not be opened for a day is disabled, and enabled again by its key or another secret', async () => {
    const world = await webhookWorld();
    const { id } = await world.endpoint();
    const worker = withOtherKeys(world);
    const disable = async () => {
      await world.record(world.event());
      await world.deliver(id, worker);
      world.pass(24 * HOUR);
      expect(await world.deliver(id, worker)).toBe(false);
      expect(await read(world, id)).toMatchObject({ is_active: false, disabled_reason: 'secret_unreadable' });
    };
    await disable();
    const enable = (ctx: typeof world.ctx) => updateEndpoint({ ctx, input: { id, change: { is_active: true } } });
    await expect(enable(worker)).rejects.toThrow('Rotate');
    await enable(world.ctx);
    expect(await world.deliverAll(id)).toBe(1);

    await disable();
    await rotateSecret({ ctx: worker, input: { id, overlap_seconds: 60 } });
    expect(await world.deliverAll(id, worker)).toBe(1);
    expect(world.received[1]?.headers.get('webhook-signature')?.split(' ')).toHaveLength(1);
  });

  it('has its secrets re-encrypted by the sweep after a rotation of the signing keys', async () => {
    const world = await webhookWorld();
    const { id } = await world.endpoint();
    await rotateSecret({ ctx: world.ctx, input: { id, overlap_seconds: HOUR } });
    const before = await world.ctx.db.transaction({ systemWorkIn: world.tenantId }, (tx) =>
      tx.select().from(webhookEndpoints),
    );
    const next = { kid: 'next', alg: 'EdDSA' as const, d: '870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE' };
    const keys = parseConfig({ ...env }, env.HYPERDRIVE.connectionString).auth.privateJwks.keys;
    const rotated = { ...world.ctx, vault: createSecretVault({ keys: [next, ...keys] }) };
    await sweepWebhooks(rotated);
    const [after] = await world.ctx.db.transaction({ systemWorkIn: world.tenantId }, (tx) =>
      tx.select().from(webhookEndpoints),
    );
    expect([before[0]?.sealedWith, after?.sealedWith]).toEqual([keys[0]?.kid, 'next']);
    // The old key is dropped.
    await world.record(world.event());
    await world.deliver(id, { ...world.ctx, vault: createSecretVault({ keys: [next] }) });
    expect(world.received[0]?.headers.get('webhook-signature')?.split(' ')).toHaveLength(2);
  });
});

/** The sweep takes a few endpoints of all tenants at a time, at random. */
async function sweepUntil(world: WebhookWorld, isDone: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 50 && !(await isDone()); turn++) await sweepWebhooks(world.ctx);
}
