import { useShop } from '../shared/shop/shop.tsx';
import { type Stored, stored, useStored } from '../shared/stored.ts';

export interface BasketOption {
  group_id: string;
  option_id: string;
  name: string;
}

export interface BasketLine {
  product_id: string;
  name: string;
  quantity: number;
  options: BasketOption[];
}

export interface Basket {
  lines: BasketLine[];
  codes: string[];
}

const EMPTY: Basket = { lines: [], codes: [] };
const MAX_QUANTITY = 1000;
const baskets = new Map<string, Stored<Basket>>();

/** The basket of a shop, kept over reloads and shared by all tabs. */
function basketOf(slug: string): Stored<Basket> {
  const known = baskets.get(slug);
  if (known !== undefined) return known;
  const made = stored(`ragline:basket:${slug}`, parseBasket);
  baskets.set(slug, made);
  return made;
}

/** The key of a line: its product and the chosen options. */
export const lineKey = ({ product_id, options }: Pick<BasketLine, 'product_id' | 'options'>): string =>
  [product_id, ...options.map(({ group_id, option_id }) => `${group_id}:${option_id}`).sort()].join(' ');

export const countOf = ({ lines }: Basket): number => lines.reduce((sum, { quantity }) => sum + quantity, 0);

export function useBasket() {
  const { slug } = useShop();
  const kept = basketOf(slug);
  const basket = useStored(kept);
  const setLines = (change: (lines: BasketLine[]) => BasketLine[]): void => {
    const now = kept.read();
    kept.write({ ...now, lines: change(now.lines) });
  };
  return {
    basket,
    /** Adds a line, to the one of the same product and options where there is one. */
    add: (line: BasketLine): void =>
      setLines((lines) => {
        const same = lines.find((one) => lineKey(one) === lineKey(line));
        if (same === undefined) return [...lines, line];
        const quantity = Math.min(MAX_QUANTITY, same.quantity + line.quantity);
        return lines.map((one) => (one === same ? { ...same, quantity } : one));
      }),
    /** Sets how many of a line are wanted; none removes it. */
    setQuantity: (key: string, quantity: number): void =>
      setLines((lines) =>
        lines.flatMap((line) => {
          if (lineKey(line) !== key) return [line];
          return quantity < 1 ? [] : [{ ...line, quantity: Math.min(MAX_QUANTITY, quantity) }];
        }),
      ),
    setCodes: (codes: string[]): void => kept.write({ ...kept.read(), codes }),
    clear: (): void => kept.write(EMPTY),
  };
}

function parseBasket(kept: unknown): Basket {
  const { lines, codes } = (kept ?? {}) as Partial<Basket>;
  if (!Array.isArray(lines) || !Array.isArray(codes)) return EMPTY;
  return { lines, codes };
}
