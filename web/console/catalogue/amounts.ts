const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** An amount in minor units as a person writes it: 1280 is 12.80. */
export const toDecimal = (amountMinor: number, currency: string): string => {
  const digits = digitsOf(currency);
  return (amountMinor / 10 ** digits).toFixed(digits);
};

/** Parses an amount with a point or a comma into minor units; NaN when it is not an amount of this currency. */
export function toMinor(text: string, currency: string): number {
  const digits = digitsOf(currency);
  const [, units = '', fraction = ''] = /^(\d{1,9})(?:[.,](\d*))?$/.exec(text.trim()) ?? [];
  if (units === '' || fraction.length > digits) return Number.NaN;
  return Number(units) * 10 ** digits + Number(fraction.padEnd(digits, '0') || 0);
}
