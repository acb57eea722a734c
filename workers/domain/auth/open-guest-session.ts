import { type GuestRequest, type GuestSession, isGuest, type Principal } from '../../../contracts/identity.ts';
import { newId } from '../../platform/ids.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { GUEST_TOKEN_TTL_SECONDS } from '../../platform/tokens.ts';
import { requireActor, type Services } from '../context.ts';
import { findTenantId } from './find-tenant-id.ts';

/**
 * A guest's token cannot be revoked, so its successors end a day after the first one. Until then it also renews a guest
 * whose token has expired: a phone sleeps longer than an hour.
 */
export const GUEST_TTL_SECONDS = 24 * 60 * 60;

/**
 * Opens a visitor's session at a storefront, with a user id of their own and no row anywhere: what they order and say is
 * theirs, and stays so when they register.
 * @param input.guest The sender of the request, when it carries a token: a guest keeps the user id and gets a new token.
 * @throws {ProblemError} `not_found` for the storefront, `forbidden` unless `guest` is one of it, `session_ended` after a
 * day, `unauthenticated` when the guest has registered.
 */
export async function openGuestSession({
  services,
  input,
}: {
  services: Services;
  input: GuestRequest & { guest?: Principal | undefined };
}): Promise<GuestSession> {
  const { guest } = input;
  const tenantId = await findTenantId(services, input.tenant_slug);
  if (tenantId === undefined) throw noSuchStorefront();
  if (guest !== undefined) {
    if (guest.tenantId !== tenantId || guest.kind !== undefined || !isGuest(guest)) {
      throw new ProblemError('forbidden', 'Send a guest token of this storefront, or none.');
    }
    await requireActor({ ...services, principal: guest });
  }
  const now = services.clock.now();
  const nowSeconds = Math.floor(now.getTime() / 1000);
  // A token of the release before does not say when they came.
  const cameAt =
    guest === undefined ? nowSeconds : (guest.authenticatedAt ?? guest.expiresAt - GUEST_TOKEN_TTL_SECONDS);
  const lifeSeconds = guestTokenLife(cameAt, nowSeconds);
  const userId = guest?.userId ?? newId();
  const principal = { tenantId, userId, roles: ['guest' as const], authenticatedAt: cameAt };
  return {
    access_token: await services.tokens.issue(principal, now, lifeSeconds),
    token_type: 'Bearer',
    expires_in: lifeSeconds,
    tenant_id: tenantId,
    user_id: userId,
    roles: principal.roles,
  };
}

/**
 * The lifetime of a guest's next token, in seconds.
 * @param cameAt When the guest got the first token; like `now` in seconds since the epoch.
 * @throws {ProblemError} `session_ended` when the guest's day is over.
 */
export function guestTokenLife(cameAt: number, now: number): number {
  const leftSeconds = cameAt + GUEST_TTL_SECONDS - now;
  if (leftSeconds <= 0) {
    throw new ProblemError('session_ended', 'A guest session ends after a day. Begin a new one by sending no token.');
  }
  return Math.min(GUEST_TOKEN_TTL_SECONDS, leftSeconds);
}

export const noSuchStorefront = (): ProblemError =>
  new ProblemError('not_found', 'There is no storefront with this tenant_slug. Check its spelling.');
