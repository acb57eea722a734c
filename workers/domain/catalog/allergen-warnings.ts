import { inOrder } from '../../../contracts/allergens/codes.ts';
import type { DietaryProfile } from '../../../contracts/dietary-profile.ts';
import type { Product, ProductOption } from '../../../contracts/product.ts';
import type { LineRequest, QuoteWarning } from '../../../contracts/quote.ts';
import { oneLine } from '../../../contracts/text.ts';
import { type Conflict, conflictsOf } from './conflicts.ts';
import { type ProductRow, productView } from './product-view.ts';
import type { Refusals } from './safe-for.ts';

/** The refusals of a request and of the customer's profile together. */
export function withProfile(refusals: Refusals, profile: DietaryProfile | null): Refusals {
  return {
    exclude_allergens: inOrder([...refusals.exclude_allergens, ...(profile?.allergens ?? [])]),
    diets: [...new Set([...refusals.diets, ...(profile?.diets ?? [])])],
  };
}

/** The conflicts of each line with each refused code and diet: with the chosen options, by the current declarations. */
export function allergenWarnings(
  lines: ReadonlyArray<{ request: Pick<LineRequest, 'options'>; product: ProductRow | undefined }>,
  refusals: Refusals,
): QuoteWarning[] {
  if (refusals.exclude_allergens.length === 0 && refusals.diets.length === 0) return [];
  return lines.flatMap(({ request, product }, item) => {
    if (product === undefined) return [];
    const dish = productView(product);
    const options = chosenOf(dish, request.options);
    const name = oneLine([dish.name, ...options.map((option) => option.name)].join(', '));
    const about = { item, product_id: dish.id, name };
    return conflictsOf(dish, options, refusals).map(({ refused: code, verdict }) => {
      return { ...about, code, verdict, message: sentence(name, code, verdict) };
    });
  });
}

function chosenOf(product: Product, chosen: LineRequest['options']): ProductOption[] {
  return chosen.flatMap(({ group_id, option_id }) => {
    const group = product.option_groups.find(({ id }) => id === group_id);
    return group?.options.find(({ id }) => id === option_id) ?? [];
  });
}

function sentence(name: string, refused: Conflict['refused'], verdict: Conflict['verdict']): string {
  const allergen = refused.replaceAll('_', ' ');
  switch (verdict) {
    case 'contains':
      return `${name} contains ${allergen}.`;
    case 'may_contain':
      return `${name} may contain ${allergen}.`;
    case 'not_declared':
      return `${name}: the shop has not declared whether it contains ${allergen}. Ask the shop.`;
    case 'does_not_fit':
      return `${name}: the shop has not declared it ${refused}. Ask the shop.`;
  }
}
