import { createRoute, z } from '@hono/zod-openapi';
import { COMMON_PROBLEMS, problemResponses } from '../../../contracts/responses.ts';
import { Uuid } from '../../../contracts/text.ts';
import { CreateUser, ListUsersQuery, UpdateUser, User, UserList } from '../../../contracts/user.ts';
import { createUser } from '../../domain/users/create-user.ts';
import { listUsers } from '../../domain/users/list-users.ts';
import { updateUser } from '../../domain/users/update-user.ts';
import { ctxOf, router } from '../api-env.ts';
import { etagOf, ifMatchVersion } from '../etag.ts';
import { idempotently } from '../idempotent.ts';
import { jsonResponse } from '../json-response.ts';
import { allow } from '../middleware/allow.ts';

const tags = ['Users'];
const security = [{ bearer: [] }];
const userResponse = (description: string) => ({ description, content: { 'application/json': { schema: User } } });

const list = createRoute({
  method: 'get',
  path: '/v1/users',
  operationId: 'listUsers',
  summary: 'List accounts, newest first',
  tags,
  security,
  middleware: [allow('user:manage')] as const,
  request: { query: ListUsersQuery },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: UserList } } },
    ...problemResponses(422, ...COMMON_PROBLEMS),
  },
});

const create = createRoute({
  method: 'post',
  path: '/v1/users',
  operationId: 'createUser',
  summary: 'Create an account',
  description:
    'Accepts an `Idempotency-Key` and needs a login of the last 10 minutes. Only an owner can create owners and admins. An API key cannot create accounts, because their password and roles would outlive the key.',
  tags,
  security,
  middleware: [allow('user:manage')] as const,
  request: { body: { required: true, content: { 'application/json': { schema: CreateUser } } } },
  responses: { 201: userResponse('Made'), ...problemResponses(400, 409, 413, 415, 422, ...COMMON_PROBLEMS) },
});

const update = createRoute({
  method: 'patch',
  path: '/v1/users/{id}',
  operationId: 'updateUser',
  summary: 'Update or deactivate an account',
  description:
    'Changing roles or the password, or deactivating the account, ends its sessions and needs a login of the last 10 minutes. Change your own password at `POST /v1/auth/password`. Only an owner can change an owner or admin, and the last active owner cannot be removed. An API key can change names and deactivate accounts of staff and customers; it cannot set passwords, change roles or activate accounts.',
  tags,
  security,
  middleware: [allow('user:manage')] as const,
  request: {
    params: z.object({ id: Uuid }),
    headers: z.object({ 'if-match': z.string().optional() }),
    body: { required: true, content: { 'application/json': { schema: UpdateUser } } },
  },
  responses: {
    200: userResponse('As it is now'),
    ...problemResponses(400, 404, 409, 412, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

/** Accounts of the tenant, for those who manage them. */
export const userRoutes = () =>
  router()
    .openapi(list, async (c) => c.json(await listUsers({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(create, async (c) => {
      const input = c.req.valid('json');
      const { password: secret, ...known } = input;
      const options = { route: 'POST /v1/users', input: known, secret, isKeyRequired: false };
      return await idempotently(c, options, async (ctx) => {
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
