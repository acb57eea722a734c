import { isGuest } from '../../../contracts/identity.ts';
import type { BudgetConfig, ChatConfig } from '../../platform/chat-config.ts';
import type { Ctx } from '../context.ts';

/** The tokens that a turn reserves until it is settled. A turn that has used them up makes no further model call. */
export const HELD_TOKENS = 20_000;
/** A turn that is not settled by then was lost with its session. */
export const HOLD_MS = 60 * 60 * 1000;

/** The spender. Work of the system, such as indexing, belongs to no guest. */
export type Spender = Pick<Ctx, 'vault' | 'config'> & Partial<Pick<Ctx, 'principal' | 'address'>>;

/** The limits of the configuration, and the guest they are for, as the SQL functions of migration 0031 take them. */
export async function spendLimits({ vault, config, principal, address }: Spender): Promise<string> {
  const { operator, tenant, guests } = config.chat.budget;
  const limits = {
    operator_tokens: operator.tokens,
    operator_cost: operator.costMicros,
    tenant_tokens: tenant.tokens,
    tenant_cost: tenant.costMicros,
  };
  if (guests === undefined || principal === undefined || !isGuest(principal)) return JSON.stringify(limits);
  return JSON.stringify({
    ...limits,
    ...guestShares(guests),
    guest: principal.userId,
    // A different hash in each tenant, so that a person cannot be followed between tenants.
    address: address === undefined ? null : await vault.fingerprint(`${principal.tenantId} ${address}`),
  });
}

const guestShares = (guests: NonNullable<BudgetConfig['guests']>) => ({
  guest_day_tokens: guests.dailyTokens,
  address_day_tokens: guests.addressDailyTokens,
  guest_share: guests.monthlyShare,
  guest_day_share: guests.dailyShare,
});

/** Millionths of a US dollar for a token of whichever model may answer. */
export function highestPrice({ prices, models, fallback }: Pick<ChatConfig, 'prices' | 'models' | 'fallback'>): number {
  const names: string[] = [...models, ...(fallback === undefined ? [] : [fallback.model])];
  return Math.max(0, ...names.flatMap((name) => [prices[name]?.input ?? 0, prices[name]?.output ?? 0]));
}
