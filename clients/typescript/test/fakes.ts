/** A fake server: answers each request with the next of the answers, or with the result of a function. */
export function fakeServer(...answers: Array<(request: Request) => Response | Promise<Response>>) {
  const requests: Array<{ method: string; path: string; headers: Record<string, string>; body: string }> = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    requests.push({
      method: request.method,
      path: `${pathname}${search}`,
      headers: Object.fromEntries(request.headers),
      body: await request.clone().text(),
    });
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    if (answer === undefined) throw new Error(`no answer for ${request.url}`);
    return await answer(request);
  };
  return { fetch, requests, last: () => requests.at(-1) };
}

export const BASE = 'https://api.test';

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  () =>
    Response.json(body, { status, headers });

export const problem = (code: string, status: number, headers: Record<string, string> = {}) =>
  json({ type: 'about:blank', title: code, status, code, request_id: 'r' }, status, headers);

export const lost = () => () => Promise.reject(new TypeError('fetch failed'));

/** A stream of text that ends, or that is cut as a lost connection is. */
export const stream =
  (text: string, how: 'ends' | 'is cut' = 'ends') =>
  () =>
    new Response(
      new ReadableStream<Uint8Array>(
        {
          // A stream that errors at once drops what waits in it.
          start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
          pull: (controller) =>
            how === 'ends' ? controller.close() : controller.error(new TypeError('network error')),
        },
        { highWaterMark: 0 },
      ),
      { headers: { 'content-type': 'text/event-stream' } },
    );
