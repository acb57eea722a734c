import { eq } from 'drizzle-orm';
import { DEFAULT_PLAN, isPlanName, type PlanName } from '../../../contracts/plan.ts';
import { tenants } from '../../../schema/tables/tenants.ts';
import type { Services } from '../context.ts';

/** The plan that the tenant is on; the default one when its row names none that this release knows. */
export async function findPlan(args: {
  services: Pick<Services, 'db' | 'log'>;
  input: { tenantId: string };
}): Promise<PlanName> {
  const { services, input } = args;
  const [tenant] = await services.db.single({ tenantId: input.tenantId }, (tx) =>
    tx.select({ plan: tenants.plan }).from(tenants).where(eq(tenants.id, input.tenantId)),
  );
  if (tenant === undefined) return DEFAULT_PLAN;
  if (isPlanName(tenant.plan)) return tenant.plan;
  services.log.error('unknown_plan', { tenant_id: input.tenantId, plan: tenant.plan });
  return DEFAULT_PLAN;
}
