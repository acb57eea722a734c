import { fold } from '../../../contracts/fold.ts';
import { currenciesNamed, digitsOf } from './currencies.ts';
import { amountNotation } from './price-notations.ts';

/** An amount as a person says it, in whole units and not yet of a currency: “12,50”, “1.000”. */
export interface SpokenAmount {
  text: string;
  /** The currencies that were named; none: the shop's own. */
  currencies: readonly string[];
}

interface SpokenPrices {
  min?: SpokenAmount;
  max?: SpokenAmount;
}

/** The text without its price limits, and those. */
export interface PricesTaken extends SpokenPrices {
  rest: string;
}

const list = (words: string): string =>
  words
    .split(',')
    .map((phrase) => phrase.trim())
    .toSorted((a, b) => b.length - a.length)
    .map((phrase) => phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '\\s+'))
    .join('|');

/** How languages join units and tens, units first where they have a joint; and the hundred after a unit. */
const JOINED = [
  'ein zwei drei vier funf sechs sieben acht neun | und | zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig | hundert',
  'een twee drie vier vijf zes zeven acht negen | en | twintig dertig veertig vijftig zestig zeventig tachtig negentig | honderd',
  'uno due tre quattro cinque sei sette otto nove |  | venti trenta quaranta cinquanta sessanta settanta ottanta novanta | cento',
  'uno dos tres cuatro cinco seis siete ocho nueve |  | veinti | cientos',
].map((row) => row.split(' | '));
const NUMBERS: ReadonlyMap<string, number> = new Map(
  [
    'zero null zéro cero nul zerowe sifir',
    'one eins un uno une een um jeden bir ek एक',
    'two zwei deux due dos twee dois dwa iki दो',
    'three drei trois tre tres drie três trzy üç teen तीन',
    'four vier quatre quattro cuatro quatro cztery dört chaar चार',
    'five fiver fünf fünfer cinq cinque cinco vijf pięć pieciu beş paanch पांच पाँच',
    'six sechs sei seis zes sześć szesciu altı छह',
    'seven sieben sept sette siete zeven sete siedem siedmiu yedi सात',
    'eight acht huit otto ocho oito osiem osmiu sekiz आठ',
    'nine neun neuf nove nueve negen dziewięć dziewieciu dokuz नौ',
    'ten tenner zehn zehner dix dieci diez tien dez dziesięć dziesieciu on दस',
    'eleven elf onze undici once jedenaście onbir ग्यारह',
    'twelve zwölf douze dodici doce twaalf doze dwanaście oniki बारह',
    'thirteen dreizehn treize tredici trece dertien treze trzynaście onüç',
    'fourteen vierzehn quatorze quattordici catorce veertien catorze czternaście ondört',
    'fifteen fünfzehn quinze quindici quince vijftien quinze piętnaście onbeş पंद्रह',
    'sixteen sechzehn seize sedici dieciséis zestien dezesseis szesnaście onaltı',
    'seventeen siebzehn diciassette diecisiete zeventien dezessete siedemnaście onyedi',
    'eighteen achtzehn diciotto dieciocho achttien dezoito osiemnaście onsekiz',
    'nineteen neunzehn diciannove diecinueve negentien dezenove dziewiętnaście ondokuz',
    'twenty zwanzig zwanziger vingt vingts venti veinte twintig vinte dwadzieścia dwudziestu yirmi बीस',
  ]
    .flatMap((words, value) => words.split(' ').map((word) => [fold(word), value] as const))
    .concat(
      Object.entries({
        30: 'thirty dreißig trente trenta treinta dertig trinta trzydzieści otuz तीस',
        40: 'forty vierzig quarante quaranta cuarenta veertig quarenta czterdzieści kırk चालीस',
        50: 'fuffzig fuchzig fifty fünfzig cinquante cinquanta cincuenta vijftig cinquenta pięćdziesiąt elli पचास',
        60: 'sixty sechzig soixante sessanta sesenta zestig sessenta sześćdziesiąt altmış साठ',
        70: 'seventy siebzig settanta setenta zeventig siedemdziesiąt yetmiş सत्तर',
        80: 'eighty achtzig ottanta ochenta tachtig oitenta osiemdziesiąt seksen अस्सी',
        90: 'ninety neunzig novanta noventa negentig dziewięćdziesiąt doksan नब्बे',
        100: 'hundred hundert cent cento cien ciento honderd cem sto yüz सौ 百',
        1000: 'thousand tausend mille mil duizend tysiąc bin हज़ार हजार 千',
        10000: '一万 万',
      }).flatMap(([value, words]) => words.split(' ').map((word) => [fold(word), Number(value)] as const)),
    )
    .concat(joinedNumbers()),
);
const inOneNotation = amountNotation(NUMBERS);
/** A banknote: money, whatever its currency. */
const NOTE = /^(?:fiver|tenner|funfer|zehner|zwanziger)$/u;

