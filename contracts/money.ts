import { z } from 'zod';

/** The largest amount accepted anywhere, in minor units: sums of a whole order stay exact in a double. */
export const MAX_AMOUNT_MINOR = 1_000_000_000_000;

/** ISO 4217, upper case. */
export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be a three-letter ISO 4217 code in upper case')
  .meta({ example: 'EUR' });

/** An amount in minor units (cents), never negative. */
export const AmountMinor = z.int().min(0).max(MAX_AMOUNT_MINOR).meta({ example: 1150 });

export const Money = z
  .strictObject({ amount: AmountMinor, currency: Currency })
  .meta({ id: 'Money', description: 'An amount in minor units (cents) of an ISO 4217 currency.' });
export type Money = z.infer<typeof Money>;

/** An amount for people, such as `EUR 11.50`; digits after the point come from the currency. */
export function formatMoney(amountMinor: number, currency: string): string {
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return `${currency} ${(amountMinor / 10 ** digits).toFixed(digits)}`;
}
