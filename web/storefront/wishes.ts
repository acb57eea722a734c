import type { AllergenCode, DietCode } from '../shared/food-names.ts';
import { useShop } from '../shared/shop/shop.tsx';
import { type Stored, stored, useStored } from '../shared/stored.ts';

/** The visitor's diets and refused allergens: they filter the menu, and quotes are checked for them. */
export interface Wishes {
  diets: DietCode[];
  without: AllergenCode[];
}

export const NO_WISHES: Wishes = { diets: [], without: [] };
const all = new Map<string, Stored<Wishes>>();

/** The visitor's wishes at this shop, kept over reloads. */
export function useWishes(): [Wishes, (wishes: Wishes) => void] {
  const { slug } = useShop();
  let kept = all.get(slug);
  if (kept === undefined) {
    kept = stored(`ragline:wishes:${slug}`, parseWishes);
    all.set(slug, kept);
  }
  return [useStored(kept), kept.write];
}

export const countWishes = ({ diets, without }: Wishes): number => diets.length + without.length;

function parseWishes(kept: unknown): Wishes {
  const { diets, without } = (kept ?? {}) as Partial<Wishes>;
  return Array.isArray(diets) && Array.isArray(without) ? { diets, without } : NO_WISHES;
}