/** German, Dutch, Italian and Spanish write these as one word: fünfundzwanzig, vijfentwintig, venticinque, doscientos. */
function joinedNumbers(): Array<readonly [word: string, value: number]> {
  return JOINED.flatMap(([units = '', joint = '', tens = '', hundred = '']) =>
    units.split(' ').flatMap((unit, at) => [
      ...tens.split(' ').map((ten, tenth) => {
        // “Ventuno”, “ventotto”.
        const word = joint === '' ? (ten + unit).replace(/^(?!vein)(.*)[ai](uno|otto)$/, '$1$2') : unit + joint + ten;
        return [word, 10 * (tenth + 2) + at + 1] as const;
      }),
      [unit + hundred, 100 * (at + 1)] as const,
    ]),
  );
}
/** Returns the number that a folded word means in any language: “zestien”, “16”. */
export const numberCalled = (word: string): number | undefined =>
  /^\d{1,3}$/.test(word) ? Number(word) : NUMBERS.get(word);

/**
 * Returns true if a folded word is a number that can be a quantity. “zero” is not one, because it negates.
 */
export const isNumberWord = (word: string): boolean => (NUMBERS.get(word) ?? 0) > 0;

const WORD = '[\\p{L}\\p{M}]+';
const NUMBER_WORD = [...NUMBERS.keys()].toSorted((a, b) => b.length - a.length).join('|');
/** A number in words stands alone: “minestrone” is not “min” and “one”. */
const NUMBER = `(?:\\p{Nd}{1,9}(?:[.,'’٬ \\u00a0]\\p{Nd}{3})*(?:[.,]\\p{Nd}{1,3})?|(?<![\\p{L}\\p{M}])(?:${NUMBER_WORD})(?:[\\s-](?:${NUMBER_WORD}))*(?![\\p{L}\\p{M}])|[百千万])`;
/** Text before or after a number that may be a currency; `currenciesNamed` decides. */
const BESIDE = `(?:\\p{Sc}|[A-Za-z]{1,3}\\p{Sc}|(?!(?:${NUMBER_WORD})(?![\\p{L}\\p{M}]))${WORD})`;
const AMOUNT = `(?:(${BESIDE})\\s*)?(${NUMBER})(?![\\p{Nd}])(?:\\s*(${BESIDE}))?`;
const START = '(?<![\\p{L}\\p{M}\\p{N}])';
const END = '(?![\\p{L}\\p{M}])';

