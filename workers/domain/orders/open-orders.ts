import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { isAllowed, isGuest } from '../../../contracts/identity.ts';
import { DEFAULT_ORDER_RULES, OrderRules } from '../../../contracts/order-settings.ts';
import { knownAddress } from '../../platform/caller-address.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { Ctx } from '../context.ts';

/** Selects the tenant's order rules. */
export const orderRules = (tenantId: string): SQL =>
  sql`(SELECT to_jsonb(s) FROM order_settings AS s WHERE s.tenant_id = ${tenantId})`;

/** @param row The result of `orderRules`; null for a tenant without rules of its own. */
export const readOrderRules = (row: unknown): OrderRules => (row == null ? DEFAULT_ORDER_RULES : OrderRules.parse(row));

/** When a new order lapses unless it is confirmed; null when it does not lapse. */
export function holdUntil({ principal }: Ctx, rules: OrderRules, now: Date): Date | null {
  // Orders by the shop's staff or an API key do not lapse.
  const isShop = principal.kind === 'api_key' || isAllowed(principal, 'order:advance');
  const minutes = isGuest(principal) ? rules.guest_hold_minutes : isShop ? null : rules.customer_hold_minutes;
  return minutes === null ? null : new Date(now.getTime() + minutes * 60_000);
}

/** A keyed hash of a guest's address, which recognises the address without revealing it. */
export async function addressHashOf({ principal, address, vault }: Ctx): Promise<string | null> {
  if (address === undefined || knownAddress(address) === undefined || !isGuest(principal)) return null;
  return await vault.fingerprint(JSON.stringify(['orders', principal.tenantId, address]));
}

const Open = z.object({
  guest_orders: z.int(),
  guest_units: z.int(),
  address_orders: z.int(),
  address_units: z.int(),
});

/**
 * Selects the pending orders of the guest and of their address, without the order `orderId` if there is one; null for
 * everyone else. A statement that is sent after the tenant's order counter was drawn sees every earlier order.
 */
export function openOrders({ principal }: Ctx, addressHash: string | null, orderId?: string): SQL<unknown> {
  if (!isGuest(principal)) return sql`NULL`;
  const isOwn = sql`o.user_id = ${principal.userId}`;
  const isHere = addressHash === null ? sql`false` : sql`o.address_hash = ${addressHash}`;
  const isOther = orderId === undefined ? sql`true` : sql`o.id <> ${orderId}`;
  return sql`(
    SELECT jsonb_build_object(
      'guest_orders', count(*) FILTER (WHERE ${isOwn}), 'guest_units', coalesce(sum(u.units) FILTER (WHERE ${isOwn}), 0),
      'address_orders', count(*) FILTER (WHERE ${isHere}), 'address_units', coalesce(sum(u.units) FILTER (WHERE ${isHere}), 0))
    FROM orders AS o CROSS JOIN LATERAL (
      SELECT sum(i.quantity) AS units FROM order_items AS i WHERE i.tenant_id = o.tenant_id AND i.order_id = o.id
    ) AS u
    WHERE o.tenant_id = ${principal.tenantId} AND o.status = 'pending' AND ${isOther} AND (${isOwn} OR ${isHere}))`;
}

/**
 * Checks the limits on guests' unconfirmed orders.
 * @param open The result of `openOrders`.
 * @throws {ProblemError} `order_limit_reached` naming the limit; the caller rolls back.
 */
export function requireWithinLimits(
  ctx: Ctx,
  rules: OrderRules,
  { open, items }: { open: unknown; items: ReadonlyArray<{ quantity: number }> },
): void {
  if (!isGuest(ctx.principal)) return;
  const { guest_orders, guest_units, address_orders, address_units } = Open.parse(open);
  const units = items.reduce((sum, { quantity }) => sum + quantity, 0);
  const limits: Array<[limit: number | null, wanted: number, what: string]> = [
    [rules.guest_max_lines, items.length, 'lines in one order of a guest'],
    [rules.guest_max_open_orders, guest_orders + 1, 'orders of a guest that the shop has not confirmed'],
    [rules.guest_max_open_units, guest_units + units, 'units in the orders of a guest that the shop has not confirmed'],
    [
      rules.address_max_open_orders,
      address_orders + 1,
      'orders of guests at one address that the shop has not confirmed',
    ],
    [
      rules.address_max_open_units,
      address_units + units,
      'units in the orders of guests at one address that the shop has not confirmed',
    ],
  ];
  const errors = limits.flatMap(([limit, wanted, what]) =>
    limit === null || wanted <= limit
      ? []
      : [{ path: 'items', message: `at most ${limit} ${what}, and this makes ${wanted}` }],
  );
  if (errors.length === 0) return;
  const detail = `The shop takes ${errors.map(({ message }) => message).join('; ')}. Order less, wait until the shop has confirmed, or sign in.`;
  throw new ProblemError('order_limit_reached', detail, { errors });
}
