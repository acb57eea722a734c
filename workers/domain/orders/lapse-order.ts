import { inTransaction, type Services } from '../context.ts';
import { systemContext } from '../system-context.ts';
import { cancelLocked } from './cancel-order.ts';
import { lockOrder } from './load-order.ts';

/** The cancellation reason of an order whose hold has ended. */
const EXPIRED = 'expired';

/**
 * Cancels an order whose hold has ended, and returns its stock and promotion uses, once. Confirming, changing or
 * cancelling locks the same row, and then nothing is left to do.
 * @returns Whether it lapsed now.
 * @throws {ProblemError} `not_found`.
 */
export async function lapseOrder({
  services,
  input: { tenantId, id },
}: {
  services: Services;
  input: { tenantId: string; id: string };
}): Promise<boolean> {
  const ctx = systemContext(services, tenantId);
  return await inTransaction(ctx, async (unit) => {
    const row = await lockOrder(unit, id, undefined);
    const isDue = row.status === 'pending' && row.expiresAt !== null && row.expiresAt <= ctx.clock.now();
    if (isDue) await cancelLocked(ctx, unit, { row, by: 'staff', reason: EXPIRED });
    return isDue;
  });
}
