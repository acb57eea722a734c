import { describe, expect, it } from 'vitest';
import { ORDER_STATUSES } from '../../../contracts/order.ts';
import { requireCancellable, requireStep } from '../../../workers/domain/orders/status.ts';

const isAllowed = (work: () => void): boolean => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};

describe('the state machine of an order', () => {
  it('moves one step at a time and never back', () => {
    const steps = ORDER_STATUSES.flatMap((from) =>
      ORDER_STATUSES.filter((to) => isAllowed(() => requireStep(from, to))).map((to) => `${from} → ${to}`),
    );
    expect(steps).toEqual(['pending → confirmed', 'confirmed → preparing', 'preparing → ready', 'ready → completed']);
  });

  it('can be cancelled early by the customer, and until it is completed by staff', () => {
    const cancellable = (by: 'customer' | 'staff') =>
      ORDER_STATUSES.filter((from) => isAllowed(() => requireCancellable(from, by)));
    expect(cancellable('customer')).toEqual(['pending', 'confirmed']);
    expect(cancellable('staff')).toEqual(['pending', 'confirmed', 'preparing', 'ready']);
  });
});
