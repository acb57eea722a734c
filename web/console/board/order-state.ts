import type { OrderStatus } from '../../shared/client.ts';
import type { Column } from './live-orders.ts';

/** The step that one tap takes. */
export const NEXT: Record<Column, OrderStatus> = {
  pending: 'confirmed',
  confirmed: 'preparing',
  preparing: 'ready',
  ready: 'completed',
};

/** @param since When it began, as the API writes it. */
export const minutesSince = (since: string, nowMs: number): number =>
  Math.max(0, Math.floor((nowMs - Date.parse(since)) / 60_000));
