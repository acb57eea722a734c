import { createRoute } from '@hono/zod-openapi';
import { COMMON_PROBLEMS, problemResponses } from '../../../contracts/responses.ts';
import { SearchSettings, UpdateSearchSettings } from '../../../contracts/search-settings.ts';
import { getSearchSettings } from '../../domain/search/get-search-settings.ts';
import { updateSearchSettings } from '../../domain/search/update-search-settings.ts';
import { ctxOf, router } from '../api-env.ts';
import { allow } from '../middleware/allow.ts';

const tags = ['Search'];
const security = [{ bearer: [] }];

const get = createRoute({
  method: 'get',
  path: '/v1/search/settings',
  operationId: 'getSearchSettings',
  summary: 'Read the search settings',
  tags,
  security,
  middleware: [allow('product:write')] as const,
  responses: {
    200: { description: 'The settings', content: { 'application/json': { schema: SearchSettings } } },
    ...problemResponses(...COMMON_PROBLEMS),
  },
});

const update = createRoute({
  method: 'patch',
  path: '/v1/search/settings',
  operationId: 'updateSearchSettings',
  summary: 'Update the search settings',
  description: 'Texts are reindexed in the background. Until then some are found by whole words only.',
  tags,
  security,
  middleware: [allow('product:write')] as const,
  request: { body: { required: true, content: { 'application/json': { schema: UpdateSearchSettings } } } },
  responses: {
    200: { description: 'The updated settings', content: { 'application/json': { schema: SearchSettings } } },
    ...problemResponses(400, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

/** What a tenant's texts are searched by. */
export const searchSettingsRoutes = () =>
  router()
    .openapi(get, async (c) => c.json(await getSearchSettings({ ctx: ctxOf(c) }), 200))
    .openapi(update, async (c) => {
      return c.json(await updateSearchSettings({ ctx: ctxOf(c), input: c.req.valid('json') }), 200);
    });
