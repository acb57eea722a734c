import type { Language } from './language.ts';

/** Money and dates as the reader writes them. */
export interface Format {
  /** @param amountMinor In minor units (cents) of the currency. */
  money(amountMinor: number, currency: string): string;
  /** A price difference with its sign; empty for none. */
  moneyDelta(amountMinor: number, currency: string): string;
  time(iso: string): string;
  dateTime(iso: string): string;
  /** @param month As the API writes it: 2026-11. */
  month(month: string): string;
}

/** @param language In the reader's own form of it, such as en-GB for en. */
export function createFormat(language: Language): Format {
  const locale = navigator.languages.find((one) => one.split('-')[0] === language) ?? language;
  const currencies = new Map<string, { format: Intl.NumberFormat; digits: number }>();
  const of = (currency: string) => {
    const known = currencies.get(currency);
    if (known !== undefined) return known;
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    const made = { format, digits: format.resolvedOptions().maximumFractionDigits ?? 2 };
    currencies.set(currency, made);
    return made;
  };
  const money = (amountMinor: number, currency: string): string => {
    const { format, digits } = of(currency);
    return format.format(amountMinor / 10 ** digits);
  };
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const months = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' });
  return {
    money,
    moneyDelta: (amountMinor, currency) => {
      if (amountMinor === 0) return '';
      return `${amountMinor > 0 ? '+' : '−'}${money(Math.abs(amountMinor), currency)}`;
    },
    time: (iso) => time.format(new Date(iso)),
    month: (month) => months.format(new Date(`${month}-15`)),
    dateTime: (iso) => dateTime.format(new Date(iso)),
  };
}
