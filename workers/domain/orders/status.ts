import type { OrderStatus } from '../../../contracts/order.ts';
import { ProblemError } from '../../platform/problem-error.ts';

/** The state machine: the statuses to which staff may move an order. Cancelling has its own rules. */
const NEXT_STATUSES: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  pending: ['confirmed'],
  confirmed: ['preparing'],
  preparing: ['ready'],
  ready: ['completed'],
  completed: [],
  cancelled: [],
};

const CANCELLABLE: Readonly<Record<'customer' | 'staff', readonly OrderStatus[]>> = {
  customer: ['pending', 'confirmed'],
  staff: ['pending', 'confirmed', 'preparing', 'ready'],
};

/** Customers change only pending orders, staff also confirmed ones. */
const CHANGEABLE: Readonly<Record<'customer' | 'staff', readonly OrderStatus[]>> = {
  customer: ['pending'],
  staff: ['pending', 'confirmed'],
};

export const isChangeable = (status: OrderStatus, by: 'customer' | 'staff'): boolean => CHANGEABLE[by].includes(status);

export const isCancellable = (status: OrderStatus, by: 'customer' | 'staff'): boolean =>
  CANCELLABLE[by].includes(status);

/** @throws {ProblemError} `illegal_transition` naming the possible steps. */
export function requireStep(from: OrderStatus, to: OrderStatus): void {
  const steps = NEXT_STATUSES[from];
  if (steps.includes(to)) return;
  const allowed = steps.length === 0 ? 'it has no further step' : `its next step is ${steps.join(' or ')}`;
  throw new ProblemError('illegal_transition', `The order is ${from}: ${allowed}, not ${to}.`);
}

/** @throws {ProblemError} `illegal_transition` when it is too late to change its lines. */
export function requireChangeable(status: OrderStatus, by: 'customer' | 'staff'): void {
  if (isChangeable(status, by)) return;
  throw new ProblemError('illegal_transition', `The order is ${status} and can no longer be changed. Ask the shop.`);
}

/** @throws {ProblemError} `illegal_transition` when it is too late to cancel. */
export function requireCancellable(from: OrderStatus, by: 'customer' | 'staff'): void {
  if (isCancellable(from, by)) return;
  throw new ProblemError('illegal_transition', `The order is ${from} and can no longer be cancelled. Ask the shop.`);
}
