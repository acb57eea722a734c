import type { GuestRequest, GuestSession } from '../../../contracts/identity.ts';
import { newId } from '../../platform/ids.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { GUEST_TOKEN_TTL_SECONDS } from '../../platform/tokens.ts';
import type { Services } from '../context.ts';
import { findTenantId } from './find-tenant-id.ts';

/**
 * A token for a visitor of a storefront, with a user id of their own and no row anywhere: what they order and say is
 * theirs, and stays so when they register. @throws {ProblemError} `not_found` for the storefront.
 */
export async function openGuestSession(args: { services: Services; input: GuestRequest }): Promise<GuestSession> {
  const { services, input } = args;
  const tenantId = await findTenantId(services, input.tenant_slug);
  if (tenantId === undefined) throw noSuchStorefront();
  const guest = { tenantId, userId: newId(), roles: ['guest' as const] };
  return {
    access_token: await services.tokens.issue(guest, services.clock.now(), GUEST_TOKEN_TTL_SECONDS),
    token_type: 'Bearer',
    expires_in: GUEST_TOKEN_TTL_SECONDS,
    tenant_id: tenantId,
    user_id: guest.userId,
    roles: guest.roles,
  };
}

export const noSuchStorefront = (): ProblemError =>
  new ProblemError('not_found', 'There is no storefront with this tenant_slug.');
