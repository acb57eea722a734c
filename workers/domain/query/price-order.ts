/** The sort order: `price` is cheapest first, `-price` most expensive first. */
export type PriceOrder = 'price' | '-price';

/** Folded; `~` stands for any ending. */
const CHEAP =
  'cheapest first, by price, sorted by price, price low to high, gunstigste zuerst, billigste zuerst, nach preis, le moins cher d abord, dal piu economico, del mas barato al mas caro, de menor a mayor precio, goedkoopste eerst, cheap, cheaper, cheapest, least expensive, less expensive, inexpensive, affordable, lowest price, lowest priced, not expensive, not too expensive, not so expensive, not very expensive, gunstig~, guenstig~, billig~, preiswert~, nicht teuer, nicht zu teuer, nicht so teuer, moins cher~, pas cher~, pas trop cher~, bon marche, economic~, economique~, meno car~, non car~, non troppo car~, barat~, no muy car~, no tan car~, goedkoop~, goedkope, voordelig~, niet duur, niet te duur, em conta, nao muito car~, tani, tania, tanie, tanio, taniego, tansz~, najtan~, niedrog~, ucuz~, en ucuz~, sasta, sasti, saste, सस्ता, सस्ती, सस्ते';
const DEAR =
  'most expensive first, price high to low, teuerste zuerst, dearest first, most expensive, priciest, dearest, highest price, highest priced, teuerst~, plus cher~, piu car~, piu costos~, mas car~, duurst~, mais car~, najdroz~, en pahali~, sabse mahang~, sabse mehng~, sabse meheng~, sabse mahng~, सबसे महंगा, सबसे महंगी, सबसे महँगा, सबसे महँगी';
const CHEAP_RUN = '最?安い?|安く|お?手頃';
const DEAR_RUN = '(?:一番|いちばん|最も|もっとも)(?:値段が|価格が)?高い?|最高額';

const pattern = (phrases: string, run: string): RegExp => {
  const listed = phrases
    .split(', ')
    .toSorted((a, b) => b.length - a.length)
    .map((phrase) => phrase.replaceAll(' ', '[\\s-]+').replace('~', '\\p{L}*'));
  return new RegExp(`(?<![\\p{L}\\p{M}])(?:${listed.join('|')})(?![\\p{L}\\p{M}])|${run}`, 'gu');
};
const PATTERNS = [
  ['-price', pattern(DEAR, DEAR_RUN)],
  ['price', pattern(CHEAP, CHEAP_RUN)],
] as const;

/**
 * Extracts the price order from a text.
 * @param text Folded, without its price limits.
 */
export function takePriceOrder(text: string): { rest: string; sort?: PriceOrder } {
  for (const [sort, words] of PATTERNS) {
    const rest = text.replace(words, ' ');
    if (rest !== text) return { rest, sort };
  }
  return { rest: text };
}