const MOST = list(
  "que no pase de, que no pase los, no pase de, que no pasen de, sin pasar de, que no supere, que no supere los, sin superar, que no cueste mas de, como mucho, a lo sumo, qui ne depasse pas, ne depassant pas, sans depasser, maxi, au max, che non superi, che non superi i, che non costi piu di, al massimo per, hooguit, nicht mehr kostet als, niet meer kost dan, que nao passe de, que nao custe mais de, nieprzekraczajace, nie przekraczaj, do kwoty, not exceeding, not to exceed, no dearer than, under, below, less than, lower than, at most, max, max of, maximum, maximum of, up to, cheaper than, no more than, not more than, not over, nothing over, nothing above, nothing more than, nichts uber, rien au dessus de, niente sopra i, nada por encima de, niets boven, nada acima de, nic powyzej, 予算, 予算は, 予算が, for less than, for under, within, capped at, budget of, budget is, budget s, budget, spend more than, pricier than, not pricier than, not more expensive than, costs less than, costing less than, unter, hochstens, maximal, weniger als, nicht mehr als, nicht uber, gunstiger als, billiger als, nicht teurer als, budget von, budget ist, moins de, moins cher que, pas plus cher que, budget de, au plus, au maximum, jusqu a, jusqu'a, en dessous de, pas plus de, sotto i, sotto gli, sotto, sotto ai, meno di, al massimo, massimo, fino a, non piu di, non piu caro di, meno caro di, budget di, entro, menos de, por debajo de, hasta, maximo, como maximo, no mas de, no mas caro que, mas barato que, presupuesto de, presupuesto es de, onder de, onder, minder dan, maximaal, hoogstens, niet meer dan, goedkoper dan, niet duurder dan, budget van, abaixo de, ate, no maximo, nao mais de, nao mais que, nao mais caro que, mais barato que, orcamento de, ponizej, mniej niz, maksymalnie, najwyzej, nie wiecej niz, nie drozej niz, tansze niz, budzet, en fazla, azami, butcem",
);
/** They have other meanings too: a limit where a currency is named. */
const MOST_OF_MONEY = list(
  'around, about, roughly, circa, ca, etwa, ungefahr, rund, um die, environ, autour de, vers, intorno a, alrededor de, unos, rond, ongeveer, cerca de, por volta de, okolo, yaklasik, lagbhag, करीब, लगभग, bis, bis zu, sous, tot, do, bajo, for, unter den, have, ve got, got, only have, only got, just have, spend, habe nur, nur, n ai que, j ai que, seulement, ho solo, solo, solo tengo, tengo solo, heb maar, heb alleen, so tenho, tenho so, apenas, mam tylko, tylko, sadece, habe, hab, mit, avec, con, met, com, tengo, heb, tenho, mam, pod, pour, por, per, fur, voor, para',
);
const LEAST = list(
  'over, above, more than, at least, min, min of, minimum, minimum of, starting at, uber, mindestens, mehr als, teurer als, plus de, au moins, a partir de, au dessus de, piu di, almeno, oltre, sopra i, mas de, al menos, por encima de, boven, meer dan, minstens, vanaf, mais de, acima de, pelo menos, powyzej, ponad, wiecej niz, co najmniej, en az',
);
const LEAST_OF_MONEY = list('ab, from, von, da, desde, od, van');
/** The words before and within a range, by language. “de … a” is a range, but Dutch “de zestien en een” is a count. */
const RANGES = [
  ['between', 'and'],
  ['from', 'to'],
  ['zwischen', 'und'],
  ['von', 'bis'],
  ['entre', 'et, y, e'],
  ['de, da', 'a'],
  ['tra, fra', 'e'],
  ['desde', 'hasta, ate, a'],
  ['tussen', 'en'],
  ['van', 'tot'],
  ['miedzy', 'i, a'],
  ['od', 'do'],
].map(([from = '', to = '']) => [list(from), list(to)] as const);
const RANGE = RANGES.map(([from]) => from).join('|');
const TO = `(?:${RANGES.map(([, to]) => to).join('|')})(?![\\p{L}\\p{M}])`;
const IS_RANGE = RANGES.map(([from, to]) => `(?:${from})\\s(?:[^.!?]|[.](?=\\d)){1,40}?(?:\\s(?:${to})\\s|[-–])`).join(
  '|',
);
const OR_LESS = list(
  'maxi, au max, au maximum, grand max, como mucho, como maximo, a lo sumo, al massimo, hooguit, no maximo, maksymalnie, najwyzej, or less, or under, or cheaper, or below, oder weniger, oder gunstiger, ou moins, o meno, o menos, of minder, ou menos, lub mniej, veya daha az, tops, max, maximum, is all i have, is all i ve got, is my budget, is my limit, is the limit, in my pocket, to spend, budget, habe ich, hab ich, es todo lo que tengo, heb ik, maximal, hochstens',
);
const AFTER_MOST = list(
  'altinda, altindaki, den az, dan az, den ucuz, dan ucuz, kadar, gecmeyen, gecmesin, se kam, ke andar, tak, se niche, se neeche, से कम, से नीचे, से सस्ता, से सस्ती, तक, के अंदर, के भीतर',
);
const AFTER_LEAST = list(
  'ustunde, uzerinde, den fazla, dan fazla, se zyada, से ज्यादा, से अधिक, or more, and up, oder mehr, ou plus, o piu, o mas, of meer, ou mais, lub wiecej',
);
const UNSPACED_MOST =
  '以下|以内|未満|まで|より安い|より安く|しない|しか|を超えない|の予算|(?<=円)(?:で|くらい|ぐらい|ほど)|내|이하|미만';
