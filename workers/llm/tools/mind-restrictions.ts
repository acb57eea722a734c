import { safetyOf } from '../../../contracts/allergens/safety.ts';
import { isRestricted, type Restrictions } from '../../../contracts/chat-restrictions.ts';
import type { MenuHit, UnsafeHit } from '../../../contracts/chat-tool.ts';
import { type DietCode, freeOfByTags, neverIn, refusedBy, tagsFor } from '../../../contracts/diets.ts';
import { refusedCodes } from '../../domain/catalog/safe-for.ts';

type Refusals = Pick<Restrictions, 'exclude_allergens' | 'diets'>;

/** What a model passes on of what the person refuses, and what the conversation remembers of it. */
export function withRestrictions<I extends Refusals>(input: I, restrictions: Restrictions): I {
  return {
    ...input,
    exclude_allergens: [...new Set([...input.exclude_allergens, ...restrictions.exclude_allergens])],
    diets: [...new Set([...input.diets, ...restrictions.diets])],
  };
}

/** Whether a quote was checked for all that is refused by now. */
export const isCheckedFor = (quote: Refusals, { exclude_allergens, diets }: Restrictions): boolean =>
  exclude_allergens.every((code) => quote.exclude_allergens.includes(code)) &&
  diets.every((diet) => quote.diets.includes(diet));

/** The dishes among `hits` that are not safe, each with why; none when nothing is refused. */
export function unsafeAmong(hits: readonly MenuHit[], restrictions: Restrictions): UnsafeHit[] {
  if (!isRestricted(restrictions)) return [];
  return hits.flatMap((hit) => {
    const conflicts = conflictsOf(hit, restrictions);
    const { product_id, sku, name, price } = hit;
    return conflicts.length === 0 ? [] : [{ product_id, sku, name, price, conflicts }];
  });
}

function conflictsOf(hit: MenuHit, restrictions: Restrictions): UnsafeHit['conflicts'] {
  const free_of = [...hit.free_of, ...freeOfByTags(hit.dietary)];
  const { conflicts } = safetyOf({ ...hit, free_of }, [], refusedCodes(restrictions));
  const unfit = restrictions.diets.filter((diet) => refusedBy(diet) === undefined && !fits(hit, diet));
  return [
    ...conflicts.map(({ code, verdict }) => ({ refused: code, verdict })),
    ...unfit.map((diet) => ({ refused: diet, verdict: 'does_not_fit' as const })),
    ...restrictions.not_understood.map((words) => ({ refused: words, verdict: 'not_understood' as const })),
  ];
}

function fits({ allergens, dietary }: MenuHit, diet: DietCode): boolean {
  const { conflicts } = safetyOf({ allergens: allergens ?? [], may_contain: [], free_of: [] }, [], neverIn(diet));
  return conflicts.length === 0 && tagsFor(diet).some((tag) => dietary.includes(tag));
}
