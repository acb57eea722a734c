import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { StatedError } from '../../../contracts/stated-error.ts';
import { type Breakers, PLATFORM_HOSTS } from '../breakers.ts';
import { CircuitOpenError } from '../circuit-breaker.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { IsolateTracing } from './isolate-tracing.ts';

/** Spans of this long are sent in one request. */
const SEND_AFTER_MS = 1_000;
const TIMEOUT_MS = 3_000;

interface SendDeps {
  fetch: typeof fetch;
  breakers: Breakers;
  log: Pick<Logger, 'warn'>;
  metrics: Pick<Metrics, 'count'>;
}

/**
 * Waits a second, then posts the isolate's spans to the collector as OTLP over HTTP in JSON. Each batch is tried once,
 * behind the collector's breaker; refused spans are dropped and counted. Never rejects.
 */
export async function sendSpans({ config, buffer, flush }: IsolateTracing, deps: SendDeps): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, SEND_AFTER_MS));
  flush.release();
  const { batches, dropped } = buffer.take();
  const count = (outcome: 'sent' | 'dropped', spans: number) => {
    if (spans > 0) deps.metrics.count('ragline_trace_spans_total', spans, { outcome });
  };
  count('dropped', dropped);
  for (const batch of batches) {
    try {
      const status = await deps.breakers.run(PLATFORM_HOSTS.collector, () => post(config, deps.fetch, batch));
      if (status >= 300) deps.log.warn('spans_refused', { spans: batch.length, status });
      count(status < 300 ? 'sent' : 'dropped', batch.length);
    } catch (error) {
      // While the breaker is open, the counter says enough: a log line a second would add nothing.
      if (!(error instanceof CircuitOpenError)) deps.log.warn('spans_not_sent', { spans: batch.length, error });
      count('dropped', batch.length);
    }
  }
}

/** @returns The response's status. @throws {StatedError} for 429 and 5xx, which the breaker counts. */
async function post(
  { url, headers }: IsolateTracing['config'],
  send: typeof fetch,
  batch: ReadableSpan[],
): Promise<number> {
  const body = JsonTraceSerializer.serializeRequest(batch);
  if (body === undefined) throw new StatedError('the spans could not be written as JSON');
  const response = await send(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: Uint8Array.from(body),
    // A redirect would send the token to another host.
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (response.status >= 500 || response.status === 429)
    throw new StatedError(`the collector answered ${response.status}`);
  return response.status;
}
