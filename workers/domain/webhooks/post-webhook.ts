import type { Clock } from '../../platform/clock.ts';
import { describeError } from '../../platform/describe-error.ts';
import type { AttemptResult, WebhookSender } from './webhook-sender.ts';

/** The time limit of the body after the status. The body is only for the log. */
const BODY_TIMEOUT_MS = 2_000;
const MAX_BODY_BYTES = 4_096;
const MAX_HEADERS = 50;
const MAX_HEADER_CHARACTERS = 512;
/** Headers that are kept out of the log. */
const HIDDEN_HEADERS: ReadonlySet<string> = new Set(['set-cookie', 'www-authenticate', 'proxy-authenticate']);

/**
 * Sends one request. The status decides, whatever the body. A redirect is not followed, because it could lead to an
 * address that is not allowed. Never rejects.
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

/** The start of a body, as far as it arrives in time. */
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
    // The body broke off.
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => undefined);
  }
  return storable(text);
}

/** Replaces what PostgreSQL cannot store: U+0000 and unpaired surrogates. */
const storable = (text: string): string => text.replaceAll('\u0000', '\ufffd').toWellFormed();
