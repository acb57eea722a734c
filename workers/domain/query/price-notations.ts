import { currenciesNamed } from './currencies.ts';

const MARKS = '\\p{L}\\p{M}\\p{N}';
/** Folded words for the hundredth part of a currency. */
const CENT = '(?:cents?|centimes?|centimos?|centesimi|centimov|groszy|grosze|kurus|rappen|p|pence|ct)';
const AND = '(?:und|and|y|con|con|et|e|en|i|ve|mit|with|avec|met)';
const HALF =
  '(?:and\\s+a\\s+half|y\\s+medio|y\\s+media|et\\s+demie?|e\\s+mezz[oa]|en\\s+een\\s+half|e\\s+mei[oa]|i\\s+pol|bucuk)';

/** A price ends in tens, fives or nines: “under 5 euros 12 eggs” names no cents. */
const isCents = (value: number): boolean => value >= 5 && value < 100 && (value % 5 === 0 || value % 10 === 9);

/**
 * Returns a function that writes the amounts of a folded text in one notation: “4 euros 50”, “vier fünfzig”, “5€50” and
 * “viereinhalb” as “4.50” and so on, “12,-” and “8-ish” without what adds nothing.
 * @param numbers What number words stand for, folded.
 */
export function amountNotation(numbers: ReadonlyMap<string, number>): (text: string) => string {
  const words = (fits: (value: number) => boolean): string =>
    [...numbers]
      // “On” is Turkish for ten, and English.
      .flatMap(([word, value]) => (fits(value) && word !== 'on' && /^\p{L}/u.test(word) ? [word] : []))
      .toSorted((a, b) => b.length - a.length)
      .join('|');
  const whole = words((value) => value > 0 && value < 20);
  const ten = words((value) => value >= 10 && value < 100);
  const digit = words((value) => value > 0 && value < 10);
  const begin = `(?<![${MARKS}])`;
  const end = `(?![${MARKS}])`;
  const amount = `(\\d{1,4}|${begin}(?:${whole})${end})`;
  const cents = `(\\d\\d|${begin}(?:${ten})(?:[\\s-]+(?:${digit}))?)${end}`;
  const currency = `(\\p{Sc}|\\p{L}{1,8})`;

  const amountOf = (word: string): number =>
    /^\d+$/.test(word)
      ? Number(word)
      : word.split(/[\s-]+/u).reduce((sum, each) => sum + (numbers.get(each) ?? Number.NaN), 0);
  const written = (all: string, units: string, hundredths: string, named = ''): string => {
    const [value, part] = [amountOf(units), amountOf(hundredths)];
    const isCurrency = named === '' || currenciesNamed(named).length > 0;
    // “Quatre vingts” is eighty.
    if (!isCurrency || !isCents(part) || (value === 4 && part >= 20 && part < 30 && !/\d/.test(units))) return all;
    return `${value}.${String(part).padStart(2, '0')} ${named}`.trim();
  };
  const withCurrency = new RegExp(
    `(?<![\\d.,])${amount}\\s*${currency}(?:\\s*|\\s+(?:${AND}\\s+)?)${cents}(?:\\s*${CENT}${end})?`,
    'gu',
  );
  const inWords = new RegExp(
    `(?<![\\d.,])(?<!quatre[\\s-])${begin}(${whole})\\s+(?:(?:con|virgule|virgola|komma|coma|point|e)\\s+)?(${begin}(?:${ten})(?:[\\s-]+(?:${digit}))?)${end}`,
    'gu',
  );
  const halves = new RegExp(`${amount}\\s*(?:${currency}\\s+)?${HALF}${end}`, 'gu');
  const halvesJoined = new RegExp(`${begin}(${whole}|drei|vier)einhalb${end}`, 'gu');

  return (text) =>
    text
      .replace(/(\d)\s?[.,]\s?[-–—]{1,2}(?!\s?\d)/gu, '$1')
      .replace(/(\d)[\s-]?ish(?!\p{L})/gu, '$1')
      .replace(/(?<!\d)(\d{1,3})['’](\d\d)(?![\d'’])/gu, '$1.$2')
      .replace(/(?<!\p{L})(max|min|ca|fr|sfr|approx|ok)\.(?=\s?[\p{Sc}\p{L}\d])/gu, '$1 ')
      .replace(withCurrency, (all, units: string, named: string, part: string) => written(all, units, part, named))
      .replace(inWords, (all, units: string, part: string) => written(all, units, part))
      .replace(halves, (all, units: string, named = '') =>
        named === '' || currenciesNamed(named).length > 0 ? `${amountOf(units)}.50 ${named}`.trim() : all,
      )
      .replace(halvesJoined, (_, units: string) => `${amountOf(units)}.50`);
}
