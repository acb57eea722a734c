import { ApiKeyList, CreateApiKey, ListApiKeysQuery, NewApiKey, RollApiKey } from '../../../contracts/api-key.ts';
import { createApiKey } from '../../domain/api-keys/create-api-key.ts';
import { listApiKeys } from '../../domain/api-keys/list-api-keys.ts';
import { revokeApiKey } from '../../domain/api-keys/revoke-api-key.ts';
import { rollApiKey } from '../../domain/api-keys/roll-api-key.ts';
import { ctxOf, router } from '../api-env.ts';
import { idParams, json, jsonBody, operation, optionalJsonBody } from '../operation.ts';

const tag = 'API keys';

const list = operation({
  method: 'get',
  path: '/v1/api-keys',
  operationId: 'listApiKeys',
  summary: 'List API keys, newest first',
  tag,
  permission: 'api-key:manage',
  request: { query: ListApiKeysQuery },
  responses: { 200: json('A page of API keys', ApiKeyList) },
});

const create = operation({
  method: 'post',
  path: '/v1/api-keys',
  operationId: 'createApiKey',
  summary: 'Create an API key',
  description:
    'The secret is shown only in this answer, so the request accepts no `Idempotency-Key`: that would store the secret. A key has exactly its scopes, and never more than the account that created it. It expires after 90 days unless `expires_at` says otherwise. A key that another key creates is revoked with it.',
  tag,
  permission: 'api-key:manage',
  request: { body: jsonBody(CreateApiKey) },
  problems: [409],
  responses: { 201: json('The created key with its secret', NewApiKey) },
});

const revoke = operation({
  method: 'delete',
  path: '/v1/api-keys/{id}',
  operationId: 'revokeApiKey',
  summary: 'Revoke an API key and the keys that descend from it',
  tag,
  permission: 'api-key:manage',
  request: { params: idParams },
  responses: { 204: { description: 'Revoked' } },
});

const roll = operation({
  method: 'post',
  path: '/v1/api-keys/{id}/roll',
  operationId: 'rollApiKey',
  summary: 'Roll an API key’s secret',
  description:
    'The key keeps its id, scopes and expiry. The old secret works until the overlap ends. The new secret is shown only in this answer, so the request accepts no `Idempotency-Key`. An owner can roll every key, an admin the keys of their own account, and a key itself and the keys that descend from it.',
  tag,
  permission: 'api-key:manage',
  request: { params: idParams, body: optionalJsonBody(RollApiKey) },
  problems: [409],
  responses: { 200: json('The key with its new secret', NewApiKey) },
});

const SECRET_HEADERS = { 'cache-control': 'no-store' };

/** Keys for servers. */
export const apiKeyRoutes = () =>
  router()
    .openapi(list, async (c) => c.json(await listApiKeys({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(create, async (c) =>
      c.json(await createApiKey({ ctx: ctxOf(c), input: c.req.valid('json') }), 201, SECRET_HEADERS),
    )
    .openapi(roll, async (c) => {
      // Without a body, the library does not parse: the default is still to come.
      const input = { ...c.req.valid('param'), ...RollApiKey.parse(c.req.valid('json')) };
      return c.json(await rollApiKey({ ctx: ctxOf(c), input }), 200, SECRET_HEADERS);
    })
    .openapi(revoke, async (c) => {
      await revokeApiKey({ ctx: ctxOf(c), input: c.req.valid('param') });
      return c.body(null, 204);
    });
