import type { Ctx, Services } from './context.ts';

/** The actor for work that the system starts (nil UUID, RFC 9562 §5.9). It has no roles and so no permissions. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The context of work that the system starts in a tenant, such as disabling an endpoint, as the audit log names it. */
export const systemContext = (services: Services, tenantId: string): Ctx => ({
  ...services,
  authority: 'system',
  principal: { tenantId, userId: NOBODY, roles: [], expiresAt: 0 },
});
