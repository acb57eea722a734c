import { SearchMisses } from '../../../contracts/search-misses.ts';
import { PutSynonyms, Synonyms } from '../../../contracts/synonyms.ts';
import { getSynonyms } from '../../domain/search/get-synonyms.ts';
import { listMisses } from '../../domain/search/list-misses.ts';
import { putSynonyms } from '../../domain/search/put-synonyms.ts';
import { ctxOf, router } from '../api-env.ts';
import { json, jsonBody, operation } from '../operation.ts';

const tag = 'Search';

const get = operation({
  method: 'get',
  path: '/v1/search/synonyms',
  operationId: 'getSynonyms',
  summary: 'List the synonyms',
  tag,
  permission: 'search:tune',
  responses: { 200: json('The synonyms', Synonyms) },
});

const put = operation({
  method: 'put',
  path: '/v1/search/synonyms',
  operationId: 'putSynonyms',
  summary: 'Replace the synonyms',
  description:
    'Replaces the whole list. Searches by words use it from then on. Synonyms widen what is searched for; they never change what a person refuses.',
  tag,
  permission: 'search:tune',
  request: { body: jsonBody(PutSynonyms) },
  responses: { 200: json('The new synonyms', Synonyms) },
});

const misses = operation({
  method: 'get',
  path: '/v1/search/misses',
  operationId: 'listSearchMisses',
  summary: 'List searches that found nothing',
  description:
    'Lists words that at least three people searched for and that found nothing: candidates for synonyms. Only short searches without digits, conditions or refusals are counted, and nothing tells who searched. Words leave the list when they become synonyms, or 90 days after the last search.',
  tag,
  permission: 'search:tune',
  responses: { 200: json('The searches', SearchMisses) },
});

/** Synonyms and missed searches of a tenant. */
export const synonymsRoutes = () =>
  router()
    .openapi(get, async (c) => c.json(await getSynonyms({ ctx: ctxOf(c) }), 200))
    .openapi(misses, async (c) => c.json(await listMisses({ ctx: ctxOf(c) }), 200))
    .openapi(put, async (c) => c.json(await putSynonyms({ ctx: ctxOf(c), input: c.req.valid('json') }), 200));
