import { z } from 'zod';
import { type Breakers, PLATFORM_HOSTS } from './breakers.ts';
import type { RerankConfig } from './retrieval-config.ts';

/** Reads texts beside a query: better at order than comparing vectors, and slower. */
export interface Reranker {
  /**
   * The `limit` texts that fit the query best, the best first: each by its place in `texts`, once, with a score of the
   * service's own scale. Rejects when the service cannot be asked, and when it answers anything else.
   */
  rank(query: string, texts: readonly string[], limit: number): Promise<Array<{ index: number; score: number }>>;
}

const RerankResponse = z.object({
  results: z.array(z.object({ index: z.int().min(0), relevance_score: z.number() })),
});

/**
 * A service that speaks the `/rerank` of Cohere and Jina, as vLLM, Infinity and LiteLLM do, behind a circuit breaker.
 * Source: https://docs.cohere.com/reference/rerank.
 */
export function createReranker(config: RerankConfig, breakers: Breakers): Reranker {
  return {
    rank: async (query, texts, limit) => {
      const answer = await breakers.run(`${PLATFORM_HOSTS.model}/rerank`, async () => {
        const response = await ask(config, { query, documents: texts, top_n: limit });
        if (response.ok) return RerankResponse.parse(await response.json());
        await response.body?.cancel();
        const { status } = response;
        // A key or a model that it does not take is no sign of its being away.
        if (status >= 400 && status < 500 && status !== 408 && status !== 429) return { refusedWith: status };
        throw new Error(`the re-ranking service answered ${status}`);
      });
      if ('refusedWith' in answer) throw new Error(`the re-ranking service refused with ${answer.refusedWith}`);
      return bestOf(answer, texts.length, limit);
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
    // Of the answer's body as well.
    signal: AbortSignal.timeout(timeoutMs),
  });
}

function bestOf({ results }: z.infer<typeof RerankResponse>, texts: number, limit: number) {
  const indexes = new Set(results.map(({ index }) => index));
  const expected = Math.min(texts, limit);
  if (indexes.size !== results.length || results.length < expected || results.some(({ index }) => index >= texts)) {
    throw new Error(`the re-ranking service was asked for ${expected} of ${texts} texts and named others`);
  }
  return results
    .map(({ index, relevance_score }) => ({ index, score: relevance_score }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit);
}
