import { allergenWarnings } from '../catalog/allergen-warnings.ts';
import type { ProductRow } from '../catalog/product-view.ts';
import type { QuoteRow } from './quote-view.ts';
import { quoteLapsed } from './renew-quote.ts';

/**
 * Keeps the price of an unexpired quote, whatever its products cost now, provided that they are on sale and their
 * declarations cause no conflict beyond those that the quote names.
 * @param products Of the quote's lines, in their order.
 * @throws {ProblemError} `quote_changed` with a new quote.
 */
export function requireOnSale(quote: QuoteRow, products: ReadonlyArray<ProductRow | undefined>): ProductRow[] {
  const errors = quote.pricing.items.flatMap((line, index) =>
    products[index]?.isActive === true ? [] : [{ path: `items.${index}`, message: `${line.sku} is no longer on sale` }],
  );
  if (errors.length > 0) {
    throw quoteLapsed('quote_changed', `${errors.map((error) => error.message).join('; ')}.`, { ...quote, errors });
  }
  const lines = quote.pricing.items.map((request, index) => ({ request, product: products[index] }));
  const warnings = allergenWarnings(lines, quote.refusals);
  if (warnings.some(({ message }) => !quote.warnings.some((told) => told.message === message))) {
    throw quoteLapsed('quote_changed', 'The declared allergens of its products have changed.', quote);
  }
  return products.filter((product) => product !== undefined);
}
