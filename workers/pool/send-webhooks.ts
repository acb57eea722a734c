import { WebhookMessage } from '../../contracts/event.ts';
import { deliverNext } from '../domain/webhooks/deliver-next.ts';
import { PermanentError } from './permanent-error.ts';
import type { Consumer } from './pool-deps.ts';

/** A message ends after this long, so that a slow receiver does not delay the others of its batch. */
const MAX_MS = 5_000;

/**
 * Sends the due deliveries of an endpoint one after the other; further messages send in parallel. The deliveries are in
 * the database, so a message may be repeated, late or lost.
 */
export const sendWebhooks: Consumer = async ({ body }, { services, webhooks }) => {
  const message = WebhookMessage.safeParse(body);
  if (!message.success) throw new PermanentError('the message names no webhook endpoint', { cause: message.error });
  const { tenant_id: tenantId, endpoint_id: endpointId, requestid: requestId, traceparent } = message.data;
  const log = services.log.with({ tenant_id: tenantId, request_id: requestId });
  const traced = { ...services, log, trace: { requestId, traceparent } };
  const startedAtMs = services.clock.now().getTime();
  let sent = 0;
  while (await deliverNext({ services: traced, sender: webhooks, input: { tenantId, endpointId } })) {
    sent += 1;
    if (services.clock.now().getTime() - startedAtMs < MAX_MS) continue;
    traced.nudgeWebhook(tenantId, endpointId);
    break;
  }
  if (sent > 0) log.info('webhooks_sent', { endpoint_id: endpointId, attempts: sent });
};
