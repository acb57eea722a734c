import { type AllergenCode, inOrder } from '../../../contracts/allergens/codes.ts';
import { type AllergenDeclaration, safetyOf } from '../../../contracts/allergens/safety.ts';
import { type DietCode, freeOfByTags, neverIn, refusedBy, tagsFor } from '../../../contracts/diets.ts';
import type { QuoteWarning } from '../../../contracts/quote.ts';
import { type Refusals, refusedCodes } from './safe-for.ts';

/** The declaration of a product or an option. */
export interface Declared extends AllergenDeclaration {
  dietary: readonly DietCode[];
}

/** Why a dish is not safe for an allergen, or does not fit a diet. */
export interface Conflict {
  refused: QuoteWarning['code'];
  verdict: QuoteWarning['verdict'];
}

/** The conflicts of a dish with the refusals: of the product, with the chosen options. */
export function conflictsOf(product: Declared, options: readonly Declared[], refusals: Refusals): Conflict[] {
  const { conflicts } = safetyOf(declaration(product), options.map(declaration), refusedCodes(refusals));
  const unfit = refusals.diets.filter(
    (diet) => refusedBy(diet) === undefined && ![product, ...options].every((part) => fits(part, diet)),
  );
  return [
    ...conflicts.map(({ code, verdict }) => ({ refused: code, verdict })),
    ...unfit.map((diet) => ({ refused: diet, verdict: 'does_not_fit' as const })),
  ];
}

/** A dish as a search finds it. */
interface FoundDish extends Declared {
  option_groups: ReadonlyArray<{
    min: number;
    options: ReadonlyArray<Pick<AllergenDeclaration, 'allergens' | 'may_contain'>>;
  }>;
}

/** The conflicts of a dish before its options are chosen: its own, and those of a choice that leaves nothing else. */
export function conflictsOfFound(dish: FoundDish, refusals: Refusals): Conflict[] {
  const forced = dish.option_groups
    .filter(({ min }) => min > 0)
    .map(({ options }) =>
      options.map((option) => conflictsOf({ ...option, free_of: [], dietary: [] }, [], { ...refusals, diets: [] })),
    )
    .filter((choices) => choices.every((conflicts) => conflicts.length > 0))
    .flatMap(([first = []]) => first);
  const all = [...conflictsOf(dish, [], refusals), ...forced];
  return [...new Map(all.toReversed().map((conflict) => [conflict.refused, conflict])).values()].toReversed();
}

/** Adds the conflicts with unconfirmed refusals to a dish. */
export function marked<Dish extends FoundDish>(
  dish: Dish,
  unconfirmed: readonly AllergenCode[],
): Dish & { conflicts?: Conflict[] } {
  const conflicts = conflictsOfFound(dish, { exclude_allergens: inOrder(unconfirmed), diets: [] });
  return conflicts.length === 0 ? dish : { ...dish, conflicts };
}

const declaration = (part: Declared): AllergenDeclaration => ({
  ...part,
  free_of: [...part.free_of, ...freeOfByTags(part.dietary)],
});

function fits({ allergens, dietary }: Declared, diet: DietCode): boolean {
  const { conflicts } = safetyOf({ allergens: allergens ?? [], may_contain: [], free_of: [] }, [], neverIn(diet));
  return conflicts.length === 0 && tagsFor(diet).some((tag) => dietary.includes(tag));
}
