import { DEFAULT_PLAN } from '../../contracts/plan.ts';
import { withTimeout } from '../../contracts/with-timeout.ts';
import type { Services } from '../domain/context.ts';
import { findTenant, type TenantState } from '../domain/tenants/find-tenant.ts';
import { ExpiringMap } from '../platform/expiring-map.ts';

/** The age at which an isolate reloads the state. Requests do not wait for it while the known state is usable. */
const FRESH_MS = 2_000;
/** How long a suspension or a change of plan may take to reach an isolate. */
const USABLE_MS = 5_000;
/** Older entries count as unknown. */
const FORGET_MS = 60_000;
const MAX_TENANTS = 10_000;
/** A database that is slower than this counts as away: a read from the cache does not depend on it. */
const TIMEOUT_MS = 1_000;

const DEFAULT_STATE: TenantState = { plan: DEFAULT_PLAN, isSuspended: false };

/** An isolate's knowledge of tenants: at most one query every two seconds per tenant. */
export class TenantMemory {
  readonly #known = new ExpiringMap<{ state: TenantState; atMs: number; askedMs: number }>({
    ttlMs: FORGET_MS,
    maxEntries: MAX_TENANTS,
  });

  /**
   * Never rejects: while the database is away, the state that was known last.
   * @param waitUntil Keeps a query alive that the request does not await.
   */
  async stateOf(
    services: Services,
    tenantId: string,
    waitUntil: (work: Promise<unknown>) => void,
  ): Promise<TenantState> {
    const nowMs = services.clock.now().getTime();
    const known = this.#known.get(tenantId, nowMs);
    if (known !== undefined && nowMs - known.askedMs < FRESH_MS) return known.state;
    // Concurrent requests use the known state.
    if (known !== undefined) this.#known.set(tenantId, { ...known, askedMs: nowMs }, nowMs);
    const asked = this.#ask(services, tenantId, known?.state ?? DEFAULT_STATE, nowMs);
    if (known === undefined || nowMs - known.atMs >= USABLE_MS) return await asked;
    waitUntil(asked);
    return known.state;
  }

  async #ask(services: Services, tenantId: string, otherwise: TenantState, nowMs: number): Promise<TenantState> {
    let state = otherwise;
    try {
      state = await withTimeout('the tenant', TIMEOUT_MS, findTenant({ services, input: { tenantId } }));
    } catch (error) {
      services.log.error('tenant_unknown', { error, tenant_id: tenantId });
    }
    this.#known.set(tenantId, { state, atMs: nowMs, askedMs: nowMs }, nowMs);
    return state;
  }
}
