import type { SearchHit, SearchRequest } from '../../contracts/search.ts';
import { authorise, type Ctx } from '../domain/context.ts';
import { eligibleProducts } from './eligible-products.ts';
import type { Embedder } from './embedding-model.ts';
import { menuHit } from './menu-hit.ts';
import { retrieve } from './retrieve.ts';
import { fewOfEach, knowledgeHit, readableDocuments } from './search-knowledge.ts';
import { withUnderstood } from './search-products.ts';
import { understandQuery } from './understand-query.ts';

/**
 * Searches products and documents in one ranking: the same words, weighed against the texts of both.
 * @throws {ProblemError} `forbidden` when the principal may read one of the kinds not at all.
 */
export async function search({
  ctx,
  embeddingModel,
  input,
}: {
  ctx: Ctx;
  embeddingModel?: Embedder | undefined;
  input: SearchRequest;
}): Promise<SearchHit[]> {
  const { query, kinds, filters, limit } = input;
  for (const kind of kinds) authorise(ctx, `${kind}:read`);
  const understood = understandQuery(query);
  const found = await retrieve({
    ctx,
    embeddingModel,
    // A document may well be about what a product must not have.
    query: kinds.includes('document') ? query : understood.query || query,
    kinds,
    eligible: {
      product: eligibleProducts(withUnderstood(filters, understood)),
      document: readableDocuments(ctx.principal),
    },
    limit: 2 * limit,
  });
  return fewOfEach(found)
    .slice(0, limit)
    .map((chunk) =>
      chunk.product === null
        ? { kind: 'document', ...knowledgeHit(chunk) }
        : { kind: 'product', ...menuHit(chunk.product, chunk.score) },
    );
}
