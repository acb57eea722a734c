import { z } from 'zod';
import { ProblemError } from '../../platform/problem-error.ts';
import { secondsToNextDay, secondsToNextMonth } from './effective-limit.ts';

/** The limit that stands in the way, by the names of the SQL function `take_spend`. */
export const SpendLimit = z.enum([
  'guest_day',
  'address_day',
  'guests_day',
  'guests_month',
  'tenant_month',
  'operator_month',
  'operator_guests',
]);
export type SpendLimit = z.infer<typeof SpendLimit>;

const DETAILS: Record<SpendLimit, string> = {
  guest_day: 'You have used what one guest may use of this chat in a day. Sign in to continue, or come back tomorrow.',
  address_day:
    'The guests at your address have used what they may use of this chat in a day. Sign in to continue, or come back tomorrow.',
  guests_day:
    'The guests of this shop have used their share of the chat for today. Sign in to continue, or come back tomorrow.',
  guests_month: 'The guests of this shop have used their share of the chat for this month. Sign in to continue.',
  tenant_month:
    'This shop has used its chat budget of this month. Ask the shop, which can raise its own limit; the budget is new next month.',
  operator_month:
    'This service has used its model budget of this month, over all shops. Ask the shop, which can ask the operator of the service.',
  operator_guests:
    'Guests have used their share of the model budget of this service for this month. Sign in to continue.',
};

/** The refusal of a turn or of an embedding, in words for the person and with the time until the limit is new. */
export function budgetRefusal(limit: SpendLimit, now: Date): ProblemError {
  const retryAfterSeconds = limit.endsWith('_day') ? secondsToNextDay(now) : secondsToNextMonth(now);
  return new ProblemError('budget_exhausted', DETAILS[limit], { retryAfterSeconds });
}
