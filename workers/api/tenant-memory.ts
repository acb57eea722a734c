import { DEFAULT_PLAN } from '../../contracts/plan.ts';
import { withTimeout } from '../../contracts/with-timeout.ts';
import type { Services } from '../domain/context.ts';
import { findTenant, type TenantState } from '../domain/tenants/find-tenant.ts';
import { ExpiringMap } from '../platform/expiring-map.ts';

/** How long a suspension or a change of plan may take to reach an isolate. */
const FRESH_MS = 3_000;
/** Older entries count as unknown. */
const FORGET_MS = 60_000;
const MAX_TENANTS = 10_000;
/** A database that is slower than this counts as away: a read from the cache does not depend on it. */
const TIMEOUT_MS = 1_000;

const DEFAULT_STATE: TenantState = { plan: DEFAULT_PLAN, isSuspended: false };

/** An isolate's knowledge of tenants: at most one query every three seconds per tenant. */
export class TenantMemory {
  readonly #known = new ExpiringMap<{ state: TenantState; atMs: number }>({
    ttlMs: FORGET_MS,
    maxEntries: MAX_TENANTS,
  });

  /** Never rejects: while the database is away, the state that was known last. */
  async stateOf(services: Services, tenantId: string): Promise<TenantState> {
    const nowMs = services.clock.now().getTime();
    const known = this.#known.get(tenantId, nowMs);
    if (known !== undefined && nowMs - known.atMs < FRESH_MS) return known.state;
    const remember = (state: TenantState): TenantState => {
      this.#known.set(tenantId, { state, atMs: nowMs }, nowMs);
      return state;
    };
    // Concurrent requests use the known state.
    if (known !== undefined) remember(known.state);
    try {
      return remember(await withTimeout('the tenant', TIMEOUT_MS, findTenant({ services, input: { tenantId } })));
    } catch (error) {
      services.log.error('tenant_unknown', { error, tenant_id: tenantId });
      return remember(known?.state ?? DEFAULT_STATE);
    }
  }
}
