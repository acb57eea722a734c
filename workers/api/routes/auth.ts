import type { Context } from 'hono';
import { UpdateMe } from '../../../contracts/dietary-profile.ts';
import {
  GuestRequest,
  GuestSession,
  LoginRequest,
  Me,
  type Principal,
  RefreshRequest,
  RegisterCustomer,
  RegisterRequest,
  Session,
} from '../../../contracts/identity.ts';
import { getMe } from '../../domain/auth/get-me.ts';
import { logIn } from '../../domain/auth/log-in.ts';
import { logOut } from '../../domain/auth/log-out.ts';
import { GUEST_TTL_SECONDS, openGuestSession } from '../../domain/auth/open-guest-session.ts';
import { registerCustomer } from '../../domain/auth/register-customer.ts';
import { registerTenant } from '../../domain/auth/register-tenant.ts';
import { rotateRefreshToken } from '../../domain/auth/rotate-refresh-token.ts';
import { updateMe } from '../../domain/auth/update-me.ts';
import { type ApiEnv, ctxOf, router } from '../api-env.ts';
import { clientLabel } from '../client-label.ts';
import { bearer } from '../middleware/authenticate.ts';
import { type AddressQuota, SESSION_QUOTA } from '../middleware/quota.ts';
import { json, jsonBody, operation } from '../operation.ts';
import { requireHuman } from '../require-human.ts';
import { throttledLogin } from '../throttled-login.ts';

const tag = 'Auth';
/** Registering a tenant hashes a password and writes rows for a stranger. */
const REGISTER: AddressQuota = { policy: 'register', limit: 20, windowSeconds: 3_600 };
/** Making a customer likewise. An address may be a whole street's, behind a carrier's translation. */
const CUSTOMERS: AddressQuota = { policy: 'customers', limit: 60, windowSeconds: 3_600 };
/** A room full of visitors may arrive at once; after that one every five seconds. */
const GUESTS: AddressQuota = { policy: 'guests', limit: 120, windowSeconds: 600 };
const noStore = { 'cache-control': 'no-store' };

const register = operation({
  method: 'post',
  path: '/v1/auth/register',
  operationId: 'registerTenant',
  summary: 'Register a tenant and its owner',
  tag,
  permission: 'none',
  quota: REGISTER,
  hashesPassword: true,
  request: { body: jsonBody(RegisterRequest) },
  problems: [403, 409],
  responses: { 201: json('The session of the new owner', Session) },
});

const login = operation({
  method: 'post',
  path: '/v1/auth/login',
  operationId: 'logIn',
  summary: 'Log in',
  tag,
  permission: 'none',
  hashesPassword: true,
  request: { body: jsonBody(LoginRequest) },
  problems: [401, 403],
  responses: { 200: json('The new session', Session) },
});

const refresh = operation({
  method: 'post',
  path: '/v1/auth/refresh',
  operationId: 'refreshSession',
  summary: 'Exchange a refresh token for new tokens',
  description:
    'A refresh token works once. Sent again within ten seconds, by another tab or after a lost answer, it still returns new tokens. Sent later, it ends the session and revokes every token of the login.',
  tag,
  permission: 'none',
  quota: SESSION_QUOTA,
  request: { body: jsonBody(RefreshRequest) },
  problems: [401, 403],
  responses: { 200: json('The session with new tokens', Session) },
});

const logout = operation({
  method: 'post',
  path: '/v1/auth/logout',
  operationId: 'logOut',
  summary: 'Log out: revoke all refresh tokens of the login',
  tag,
  permission: 'none',
  quota: SESSION_QUOTA,
  request: { body: jsonBody(RefreshRequest) },
  problems: [401],
  responses: { 204: { description: 'Logged out' } },
});

