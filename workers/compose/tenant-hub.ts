import { chatSessionName } from '../../contracts/chat.ts';
import { shardName } from '../../contracts/subscription.ts';
import type { HubDeps } from '../../durable-objects/tenant-hub/hub-deps.ts';
import { dropRevocations, readRevocations } from '../domain/auth/pending-revocations.ts';
import { markProcessed, readHead, readOutbox } from '../domain/outbox/drain.ts';
import { recordDelivery, recordSending } from '../domain/outbox/relay-spans.ts';
import { recordDeliveries } from '../domain/webhooks/record-deliveries.ts';
import { mirrorSoon } from '../pool/mirror-to-stream.ts';
import { openObject } from './invocation.ts';
import { isolateOf } from './isolate.ts';
import { TOPIC_QUEUES } from './queues.ts';

/** The business work of a tenant's hub. */
export function hubDeps(env: Env, tenantId: string): HubDeps {
  const services = openObject(env);
  const { spans } = services;
  spans.identify({ tenant_id: tenantId });
  const { config, redis } = isolateOf(env);
  const mirror = mirrorSoon({ redis, services });
  return {
    readOutbox: (limit) => readOutbox(services, tenantId, limit),
    markProcessed: (delivered) => markProcessed(services, tenantId, delivered),
    readHead: () => readHead(services, tenantId),
    publish: async (topic, events, { hasWebhooks }) => {
      mirror(events);
      await recordSending(spans, { topic, events }, async () => {
        if (hasWebhooks) await recordDeliveries({ services, input: { tenantId, events } });
        await env[TOPIC_QUEUES[topic]].sendBatch(events.map((event) => ({ body: { event } })));
      });
    },
    release: () => services.close(),
    shard: (index) => env.HUB_SHARD.getByName(shardName(tenantId, index)),
    readRevocations: (limit) => readRevocations(services, tenantId, limit),
    dropRevocations: (ids) => dropRevocations(services, tenantId, ids),
    closeChat: async (conversationId, owners) => {
      await env.CHAT_SESSION.getByName(chatSessionName(tenantId, conversationId)).closeOwned(owners);
    },
    socketsPerObject: config.hubSocketsPerObject,
    watchMs: config.hubWatchMs,
    observeDelivery: (event, lagSeconds) => {
      services.metrics.observe('ragline_outbox_lag_seconds', lagSeconds);
      recordDelivery(spans, event, lagSeconds);
    },
    countSocket: (change) => services.metrics.count(`ragline_hub_sockets_${change}_total`),
    log: services.log.with({ tenant_id: tenantId }),
  };
}
