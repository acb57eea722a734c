import type { Ctx, Services } from './context.ts';

/** Whoever acts when nobody does: RFC 9562, section 5.9, the nil UUID. It has no role and may nothing. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The context of what the system does by itself in a tenant, such as disabling an endpoint: so the audit log tells. */
export const systemContext = (services: Services, tenantId: string): Ctx => ({
  ...services,
  authority: 'system',
  principal: { tenantId, userId: NOBODY, roles: [], expiresAt: 0 },
});
