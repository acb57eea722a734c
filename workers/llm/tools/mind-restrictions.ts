import { inOrder } from '../../../contracts/allergens/codes.ts';
import { isRestricted, type Restrictions } from '../../../contracts/chat-restrictions.ts';
import type { MenuHit, UnsafeHit } from '../../../contracts/chat-tool.ts';
import { conflictsOfFound } from '../../domain/catalog/conflicts.ts';
import type { Refusals } from '../../domain/catalog/safe-for.ts';

/** The refusals that a model passes, together with those that the conversation remembers. */
export function withRestrictions<I extends Refusals>(input: I, restrictions: Refusals): I {
  return {
    ...input,
    exclude_allergens: [...new Set([...input.exclude_allergens, ...restrictions.exclude_allergens])],
    diets: [...new Set([...input.diets, ...restrictions.diets])],
  };
}

/** The refusals that quotes warn of, unconfirmed ones included. */
export const warnedOf = ({ exclude_allergens, unconfirmed, diets }: Restrictions): Refusals => ({
  exclude_allergens: inOrder([...exclude_allergens, ...unconfirmed]),
  diets,
});

/** Returns whether a quote was checked for all that is refused by now. */
export function isCheckedFor(quote: Refusals, restrictions: Restrictions): boolean {
  const { exclude_allergens, diets } = warnedOf(restrictions);
  return (
    exclude_allergens.every((code) => quote.exclude_allergens.includes(code)) &&
    diets.every((diet) => quote.diets.includes(diet))
  );
}

/** The dishes among `hits` that are not safe, each with why; none when nothing is refused. */
export function unsafeAmong(hits: readonly MenuHit[], restrictions: Restrictions): UnsafeHit[] {
  if (!isRestricted(restrictions)) return [];
  return hits.flatMap((hit) => {
    const conflicts = [
      ...conflictsOfFound(hit, restrictions),
      ...restrictions.harmful.map((words) => ({ refused: words, verdict: 'not_declared' as const })),
      ...restrictions.not_understood.map((words) => ({ refused: words, verdict: 'not_understood' as const })),
    ];
    const { product_id, sku, name, category, price } = hit;
    return conflicts.length === 0 ? [] : [{ product_id, sku, name, category, price, conflicts }];
  });
}
