import { createRoute } from '@hono/zod-openapi';
import { COMMON_PROBLEMS, problemResponses } from '../../../contracts/responses.ts';
import { SearchMisses } from '../../../contracts/search-misses.ts';
import { PutSynonyms, Synonyms } from '../../../contracts/synonyms.ts';
import { getSynonyms } from '../../domain/search/get-synonyms.ts';
import { listMisses } from '../../domain/search/list-misses.ts';
import { putSynonyms } from '../../domain/search/put-synonyms.ts';
import { ctxOf, router } from '../api-env.ts';
import { allow } from '../middleware/allow.ts';

const tags = ['Search'];
const security = [{ bearer: [] }];

const get = createRoute({
  method: 'get',
  path: '/v1/search/synonyms',
  operationId: 'getSynonyms',
  summary: 'List the synonyms',
  tags,
  security,
  middleware: [allow('search:tune')] as const,
  responses: {
    200: { description: 'The synonyms', content: { 'application/json': { schema: Synonyms } } },
    ...problemResponses(...COMMON_PROBLEMS),
  },
});

const put = createRoute({
  method: 'put',
  path: '/v1/search/synonyms',
  operationId: 'putSynonyms',
  summary: 'Replace the synonyms',
  description:
    'Replaces the whole list. Searches by words use it from then on. Synonyms widen what is searched for; they never change what a person refuses.',
  tags,
  security,
  middleware: [allow('search:tune')] as const,
  request: { body: { required: true, content: { 'application/json': { schema: PutSynonyms } } } },
  responses: {
    200: { description: 'The new synonyms', content: { 'application/json': { schema: Synonyms } } },
    ...problemResponses(400, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

const misses = createRoute({
  method: 'get',
  path: '/v1/search/misses',
  operationId: 'listSearchMisses',
  summary: 'List searches that found nothing',
  description:
    'Lists words that at least three people searched for and that found nothing: candidates for synonyms. Only short searches without digits, conditions or refusals are counted, and nothing tells who searched. Words leave the list when they become synonyms, or 90 days after the last search.',
  tags,
  security,
  middleware: [allow('search:tune')] as const,
  responses: {
    200: { description: 'The searches', content: { 'application/json': { schema: SearchMisses } } },
    ...problemResponses(...COMMON_PROBLEMS),
  },
});

/** What a tenant's searches take for one another, and what they did not find. */
export const synonymsRoutes = () =>
  router()
    .openapi(get, async (c) => c.json(await getSynonyms({ ctx: ctxOf(c) }), 200))
    .openapi(misses, async (c) => c.json(await listMisses({ ctx: ctxOf(c) }), 200))
    .openapi(put, async (c) => c.json(await putSynonyms({ ctx: ctxOf(c), input: c.req.valid('json') }), 200));
