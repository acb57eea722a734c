import { StatedError } from '../../../contracts/stated-error.ts';
import { CircuitOpenError } from '../../platform/circuit-breaker.ts';
import { isPublicAddress } from '../../platform/public-address.ts';
import type { SpanOptions } from '../../platform/tracing/spans.ts';
import type { Services } from '../context.ts';
import { type Claim, claimDelivery } from './claim-delivery.ts';
import { postWebhook } from './post-webhook.ts';
import { postponeDelivery } from './postpone-delivery.ts';
import { settleAttempt } from './settle-attempt.ts';
import { signWebhook } from './sign-webhook.ts';
import { parseTarget } from './target.ts';
import { noteReadable, waitForSecret } from './wait-for-secret.ts';
import { secretContext } from './webhook-secret.ts';
import type { AttemptResult, WebhookSender } from './webhook-sender.ts';

const USER_AGENT = 'RAGline-Webhooks/1';

/**
 * Makes one attempt for an endpoint, if a delivery is due: claims it, sends the request with no transaction open, and
 * records the result. After a crash in between, it is sent again under the same `webhook-id` once the lease has ended.
 * @returns Whether a delivery was due.
 */
export async function deliverNext({
  services,
  sender,
  input,
}: {
  services: Services;
  sender: WebhookSender;
  input: { tenantId: string; endpointId: string };
}): Promise<boolean> {
  const claim = await claimDelivery({ services, input });
  if (claim === undefined) return false;
  const secrets = await openSecrets(services, claim);
  if (secrets.length === 0) {
    await waitForSecret({ services, input: claim });
    return false;
  }
  if (claim.endpoint.unreadableSince !== null) await noteReadable({ services, input: claim });
  const result = await inSpan(services, claim, (traceparent) => attempt(services, sender, claim, secrets, traceparent));
  if (result === undefined) await postponeDelivery({ services, sender, input: claim });
  else await settleAttempt({ services, sender, input: { ...claim, result } });
  return true;
}

/**
 * Runs the attempt in the trace of its event, whichever message caused it.
 * @param work Gets the `traceparent` for the receiver.
 */
async function inSpan(
  { spans }: Services,
  { endpoint, delivery }: Claim,
  work: (traceparent: string) => Promise<AttemptResult | undefined>,
): Promise<AttemptResult | undefined> {
  const options: SpanOptions = {
    kind: 'client',
    parent: spans.nearest(delivery.traceparent),
    attributes: {
      tenant_id: endpoint.tenantId,
      'http.request.method': 'POST',
      'http.request.resend_count': delivery.attempts,
      'messaging.message.id': delivery.eventId,
      'ragline.webhook.endpoint_id': endpoint.id,
    },
  };
  return await spans.run('POST', options, async (span) => {
    const result = await work(span.traceparent ?? delivery.traceparent);
    span.set({ 'ragline.webhook.outcome': result?.outcome ?? 'postponed' });
    if (result?.responseStatus != null) span.set({ 'http.response.status_code': result.responseStatus });
    if (result !== undefined && result.outcome !== 'delivered') span.failAs(result.outcome);
    return result;
  });
}

/** The signing secrets, newest first; none when they cannot be opened. */
async function openSecrets(services: Services, { endpoint }: Claim): Promise<string[]> {
  const { sealedWith: keyId, previousSecretExpiresAt, sealedPreviousSecret } = endpoint;
  const context = secretContext(endpoint);
  const current = await services.vault.open({ text: endpoint.sealedSecret, keyId }, context);
  if (current === undefined) return [];
  const isOverlap = previousSecretExpiresAt !== null && previousSecretExpiresAt > services.clock.now();
  if (sealedPreviousSecret === null || !isOverlap) return [current];
  const previous = await services.vault.open({ text: sealedPreviousSecret, keyId }, context);
  return previous === undefined ? [current] : [current, previous];
}

/** @returns Undefined when no request was made and the delivery must wait. */
async function attempt(
  services: Services,
  sender: WebhookSender,
  { endpoint, delivery }: Claim,
  secrets: readonly string[],
  traceparent: string,
): Promise<AttemptResult | undefined> {
  const at = services.clock.now();
  const { body, eventId: id } = delivery;
  const headers = {
    'content-type': 'application/json',
    'user-agent': USER_AGENT,
    traceparent,
    ...(await signWebhook({ id, at, body, secrets })),
  };
  const notSent = (outcome: 'blocked' | 'unreachable', error: string): AttemptResult => ({
    outcome,
    requestHeaders: headers,
    responseStatus: null,
    responseHeaders: null,
    responseBody: null,
    error,
    startedAt: at,
    durationMs: 0,
  });
  const target = parseTarget(endpoint.url, services.config.mode);
  if ('fault' in target) return notSent('blocked', `the URL ${target.fault}`);
  try {
    if (target.host !== undefined && sender.resolveHost !== undefined) {
      const addresses = await sender.resolveHost(target.host);
      if (addresses.length === 0) return notSent('unreachable', 'the host has no address');
      if (!addresses.every(isPublicAddress)) {
        return notSent('blocked', 'the host has a private or reserved address');
      }
    }
  } catch (error) {
    services.log.warn('webhook_host_unresolved', { endpoint_id: endpoint.id, error });
    return undefined;
  }
  // Per tenant, so that one tenant's hanging receiver does not stop another tenant's events to the same host.
  const host = `${endpoint.tenantId}/${target.url.host}`;
  try {
    return await services.breakers.run(host, async () => {
      const result = await postWebhook({ url: target.url, headers, body }, { ...sender, clock: services.clock });
      // Any answer shows that the host is up.
      if (result.outcome === 'timeout' || result.outcome === 'unreachable') throw new HostAway(result);
      return result;
    });
  } catch (error) {
    if (error instanceof HostAway) return error.result;
    if (error instanceof CircuitOpenError) return undefined;
    throw error;
  }
}

class HostAway extends StatedError {
  override name = 'HostAway';
  readonly result: AttemptResult;

  constructor(result: AttemptResult) {
    super(result.error ?? result.outcome);
    this.result = result;
  }
}
