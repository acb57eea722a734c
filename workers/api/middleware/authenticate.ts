import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { Principal } from '../../../contracts/identity.ts';
import { TICKET } from '../../../contracts/subscription.ts';
import { noteApiKeyUse } from '../../domain/api-keys/note-api-key-use.ts';
import { verifyApiKey } from '../../domain/api-keys/verify-api-key.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { ApiEnv } from '../api-env.ts';

/**
 * Sets the principal from the bearer token: an access token or an API key. The database checks later whether its
 * session is still open. Streams also take a ticket, because a browser cannot send headers and a JWT never stands in a
 * URL. RFC 6750, section 2.1.
 * @throws {ProblemError} `unauthenticated` or `token_expired`.
 */
export const authenticate = createMiddleware<ApiEnv>(async (c, next) => {
  const ticket = STREAMS.test(c.req.path) ? c.req.query('ticket') : undefined;
  const header = c.req.header('authorization');
  const principal =
    header === undefined && ticket !== undefined
      ? await redeemTicket(c, ticket)
      : await verifyBearer(c, bearer(header));
  c.set('principal', principal);
  c.get('services').spans.identify({ tenant_id: principal.tenantId, user_id: principal.userId });
  await next();
});

const STREAMS = /^\/v1\/(?:events|chat\/[^/]+)\/(?:stream|ws)$/;

/** The token of an `Authorization` header. @throws {ProblemError} `unauthenticated` when it holds none. */
export function bearer(header: string | undefined): string {
  const [, token] = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+|rk_[\w-]+)$/i.exec(header ?? '') ?? [];
  if (token === undefined)
    throw new ProblemError('unauthenticated', 'Send the access token as `Authorization: Bearer …`.');
  return token;
}

async function verifyBearer(c: Context<ApiEnv>, token: string): Promise<Principal> {
  const services = c.get('services');
  if (!token.startsWith('rk_')) return await services.tokens.verify(token, services.clock.now());
  const { principal, key } = await verifyApiKey({ services, input: { secret: token } });
  const noted = noteApiKeyUse({ services, input: key });
  c.executionCtx.waitUntil(noted.catch((error: unknown) => services.log.warn('api_key_use_not_noted', { error })));
  return principal;
}

/** The tenant in a ticket says which hub gave it out, and only that hub can redeem it. */
async function redeemTicket({ env, req }: Context<ApiEnv>, ticket: string): Promise<Principal> {
  const [, tenantId] = TICKET.exec(ticket) ?? [];
  const stream = reopenable(req.path, req.query('topics'));
  const redeemed =
    tenantId === undefined ? null : await env.TENANT_HUB.getByName(tenantId).redeemTicket(ticket, stream);
  const principal = Principal.safeParse(redeemed);
  if (!principal.success || principal.data.tenantId !== tenantId) {
    throw new ProblemError(
      'unauthenticated',
      'The ticket is unknown or expired, or was used for another stream. Get a new one from POST /v1/events/tickets.',
    );
  }
  return principal.data;
}

/** The stream and topics that a ticket is bound to. Undefined for a chat, because orders are placed over it. */
function reopenable(path: string, topics: string | undefined): string | undefined {
  if (!path.startsWith('/v1/events/')) return undefined;
  const sorted = topics?.split(',').toSorted().join();
  return sorted === undefined ? path : `${path}?topics=${sorted}`;
}
