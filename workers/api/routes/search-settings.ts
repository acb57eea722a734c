import { SearchSettings, UpdateSearchSettings } from '../../../contracts/search-settings.ts';
import { getSearchSettings } from '../../domain/search/get-search-settings.ts';
import { updateSearchSettings } from '../../domain/search/update-search-settings.ts';
import { ctxOf, router } from '../api-env.ts';
import { json, jsonBody, operation } from '../operation.ts';

const tag = 'Search';

const get = operation({
  method: 'get',
  path: '/v1/search/settings',
  operationId: 'getSearchSettings',
  summary: 'Read the search settings',
  tag,
  permission: 'product:write',
  responses: { 200: json('The settings', SearchSettings) },
});

const update = operation({
  method: 'patch',
  path: '/v1/search/settings',
  operationId: 'updateSearchSettings',
  summary: 'Update the search settings',
  description: 'Texts are reindexed in the background. Until then some are found by whole words only.',
  tag,
  permission: 'product:write',
  request: { body: jsonBody(UpdateSearchSettings) },
  responses: { 200: json('The updated settings', SearchSettings) },
});

/** Search settings of a tenant. */
export const searchSettingsRoutes = () =>
  router()
    .openapi(get, async (c) => c.json(await getSearchSettings({ ctx: ctxOf(c) }), 200))
    .openapi(update, async (c) => {
      return c.json(await updateSearchSettings({ ctx: ctxOf(c), input: c.req.valid('json') }), 200);
    });
