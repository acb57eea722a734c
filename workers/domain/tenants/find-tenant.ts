import { eq } from 'drizzle-orm';
import { DEFAULT_PLAN, isPlanName, type PlanName } from '../../../contracts/plan.ts';
import { tenants } from '../../../schema/tables/tenants.ts';
import type { Services } from '../context.ts';

/** The state of a tenant that decides whether its requests are admitted. */
export interface TenantState {
  plan: PlanName;
  isSuspended: boolean;
}

/** Reads the tenant; with the default plan when its plan is unknown to this release. */
export async function findTenant({
  services,
  input,
}: {
  services: Pick<Services, 'db' | 'log'>;
  input: { tenantId: string };
}): Promise<TenantState> {
  const [tenant] = await services.db.single({ systemWorkIn: input.tenantId }, (tx) =>
    tx
      .select({ plan: tenants.plan, suspendedAt: tenants.suspendedAt })
      .from(tenants)
      .where(eq(tenants.id, input.tenantId)),
  );
  const isSuspended = tenant !== undefined && tenant.suspendedAt !== null;
  if (tenant === undefined) return { plan: DEFAULT_PLAN, isSuspended };
  if (isPlanName(tenant.plan)) return { plan: tenant.plan, isSuspended };
  services.log.error('unknown_plan', { tenant_id: input.tenantId, plan: tenant.plan });
  return { plan: DEFAULT_PLAN, isSuspended };
}
