import type { Order, OrderStatus } from '../../shared/client.ts';
import type { Column } from './live-orders.ts';

/** The step that one tap takes. */
export const NEXT: Record<Column, OrderStatus> = {
  pending: 'confirmed',
  confirmed: 'preparing',
  preparing: 'ready',
  ready: 'completed',
};

export const ageMinutes = ({ created_at }: Order, nowMs: number): number =>
  Math.max(0, Math.floor((nowMs - Date.parse(created_at)) / 60_000));
