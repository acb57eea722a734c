import type { Clock } from '../../platform/clock.ts';
import { describeError } from '../../platform/describe-error.ts';
import type { AttemptResult, WebhookSender } from './webhook-sender.ts';

/** How long the beginning of a body is waited for once the status is there: it is for the log alone. */
const BODY_TIMEOUT_MS = 2_000;
const MAX_BODY_BYTES = 4_096;
const MAX_HEADERS = 50;
const MAX_HEADER_CHARACTERS = 512;
/** Not for a log that others read. */
const HIDDEN_HEADERS: ReadonlySet<string> = new Set(['set-cookie', 'www-authenticate', 'proxy-authenticate']);

/**
 * Makes one request. The status decides, whatever becomes of the body; a redirect is not followed, or the receiver
 * could send us on to where we would not go by ourselves. Never rejects.
 */
export async function postWebhook(
  { url, headers, body }: { url: URL; headers: Record<string, string>; body: string },
  deps: Pick<WebhookSender, 'fetch' | 'timing'> & { clock: Clock },
): Promise<AttemptResult> {
  const startedAt = deps.clock.now();
  const began = performance.now();
  const result = (rest: Partial<AttemptResult> & Pick<AttemptResult, 'outcome'>): AttemptResult => ({
    requestHeaders: headers,
    responseStatus: null,
    responseHeaders: null,
    responseBody: null,
    error: null,
    startedAt,
    durationMs: Math.round(performance.now() - began),
    ...rest,
  });
  const { timeoutMs } = deps.timing;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await deps.fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    return result({
      outcome: response.ok ? 'delivered' : 'refused',
      responseStatus: response.status,
      responseHeaders: shownHeaders(response.headers),
      error: faultOf(response.status),
      responseBody: await beginningOf(response.body),
    });
  } catch (error) {
    if (signal.aborted) return result({ outcome: 'timeout', error: `no answer within ${timeoutMs / 1000} seconds` });
    return result({ outcome: 'unreachable', error: describeError(error).text ?? 'no answer' });
  }
}

function faultOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? 'redirects are not followed' : `answered ${status}`;
}

function shownHeaders(headers: Headers): Record<string, string> {
  const shown = [...headers].filter(([name]) => !HIDDEN_HEADERS.has(name)).slice(0, MAX_HEADERS);
  return Object.fromEntries(shown.map(([name, value]) => [name, storable(value).slice(0, MAX_HEADER_CHARACTERS)]));
}

/** What comes of a body within its time, cut; one that breaks off leaves what came until then. */
async function beginningOf(body: ReadableStream<Uint8Array> | null): Promise<string | null> {
  if (body === null) return null;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<{ done: true; value: undefined }>((resolve) => {
    timer = setTimeout(resolve, BODY_TIMEOUT_MS, { done: true, value: undefined });
  });
  try {
    while (bytes < MAX_BODY_BYTES) {
      const chunk = await Promise.race([reader.read(), late]);
      if (chunk.done) break;
      const kept = chunk.value.subarray(0, MAX_BODY_BYTES - bytes);
      bytes += kept.byteLength;
      text += decoder.decode(kept, { stream: true });
    }
  } catch {
    // It broke off.
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => undefined);
  }
  return storable(text);
}

/** PostgreSQL takes no U+0000 and no half of a pair. */
const storable = (text: string): string => text.replaceAll('\u0000', '\ufffd').toWellFormed();
