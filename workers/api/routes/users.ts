import { IdempotencyHeaders, IfMatchHeaders } from '../../../contracts/headers.ts';
import { CreateUser, ListUsersQuery, UpdateUser, User, UserList } from '../../../contracts/user.ts';
import { createUser } from '../../domain/users/create-user.ts';
import { listUsers } from '../../domain/users/list-users.ts';
import { updateUser } from '../../domain/users/update-user.ts';
import { ctxOf, router } from '../api-env.ts';
import { etagOf, ifMatchVersion } from '../etag.ts';
import { idempotently } from '../idempotent.ts';
import { jsonResponse } from '../json-response.ts';
import { idParams, json, jsonBody, operation } from '../operation.ts';

const tag = 'Users';

const list = operation({
  method: 'get',
  path: '/v1/users',
  operationId: 'listUsers',
  summary: 'List accounts, newest first',
  tag,
  permission: 'user:manage',
  request: { query: ListUsersQuery },
  responses: { 200: json('A page of accounts', UserList) },
});

const create = operation({
  method: 'post',
  path: '/v1/users',
  operationId: 'createUser',
  summary: 'Create an account',
  description:
    'Accepts an `Idempotency-Key` and needs a login of the last 10 minutes. Only an owner can create owners and admins. An API key cannot create accounts, because their password and roles would outlive the key.',
  tag,
  permission: 'user:manage',
  hashesPassword: true,
  request: { headers: IdempotencyHeaders, body: jsonBody(CreateUser) },
  problems: [409],
  responses: { 201: json('The created account', User) },
});

const update = operation({
  method: 'patch',
  path: '/v1/users/{id}',
  operationId: 'updateUser',
  summary: 'Update or deactivate an account',
  description:
    'Changing roles or the password, or deactivating the account, ends its sessions and needs a login of the last 10 minutes. Change your own password at `POST /v1/auth/password`. Only an owner can change an owner or admin, and the last active owner cannot be removed. An API key can change names and deactivate accounts of staff and customers; it cannot set passwords, change roles or activate accounts.',
  tag,
  permission: 'user:manage',
  hashesPassword: true,
  request: { params: idParams, headers: IfMatchHeaders, body: jsonBody(UpdateUser) },
  problems: [409],
  responses: { 200: json('The updated account', User) },
});

/** Accounts of the tenant, for those who manage them. */
export const userRoutes = () =>
  router()
    .openapi(list, async (c) => c.json(await listUsers({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(create, async (c) => {
      const input = c.req.valid('json');
      const { password: secret, ...known } = input;
      return await idempotently(c, { input: known, secret }, async (ctx) => {
        const user = await createUser({ ctx, input });
        return jsonResponse(201, user, { etag: etagOf(user), location: `/v1/users/${user.id}` });
      });
    })
    .openapi(update, async (c) => {
      const ifVersion = ifMatchVersion(c.req.header('if-match'));
      const input = { id: c.req.valid('param').id, change: c.req.valid('json'), ifVersion };
      const user = await updateUser({ ctx: ctxOf(c), input });
      return c.json(user, 200, { etag: etagOf(user) });
    });
