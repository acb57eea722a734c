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

/**
 * An amount for people, such as `EUR 11.50`, or as a language writes it, such as `11,50 €`; digits after the point come
 * from the currency.
 */
export function formatMoney(amountMinor: number, currency: string, language?: string): string {
  const format = new Intl.NumberFormat(language ?? 'en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const amount = amountMinor / 10 ** digits;
  return language === undefined ? `${currency} ${amount.toFixed(digits)}` : format.format(amount);
}
