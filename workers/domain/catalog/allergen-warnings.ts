import { type AllergenCode, inOrder } from '../../../contracts/allergens/codes.ts';
import { safetyOf, type Verdict } from '../../../contracts/allergens/safety.ts';
import type { DietaryProfile } from '../../../contracts/dietary-profile.ts';
import { type DietCode, freeOfByTags, neverIn, refusedBy, tagsFor } from '../../../contracts/diets.ts';
import type { Product, ProductOption } from '../../../contracts/product.ts';
import type { LineRequest, QuoteWarning } from '../../../contracts/quote.ts';
import { oneLine } from '../../../contracts/text.ts';
import { type ProductRow, productView } from './product-view.ts';
import { type Refusals, refusedCodes } from './safe-for.ts';

/** What a request refuses, and what the customer's profile adds. */
export function withProfile(refusals: Refusals, profile: DietaryProfile | null): Refusals {
  return {
    exclude_allergens: inOrder([...refusals.exclude_allergens, ...(profile?.allergens ?? [])]),
    diets: [...new Set([...refusals.diets, ...(profile?.diets ?? [])])],
  };
}

/**
 * What of the lines is not safe for what is refused, each code and diet of each line: with the chosen options, by what
 * the shop declares now.
 */
export function allergenWarnings(
  lines: ReadonlyArray<{ request: Pick<LineRequest, 'options'>; product: ProductRow | undefined }>,
  refusals: Refusals,
): QuoteWarning[] {
  const codes = refusedCodes(refusals);
  const diets = refusals.diets.filter((diet) => refusedBy(diet) === undefined);
  if (codes.length === 0 && diets.length === 0) return [];
  return lines.flatMap(({ request, product }, item) => {
    if (product === undefined) return [];
    const dish = productView(product);
    const options = chosenOf(dish, request.options);
    const name = oneLine([dish.name, ...options.map((option) => option.name)].join(', '));
    const about = { item, product_id: dish.id, name };
    const { conflicts } = safetyOf(declaration(dish), options.map(declaration), codes);
    return [
      ...conflicts.map(({ code, verdict }) => ({ ...about, code, verdict, message: sentence(name, code, verdict) })),
      ...diets
        .filter((diet) => ![dish, ...options].every((part) => fits(part, diet)))
        .map((code) => ({ ...about, code, verdict: 'does_not_fit' as const, message: unfit(name, code) })),
    ];
  });
}

type Declared = Pick<ProductOption, 'allergens' | 'may_contain' | 'free_of' | 'dietary'>;

const declaration = ({ allergens, may_contain, free_of, dietary }: Declared) => ({
  allergens,
  may_contain,
  free_of: [...free_of, ...freeOfByTags(dietary)],
});

function chosenOf(product: Product, chosen: LineRequest['options']): ProductOption[] {
  return chosen.flatMap(({ group_id, option_id }) => {
    const group = product.option_groups.find(({ id }) => id === group_id);
    return group?.options.find(({ id }) => id === option_id) ?? [];
  });
}

function fits({ allergens, dietary }: Declared, diet: DietCode): boolean {
  const never = neverIn(diet);
  const { conflicts } = safetyOf({ allergens: allergens ?? [], may_contain: [], free_of: [] }, [], never);
  return conflicts.length === 0 && tagsFor(diet).some((tag) => dietary.includes(tag));
}

function sentence(name: string, code: AllergenCode, verdict: Exclude<Verdict, 'safe'>): string {
  const allergen = code.replaceAll('_', ' ');
  switch (verdict) {
    case 'contains':
      return `${name} contains ${allergen}.`;
    case 'may_contain':
      return `${name} may contain ${allergen}.`;
    case 'not_declared':
      return `${name}: the shop has not declared whether it contains ${allergen}. Ask the shop.`;
  }
}

const unfit = (name: string, diet: DietCode): string => `${name}: the shop has not declared it ${diet}. Ask the shop.`;
