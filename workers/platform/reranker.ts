import { z } from 'zod';
import { StatedError } from '../../contracts/stated-error.ts';
import { type Breakers, PLATFORM_HOSTS } from './breakers.ts';
import { readAtMost } from './read-at-most.ts';
import type { RerankConfig } from './retrieval-config.ts';

/** The index of a given text, and its relevance on the service's own scale. */
interface RankedText {
  index: number;
  score: number;
}

/** Reads texts beside a query: better at order than comparing vectors, and slower. */
export interface Reranker {
  /**
   * Returns the `limit` most relevant texts, best first, without duplicates. Rejects when the service is unreachable or
   * answers anything else; the error reveals nothing of the query, the texts, the answer or the key.
   */
  rank(query: string, texts: readonly string[], limit: number): Promise<RankedText[]>;
}

/** Far more than so many numbers take, also of a service that repeats the texts. */
const MAX_ANSWER_BYTES = 1024 * 1024;

const RerankResponse = z.object({
  results: z.array(z.object({ index: z.int().min(0), relevance_score: z.number() })),
});
type RerankResponse = z.infer<typeof RerankResponse>;

/**
 * A service that speaks the `/rerank` of Cohere and Jina, as vLLM, Infinity and LiteLLM do, behind a circuit breaker.
 * Source: https://docs.cohere.com/reference/rerank.
 */
export function createReranker(config: RerankConfig, breakers: Breakers): Reranker {
  return {
    rank: async (query, texts, limit) => {
      const expected = Math.min(texts.length, limit);
      const answer = await breakers.run(`${PLATFORM_HOSTS.model}/rerank`, async () => {
        const response = await ask(config, { query, documents: texts, top_n: expected });
        const { status } = response;
        if (response.ok) return parse(await readAtMost(MAX_ANSWER_BYTES, response.body));
        await response.body?.cancel();
        // A refused key or model does not mean that the host is down.
        if (status >= 400 && status < 500 && status !== 408 && status !== 429) return { refusedWith: status };
        throw new StatedError(`the re-ranking service answered ${status}`);
      });
      if ('refusedWith' in answer) throw new StatedError(`the re-ranking service refused with ${answer.refusedWith}`);
      return bestOf(answer, texts.length, expected);
    },
  };
}

function ask({ url, apiKey, model, timeoutMs }: RerankConfig, body: Record<string, unknown>): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify({ ...(model === undefined ? {} : { model }), ...body }),
    // The key is for this address and no other.
    redirect: 'manual',
    // The timeout covers the answer's body as well.
    signal: AbortSignal.timeout(timeoutMs),
  });
}

function parse(text: string | undefined): RerankResponse {
  if (text === undefined) throw new StatedError('the re-ranking service answered with far too much');
  try {
    return RerankResponse.parse(JSON.parse(text));
  } catch {
    // Either error may quote the answer, which may quote the query.
    throw new StatedError('the re-ranking service answered with something else than results');
  }
}

function bestOf({ results }: RerankResponse, texts: number, expected: number): RankedText[] {
  const indexes = new Set(results.map(({ index }) => index));
  if (indexes.size !== results.length || results.length < expected || results.some(({ index }) => index >= texts)) {
    throw new StatedError(`the re-ranking service was asked for ${expected} of ${texts} texts and named others`);
  }
  return results
    .map(({ index, relevance_score }) => ({ index, score: relevance_score }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, expected);
}
