import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { COMMON_PROBLEMS, problemResponses } from '../../../contracts/responses.ts';
import {
  ChangePassword,
  EndSessionsQuery,
  ListSessionsQuery,
  OpenSessionList,
  Reauthenticate,
  Reauthenticated,
} from '../../../contracts/session.ts';
import { Uuid } from '../../../contracts/text.ts';
import { getMe } from '../../domain/auth/get-me.ts';
import { listSessions } from '../../domain/auth/list-sessions.ts';
import { endAllSessions, endSession } from '../../domain/auth/manage-sessions.ts';
import { changeOwnPassword, reauthenticate } from '../../domain/auth/own-password.ts';
import { type ApiEnv, ctxOf, router } from '../api-env.ts';
import { authenticate } from '../middleware/authenticate.ts';
import { throttledLogin } from '../throttled-login.ts';

const tags = ['Auth'];
const security = [{ bearer: [] }];
const noStore = { 'cache-control': 'no-store' };

const list = createRoute({
  method: 'get',
  path: '/v1/auth/sessions',
  operationId: 'listSessions',
  summary: 'List open sessions, newest first',
  description: 'Lists your own sessions. With `user_id` and the permission `user:manage`, those of another account.',
  tags,
  security,
  middleware: [authenticate] as const,
  request: { query: ListSessionsQuery },
  responses: {
    200: { description: 'A page of open sessions', content: { 'application/json': { schema: OpenSessionList } } },
    ...problemResponses(422, ...COMMON_PROBLEMS),
  },
});

const endAll = createRoute({
  method: 'delete',
  path: '/v1/auth/sessions',
  operationId: 'endSessions',
  summary: 'End all sessions of an account, except the current one',
  description:
    'Ends your own other sessions, or with `user_id` and the permission `user:manage` all sessions of another account. Only an owner may end sessions of owners and admins.',
  tags,
  security,
  middleware: [authenticate] as const,
  request: { query: EndSessionsQuery },
  responses: { 204: { description: 'Ended' }, ...problemResponses(404, 422, ...COMMON_PROBLEMS) },
});

const endOne = createRoute({
  method: 'delete',
  path: '/v1/auth/sessions/{id}',
  operationId: 'endSession',
  summary: 'End a session',
  description:
    'Revokes the access and refresh tokens of the session and closes its streams, sockets and running answers. Sessions of other accounts need `user:manage`; only an owner may end those of owners and admins.',
  tags,
  security,
  middleware: [authenticate] as const,
  request: { params: z.object({ id: Uuid }) },
  responses: { 204: { description: 'Ended' }, ...problemResponses(404, 422, ...COMMON_PROBLEMS) },
});

const confirmPassword = createRoute({
  method: 'post',
  path: '/v1/auth/reauthenticate',
  operationId: 'reauthenticate',
  summary: 'Confirm your password for sensitive changes',
  description:
    'A person must have given their password in the last 10 minutes to change accounts, API keys or webhook endpoints. Otherwise those requests answer 401 `reauthentication_required`. This request renews the 10 minutes; refreshing tokens does not. Attempts are limited like logins.',
  tags,
  security,
  middleware: [authenticate] as const,
  request: { body: { required: true, content: { 'application/json': { schema: Reauthenticate } } } },
  responses: {
    200: {
      description: 'A new access token of the same session',
      content: { 'application/json': { schema: Reauthenticated } },
    },
    ...problemResponses(400, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

const password = createRoute({
  method: 'post',
  path: '/v1/auth/password',
  operationId: 'changePassword',
  summary: 'Change your own password',
  description: 'Needs your current password and ends your other sessions. Attempts are limited like logins.',
  tags,
  security,
  middleware: [authenticate] as const,
  request: { body: { required: true, content: { 'application/json': { schema: ChangePassword } } } },
  responses: { 204: { description: 'Changed' }, ...problemResponses(400, 413, 415, 422, ...COMMON_PROBLEMS) },
});

/** Sessions, and the password of one's own account. */
export const sessionRoutes = () =>
  router()
    .openapi(list, async (c) =>
      c.json(await listSessions({ ctx: ctxOf(c), input: c.req.valid('query') }), 200, noStore),
    )
    .openapi(endAll, async (c) => {
      await endAllSessions({ ctx: ctxOf(c), input: c.req.valid('query') });
      return c.body(null, 204);
    })
    .openapi(endOne, async (c) => {
      await endSession({ ctx: ctxOf(c), input: c.req.valid('param') });
      return c.body(null, 204);
    })
    .openapi(confirmPassword, async (c) => {
      const input = c.req.valid('json');
      return c.json(await throttled(c, () => reauthenticate({ ctx: ctxOf(c), input })), 200, noStore);
    })
    .openapi(password, async (c) => {
      const input = c.req.valid('json');
      await throttled(c, () => changeOwnPassword({ ctx: ctxOf(c), input }));
      return c.body(null, 204);
    });

/** Counts a wrong password against the same limits as a failed login: a stolen token is no way around them. */
async function throttled<T>(c: Context<ApiEnv>, work: () => Promise<T>): Promise<T> {
  const { tenant_slug: slug, email } = await getMe({ ctx: ctxOf(c) });
  return await throttledLogin(c, { tenant_slug: slug, email: email ?? '' }, work);
}