const UNSPACED_LEAST = '以上|より高い|から|이상';

interface Rule {
  pattern: RegExp;
  take(match: RegExpExecArray): SpokenPrices | undefined;
}

const amountAt = (match: RegExpExecArray, at: number): SpokenAmount => {
  const named = [match[at], match[at + 2]].flatMap((word) => currenciesNamed(word ?? ''));
  return { text: match[at + 1] ?? '', currencies: named };
};
const rule = (source: string, take: Rule['take']): Rule => ({ pattern: new RegExp(source, 'u'), take });
const limit = (key: 'min' | 'max', source: string): Rule => rule(source, (match) => ({ [key]: amountAt(match, 1) }));
const ofMoney = (prices: SpokenAmount, key: 'min' | 'max'): SpokenPrices | undefined =>
  prices.currencies.length === 0 && !NOTE.test(prices.text) ? undefined : { [key]: prices };

/** Returns the range of a match of two amounts. A currency beside one applies to both. */
function rangeAt(match: RegExpExecArray): Required<SpokenPrices> {
  const [min, max] = [amountAt(match, 1), amountAt(match, 4)];
  const currencies = min.currencies.length > 0 ? min.currencies : max.currencies;
  return { min: { ...min, currencies }, max: { ...max, currencies } };
}

const LIMITS = [
  { key: 'max', before: MOST, signs: '<=?|≤', after: AFTER_MOST, unspaced: UNSPACED_MOST },
  { key: 'min', before: LEAST, signs: '>=?|≥', after: AFTER_LEAST, unspaced: UNSPACED_LEAST },
] as const;

const HAS_NUMBER = new RegExp(NUMBER, 'u');
const RULES: readonly Rule[] = [
  rule(`${START}(?=${IS_RANGE})(?:${RANGE})\\s+${AMOUNT}\\s*(?:${TO}|(?<![\\p{L}\\p{M}])[-–])\\s*${AMOUNT}`, rangeAt),
  // “5–10 euros”; “7-8” alone may be anything.
  rule(`${START}${AMOUNT}\\s*[-–]\\s*${AMOUNT}`, (match) => {
    const { min, max } = rangeAt(match);
    const areNumerals = [min, max].every(({ text }) => /^\p{Nd}/u.test(text));
    return areNumerals && min.currencies.length > 0 ? { min, max } : undefined;
  }),
  limit('max', `${START}${AMOUNT}\\s*(?:${OR_LESS})(?![\\p{L}\\p{M}])`),
  ...LIMITS.map(({ key, after }) => limit(key, `${AMOUNT}\\s*(?:'?\\p{L}{0,3}\\s)?(?:${after})(?![\\p{L}\\p{M}])`)),
  ...LIMITS.map(({ key, unspaced }) => limit(key, `(?:(${BESIDE})\\s*)?(${NUMBER})\\s*([円元원]?)\\s*(?:${unspaced})`)),
  ...LIMITS.map(({ key, before, signs }) => limit(key, `(?:${START}(?:${before})${END}|${signs})\\s*${AMOUNT}`)),
  rule(`${START}(?:${MOST_OF_MONEY})\\s+${AMOUNT}`, (match) => ofMoney(amountAt(match, 1), 'max')),
  rule(`${START}(?:${LEAST_OF_MONEY})\\s+${AMOUNT}`, (match) => ofMoney(amountAt(match, 1), 'min')),
];

