import { onTestFinished } from 'vitest';
import type { EventEnvelope, EventType } from '../../contracts/event.ts';
import type { NewWebhookEndpoint, WebhookDelivery, WebhookDeliveryDetail } from '../../contracts/webhook.ts';
import { tenants, users } from '../../schema/tables/tenants.ts';
import type { Ctx } from '../../workers/domain/context.ts';
import { createEndpoint } from '../../workers/domain/webhooks/create-endpoint.ts';
import { deliverNext } from '../../workers/domain/webhooks/deliver-next.ts';
import { getDelivery } from '../../workers/domain/webhooks/get-delivery.ts';
import { listDeliveries } from '../../workers/domain/webhooks/list-deliveries.ts';
import { recordDeliveries } from '../../workers/domain/webhooks/record-deliveries.ts';
import type { WebhookSender } from '../../workers/domain/webhooks/webhook-sender.ts';
import { type IsolateBreakers, isolateBreakers } from '../../workers/platform/breakers.ts';
import { newId } from '../../workers/platform/ids.ts';
import { newIsolate, openWorker } from './worker-services.ts';

/** A request as a receiver saw it. */
export interface Received {
  url: string;
  headers: Headers;
  body: string;
  /** The redirect mode that the sender asked for. */
  redirect: string | undefined;
}

/** A tenant whose webhooks leave through a `fetch` that the test answers, under a clock that the test moves. */
export async function webhookWorld({ answer = () => new Response('ok'), breakers }: WorldOptions = {}) {
  const tenantId = newId();
  const userId = newId();
  const time = { nowMs: Date.now() };
  const clock = { now: () => new Date(time.nowMs) };
  const received: Received[] = [];
  const world = { answer, received, resolved: ['8.8.8.8'] as string[] | Error };
  const nudges: Array<{ endpointId: string; delaySeconds: number }> = [];
  const shared = breakers ?? isolateBreakers(clock);

  /** A Worker of its own, as far as the database is concerned. */
  function newWorker(): Ctx {
    const services = openWorker(newIsolate({ breakers: shared }), {
      nudgeWebhook: (_tenantId, endpointId, delaySeconds = 0) => void nudges.push({ endpointId, delaySeconds }),
    });
    onTestFinished(() => services.close());
    const principal = { tenantId, userId, roles: ['owner' as const], expiresAt: 2 ** 31 };
    return { ...services, clock, config: { ...services.config, mode: 'production' }, principal, authority: 'system' };
  }

  const sender: WebhookSender = {
    fetch: async (input, init) => {
      const request = {
        url: String(input),
        headers: new Headers(init?.headers),
        body: String(init?.body),
        redirect: init?.redirect,
      };
      received.push(request);
      return await world.answer(request, init?.signal ?? undefined);
    },
    resolveHost: async () => {
      if (world.resolved instanceof Error) throw world.resolved;
      return world.resolved;
    },
    random: () => 0.5,
    timing: { pauseScale: 1, timeoutMs: 15_000 },
  };
  const ctx = newWorker();
  await ctx.db.transaction({ systemWorkIn: tenantId }, async (tx) => {
    await tx.insert(tenants).values({ id: tenantId, slug: `t-${tenantId.slice(-12)}`, name: 'Test' });
    const owner = { id: userId, tenantId, email: 'owner@x.test', passwordHash: 'none', roles: ['owner'] };
    await tx.insert(users).values(owner);
  });
  let sequence = 0;
  let endpoints = 0;
  /** The first one is `/in`, and each has an address of its own. */
  const nextUrl = (): string => {
    endpoints += 1;
    return `https://hooks.example.com/in${endpoints === 1 ? '' : endpoints}`;
  };
  return {
    ...world,
    world,
    tenantId,
    ctx,
    nudges,
    breakers: shared,
    sender,
    newWorker,
    now: () => new Date(time.nowMs),
    pass(seconds: number): void {
      time.nowMs += seconds * 1000;
    },
    endpoint: (input: { url?: string; event_types?: EventType[] } = {}): Promise<NewWebhookEndpoint> =>
      createEndpoint({
        ctx,
        input: { url: nextUrl(), description: null, event_types: [], ...input },
      }),
    event(over: Partial<EventEnvelope> = {}): EventEnvelope {
      sequence += 1;
      return {
        specversion: '1.0',
        id: newId(),
        source: `/ragline/tenants/${tenantId}`,
        subject: `orders/${newId()}`,
        time: clock.now().toISOString(),
        datacontenttype: 'application/json',
        tenantid: tenantId,
        sequence,
        requestid: 'request-1',
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
        topic: 'orders',
        type: 'order_created',
        data: { note: 'Crème brûlée 🍮 & "quotes" \u2028' },
        ...over,
      };
    },
    record: (...events: EventEnvelope[]) => recordDeliveries({ services: ctx, input: { tenantId, events } }),
    /** Makes one attempt, if one is due. */
    deliver: (endpointId: string, worker: Ctx = ctx) =>
      deliverNext({ services: worker, sender, input: { tenantId, endpointId } }),
    /** As many as are due now. */
    async deliverAll(endpointId: string, worker: Ctx = ctx): Promise<number> {
      let attempts = 0;
      while (await deliverNext({ services: worker, sender, input: { tenantId, endpointId } })) attempts += 1;
      return attempts;
    },
    /** Oldest first. */
    async deliveries(endpointId: string): Promise<WebhookDelivery[]> {
      const page = await listDeliveries({ ctx, input: { id: endpointId, limit: 100 } });
      return page.data.toReversed();
    },
    detail: (endpointId: string, deliveryId: string): Promise<WebhookDeliveryDetail> =>
      getDelivery({ ctx, input: { id: endpointId, delivery_id: deliveryId } }),
  };
}

interface WorldOptions {
  answer?: Answer;
  /** Those of another world, as if one isolate served both. */
  breakers?: IsolateBreakers;
}

type Answer = (request: Received, signal: AbortSignal | undefined) => Response | Promise<Response>;
export type WebhookWorld = Awaited<ReturnType<typeof webhookWorld>>;