const guest = operation({
  method: 'post',
  path: '/v1/auth/guest',
  operationId: 'openGuestSession',
  summary: 'Create a guest token',
  description:
    'Issues a token for one hour with a new user id. With a guest token of the storefront in `Authorization`, also an expired one, the same guest gets a new token, until a day after the first. When the guest registers, the account keeps the guest’s orders and conversations.',
  tag,
  permission: 'optional',
  quota: GUESTS,
  request: { body: jsonBody(GuestRequest) },
  problems: [404],
  responses: { 200: json('A guest token', GuestSession) },
});

const customer = operation({
  method: 'post',
  path: '/v1/auth/customers',
  operationId: 'registerCustomer',
  summary: 'Register as a customer of a storefront',
  description:
    'With a guest token of the storefront in `Authorization`, the account keeps the guest’s user id, orders, quotes, conversations and events, and the guest token is revoked. Without one the account starts empty.',
  tag,
  permission: 'optional',
  quota: CUSTOMERS,
  hashesPassword: true,
  request: { body: jsonBody(RegisterCustomer) },
  problems: [404, 409],
  responses: { 201: json('The session of the new customer', Session) },
});

const me = operation({
  method: 'get',
  path: '/v1/auth/me',
  operationId: 'getMe',
  summary: 'Read your own account',
  tag,
  permission: 'any',
  quota: SESSION_QUOTA,
  responses: { 200: json('The authenticated account', Me) },
});

const patchMe = operation({
  method: 'patch',
  path: '/v1/auth/me',
  operationId: 'updateMe',
  summary: 'Update your profile',
  description:
    'Allergens and diets that later searches and quotes of the account take into account. null deletes them. Guests and API keys have no profile.',
  tag,
  permission: 'profile:write',
  quota: SESSION_QUOTA,
  request: { body: jsonBody(UpdateMe) },
  responses: { 200: json('The account, with its profile', Me) },
});

const withClient = <T extends object>(c: Context, input: T): T & { client: string | undefined } => ({
  ...input,
  client: clientLabel(c.req.header('user-agent')),
});

/** The principal of the access token, where sending one is optional. */
async function callerIfAny(c: Context<ApiEnv>, graceSeconds = 0): Promise<Principal | undefined> {
  const { tokens, clock } = c.get('services');
  const header = c.req.header('authorization');
  return header === undefined ? undefined : await tokens.verify(bearer(header), clock.now(), graceSeconds);
}

/** Accounts and tokens. */
export const authRoutes = () =>
  router()
    .openapi(register, async (c) => {
      await requireHuman(c, c.req.valid('json').turnstile_token);
      return c.json(
        await registerTenant({ services: c.get('services'), input: withClient(c, c.req.valid('json')) }),
        201,
        noStore,
      );
    })
    .openapi(login, async (c) => {
      const input = c.req.valid('json');
      const session = await throttledLogin(c, input, () =>
        logIn({ services: c.get('services'), input: withClient(c, input) }),
      );
      return c.json(session, 200, noStore);
    })
    .openapi(refresh, async (c) =>
      c.json(await rotateRefreshToken({ services: c.get('services'), input: c.req.valid('json') }), 200, noStore),
    )
    .openapi(logout, async (c) => {
      await logOut({ services: c.get('services'), input: c.req.valid('json') });
      return c.body(null, 204);
    })
    .openapi(guest, async (c) => {
      const input = { ...c.req.valid('json'), guest: await callerIfAny(c, GUEST_TTL_SECONDS) };
      // A guest with a token has already passed the check.
      if (input.guest === undefined) await requireHuman(c, input.turnstile_token);
      return c.json(await openGuestSession({ services: c.get('services'), input }), 200, noStore);
    })
    .openapi(customer, async (c) => {
      const services = c.get('services');
      const input = { ...withClient(c, c.req.valid('json')), guest: await callerIfAny(c) };
      await requireHuman(c, input.turnstile_token);
      return c.json(await registerCustomer({ services, input }), 201, noStore);
    })
    .openapi(me, async (c) => c.json(await getMe({ ctx: ctxOf(c) }), 200))
    .openapi(patchMe, async (c) => c.json(await updateMe({ ctx: ctxOf(c), input: c.req.valid('json') }), 200));
