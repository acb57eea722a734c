import type { Context } from 'hono';
import {
  ChangePassword,
  EndSessionsQuery,
  ListSessionsQuery,
  OpenSessionList,
  Reauthenticate,
  Reauthenticated,
} from '../../../contracts/session.ts';
import { getMe } from '../../domain/auth/get-me.ts';
import { listSessions } from '../../domain/auth/list-sessions.ts';
import { endAllSessions, endSession } from '../../domain/auth/manage-sessions.ts';
import { changeOwnPassword, reauthenticate } from '../../domain/auth/own-password.ts';
import { type ApiEnv, ctxOf, router } from '../api-env.ts';
import { SESSION_QUOTA } from '../middleware/quota.ts';
import { idParams, json, jsonBody, operation } from '../operation.ts';
import { throttledLogin } from '../throttled-login.ts';

const tag = 'Auth';
const noStore = { 'cache-control': 'no-store' };

const list = operation({
  method: 'get',
  path: '/v1/auth/sessions',
  operationId: 'listSessions',
  summary: 'List open sessions, newest first',
  description: 'Lists your own sessions. With `user_id` and the permission `user:manage`, those of another account.',
  tag,
  permission: 'any',
  quota: SESSION_QUOTA,
  request: { query: ListSessionsQuery },
  responses: { 200: json('A page of open sessions', OpenSessionList) },
});

const endAll = operation({
  method: 'delete',
  path: '/v1/auth/sessions',
  operationId: 'endSessions',
  summary: 'End all sessions of an account, except the current one',
  description:
    'Ends your own other sessions, or with `user_id` and the permission `user:manage` all sessions of another account. Only an owner may end sessions of owners and admins.',
  tag,
  permission: 'any',
  quota: SESSION_QUOTA,
  request: { query: EndSessionsQuery },
  problems: [404],
  responses: { 204: { description: 'The sessions have ended' } },
});

const endOne = operation({
  method: 'delete',
  path: '/v1/auth/sessions/{id}',
  operationId: 'endSession',
  summary: 'End a session',
  description:
    'Revokes the access and refresh tokens of the session and closes its streams, sockets and running answers. Sessions of other accounts need `user:manage`; only an owner may end those of owners and admins.',
  tag,
  permission: 'any',
  quota: SESSION_QUOTA,
  request: { params: idParams },
  responses: { 204: { description: 'The session has ended' } },
});

const confirmPassword = operation({
  method: 'post',
  path: '/v1/auth/reauthenticate',
  operationId: 'reauthenticate',
  summary: 'Confirm your password for sensitive changes',
  description:
    'A person must have given their password in the last 10 minutes to change accounts, API keys or webhook endpoints. Otherwise those requests answer 401 `reauthentication_required`. This request renews the 10 minutes; refreshing tokens does not. Attempts are limited like logins.',
  tag,
  permission: 'any',
  quota: SESSION_QUOTA,
  hashesPassword: true,
  request: { body: jsonBody(Reauthenticate) },
  responses: { 200: json('A new access token of the same session', Reauthenticated) },
});

const password = operation({
  method: 'post',
  path: '/v1/auth/password',
  operationId: 'changePassword',
  summary: 'Change your own password',
  description: 'Needs your current password and ends your other sessions. Attempts are limited like logins.',
  tag,
  permission: 'any',
  quota: SESSION_QUOTA,
  hashesPassword: true,
  request: { body: jsonBody(ChangePassword) },
  responses: { 204: { description: 'Changed' } },
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
