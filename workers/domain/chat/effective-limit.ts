import type { Limit } from '../../platform/chat-config.ts';

/** The lower of two limits, for tokens and cost separately. */
export function effectiveLimit(a: Limit, b: Limit): Limit {
  return { tokens: lower(a.tokens, b.tokens), costMicros: lower(a.costMicros, b.costMicros) };
}

const lower = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

/** The first day of the month of an instant, in UTC. */
export const monthOf = (at: Date): string => `${at.toISOString().slice(0, 7)}-01`;

/** Whole seconds until the next day (UTC). */
export function secondsToNextDay(at: Date): number {
  return Math.ceil((Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1) - at.getTime()) / 1000);
}

/** Whole seconds until the next month (UTC). */
export function secondsToNextMonth(at: Date): number {
  return Math.ceil((Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1) - at.getTime()) / 1000);
}