/**
 * Extracts the price limits from a text.
 * @param text Folded.
 */
export function takePrices(text: string): PricesTaken {
  // The rules look at each letter of a long word again.
  if (!HAS_NUMBER.test(text) && !text.includes('einhalb')) return { rest: text };
  const taken: PricesTaken = { rest: inOneNotation(text) };
  for (const { pattern, take } of RULES) {
    const match = pattern.exec(taken.rest);
    const prices = match === null ? undefined : take(match);
    if (match === null || prices === undefined) continue;
    if (prices.max !== undefined) taken.max ??= prices.max;
    if (prices.min !== undefined) taken.min ??= prices.min;
    taken.rest = `${taken.rest.slice(0, match.index)} ${wordsBeside(match)} ${taken.rest.slice(match.index + match[0].length)}`;
  }
  return taken.max === undefined && taken.min === undefined ? { rest: text } : taken;
}

/** Words that only happened to stand beside an amount. */
const wordsBeside = (match: RegExpExecArray): string =>
  match
    .slice(1)
    .filter((_, index) => index % 3 !== 1)
    .filter((word) => word !== undefined && word !== '' && currenciesNamed(word).length === 0)
    .join(' ');

/** Converts a spoken amount to minor units of a currency with `digits` decimals; undefined if it is not a number. */
export function minorUnits({ text }: SpokenAmount, digits: number): number | undefined {
  const spoken = numberInWords(text);
  if (spoken !== undefined) return spoken * 10 ** digits;
  const plain = Array.from(text.replace(/['’٬\s]/gu, ''), asciiDigit).join('');
  const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  const decimals = last < 0 ? 0 : plain.length - last - 1;
  // “1.000” is a thousand, but for a currency of three digits.
  const hasDecimals = last >= 0 && (decimals < 3 || (digits === 3 && !/[.,]/.test(plain.slice(0, last))));
  const whole = (hasDecimals ? plain.slice(0, last) : plain).replace(/[.,]/g, '');
  const value = Number(hasDecimals ? `${whole}.${plain.slice(last + 1)}` : whole);
  return Number.isFinite(value) ? Math.round(value * 10 ** digits) : undefined;
}

const asciiDigit = (character: string): string => {
  if (!/\p{Nd}/u.test(character)) return character;
  // Digits of every script stand in blocks of ten from a zero on.
  let zero = character.codePointAt(0) ?? 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && (character.codePointAt(0) ?? 0) - zero < 9) zero -= 1;
  return String((character.codePointAt(0) ?? 0) - zero);
};

function numberInWords(text: string): number | undefined {
  const values = fold(text)
    .split(/[\s-]+/u)
    .map((word) => NUMBERS.get(word));
  let sum = 0;
  for (const value of values) {
    if (value === undefined) return undefined;
    // “Quatre-vingts” is four times twenty.
    const isTimes = (value >= 100 && sum > 0) || (value === 20 && sum === 4);
    sum = isTimes ? sum * value : sum + value;
  }
  return sum;
}

/** For one currency. */
export const amountIn = (amount: SpokenAmount, currency: string): number | undefined =>
  amount.currencies.length > 0 && !amount.currencies.includes(currency)
    ? undefined
    : minorUnits(amount, digitsOf(currency));
