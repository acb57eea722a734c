import type { Ctx } from '../domain/context.ts';
import { isPlain, type UnderstoodQuery } from '../domain/query/understood-query.ts';
import { recordMiss } from '../domain/search/record-miss.ts';
import type { ProductFilters } from './eligible-products.ts';
import { menuWords } from './menu-words.ts';
import { wordsOf } from './word-stems.ts';

/** Limits for a query that is kept: all of its words, and those that may name a product. */
const MAX_WORDS = 6;
const MAX_MENU_WORDS = 3;
const MAX_WORD_CHARACTERS = 32;

/**
 * Notes a search that found nothing, where its words can only name a product: a short one, which refuses nothing and
 * sets no condition, without digits or addresses. A search never fails for it.
 */
export async function noteMiss(
  ctx: Ctx,
  query: string,
  { filters, understood }: { filters: ProductFilters; understood: UnderstoodQuery },
): Promise<void> {
  const words = menuWords(query).split(' ').filter(Boolean);
  if (
    words.length === 0 ||
    words.length > MAX_MENU_WORDS ||
    wordsOf(query).length > MAX_WORDS ||
    /[\p{N}@]/u.test(query)
  )
    return;
  if (words.some((word) => word.length > MAX_WORD_CHARACTERS) || isNarrowed(filters)) return;
  const { doubts, notUnderstood } = understood;
  if (!isPlain(understood) || understood.isUnsafe || doubts.length + notUnderstood.length > 0) return;
  try {
    await recordMiss(ctx, words);
  } catch (error) {
    ctx.log.warn('search_miss_not_recorded', { error });
  }
}

/** Under conditions the words may be the shop's own, and the conditions what nothing fulfils. */
const isNarrowed = (filters: ProductFilters): boolean =>
  filters.diets.length + filters.exclude_allergens.length + filters.contains_allergens.length > 0 ||
  filters.category !== undefined ||
  filters.min_price !== undefined ||
  filters.max_price !== undefined;
