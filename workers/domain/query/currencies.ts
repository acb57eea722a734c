import { fold } from '../../../contracts/fold.ts';

const DEFAULT_DIGITS = 2;
/** Languages in which currencies are named, and where in its name the noun stands: “Swiss franc”, “franc suisse”. */
const LANGUAGES: ReadonlyArray<readonly [language: string, noun: 'first' | 'last']> = [
  ['en', 'last'],
  ['de', 'last'],
  ['fr', 'first'],
  ['it', 'first'],
  ['es', 'first'],
  ['nl', 'last'],
  ['pt', 'first'],
  ['pl', 'first'],
  ['tr', 'last'],
  ['hi', 'last'],
];
/** Currencies with names and signs; all others are recognised by their codes. */
const NAMED =
  'EUR USD GBP CHF JPY CNY KRW INR KWD BHD OMR AED SAR QAR SEK NOK DKK ISK PLN CZK HUF RON BGN TRY BRL MXN CAD AUD NZD SGD HKD THB VND IDR MYR PHP ZAR ILS EGP MAD TND UAH ARS CLP COP'.split(
    ' ',
  );
/** Everyday names of currencies, which `Intl` lacks. */
const EVERYDAY: Readonly<Record<string, string>> = {
  USD: 'bucks buck',
  GBP: 'quid',
  JPY: '円 えん',
  CNY: '元 块 rmb',
  KRW: '원',
  INR: 'rs rupees rupaye रुपये रुपए रु',
  SEK: 'kr kronor',
  NOK: 'kr kroner',
  DKK: 'kr kroner',
  ISK: 'kr',
  PLN: 'zl zloty zlotych zlote',
  CHF: 'fr sfr stutz',
  TRY: 'tl lira',
  BRL: 'reais real',
};

let byName: ReadonlyMap<string, readonly string[]> | undefined;
let byDigits: ReadonlyArray<{ digits: number; currencies: string[] }> | undefined;

/** Plurals, and the Turkish cases of “50 liranın altında”. */
const ENDING = /(?:s|es|n|en|nin|dan|den|a|e|ya|ye)$/;

/** The currencies that a sign, a code or a name may stand for, such as `$`, `kr` and `euros`; none for other words. */
export function currenciesNamed(text: string): readonly string[] {
  byName ??= nameCurrencies();
  const name = fold(text);
  return byName.get(name) ?? byName.get(name.replace(ENDING, '')) ?? [];
}

/** Currencies with other than two digits after the point, by their number. */
export function unusualDigits(): ReadonlyArray<{ digits: number; currencies: string[] }> {
  byDigits ??= [...Map.groupBy(Intl.supportedValuesOf('currency'), digitsOf)]
    .filter(([digits]) => digits !== DEFAULT_DIGITS)
    .map(([digits, currencies]) => ({ digits, currencies }));
  return byDigits;
}

/** How many digits a currency has after the point. */
export const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
  DEFAULT_DIGITS;

function nameCurrencies(): Map<string, string[]> {
  const names = new Map<string, string[]>();
  const add = (name: string | undefined, currency: string): void => {
    const key = fold(name ?? '').trim();
    const known = names.get(key) ?? [];
    if (key !== '' && !known.includes(currency)) names.set(key, [...known, currency]);
  };
  const symbol = (currency: string, currencyDisplay: 'symbol' | 'narrowSymbol'): string | undefined =>
    new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay })
      .formatToParts(1)
      .find(({ type }) => type === 'currency')?.value;
  for (const currency of Intl.supportedValuesOf('currency')) add(currency, currency);
  const displayNames = LANGUAGES.map(
    ([language, noun]) => [new Intl.DisplayNames(language, { type: 'currency' }), noun] as const,
  );
  for (const currency of NAMED) {
    add(symbol(currency, 'narrowSymbol'), currency);
    add(symbol(currency, 'symbol'), currency);
    for (const name of EVERYDAY[currency]?.split(' ') ?? []) add(name, currency);
    for (const [names, noun] of displayNames) {
      add(
        names
          .of(currency)
          ?.split(/\s/u)
          .at(noun === 'first' ? 0 : -1),
        currency,
      );
    }
  }
  return names;
}
