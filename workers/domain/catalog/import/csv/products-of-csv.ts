import { resolveDiet } from '../../../../../contracts/diets.ts';
import type { ImportError } from '../../../../../contracts/job.ts';
import type { CreateProduct } from '../../../../../contracts/product.ts';
import { cleanHtml } from '../../../documents/clean/clean-html.ts';
import { LAYOUTS } from './layouts.ts';
import { type Fault, type Listing, listOf } from './listing.ts';
import { readPrice } from './price.ts';
import { type Row, readTable, unreadable } from './read-table.ts';

/** The result of reading a CSV file. */
export interface CsvProducts {
  /** JSON lines, each at the line of the file where its row starts. */
  lines: Uint8Array;
  /** Rows that are no product, each counted once. */
  failed: number;
  faults: ImportError[];
}

/** Columns of a declaration, in any layout; Shopify names a field of one's own by its path. */
const DECLARATIONS = [
  ['allergens', /^(?:allergens?|contains)$|\.allergens?\)$/],
  ['may_contain', /^(?:may[ _]contain|traces)$|\.may_contain\)$/],
  ['free_of', /^free[ _]of$|\.free_of\)$/],
  ['dietary', /^(?:dietary|diets?|dietary preferences)$|\.(?:dietary|diets?)\)$/],
] as const;
const NOTHING = /^(?:none|no|-|–|0)$/i;
const ATTRIBUTE = /^attribute \d+ name$/;

/**
 * Reads products from a CSV file as Square, Shopify or WooCommerce export it, or with columns named as our own fields.
 * Each variant becomes a product of its own, since it has a price, a sku and a stock of its own.
 * @param options.currency Of prices in a file that has no column `currency`.
 * @throws {ProblemError} `invalid_request` when the file as a whole cannot be read.
 */
export function productsOfCsv(
  file: Uint8Array,
  options: { currency: string | undefined; charset: string | undefined },
): CsvProducts {
  const table = readTable(file, options.charset);
  const columns = new Set(table.header);
  const layout = LAYOUTS.find(({ fits }) => fits(columns));
  if (layout === undefined) {
    const known = 'an export of Square, Shopify or WooCommerce, or a table with the columns name and price';
    throw unreadable(`has the columns ${table.header.slice(0, 10).join(', ')}, and has to be ${known}`, 1);
  }
  if (options.currency === undefined && !columns.has('currency'))
    throw unreadable('names no currency: add ?currency=EUR, or a column currency');

  const read = layout.reader(table);
  const declared = declarationsIn(table.header);
  const faults: ImportError[] = [];
  const output: string[] = [];
  const skus = new Map<string, number>();
  let failed = 0;
  for (const row of table.rows) {
    const listing = read(row);
    if (listing === 'skipped') continue;
    const found = 'fault' in listing ? listing : toProduct(listing, row, declared, options.currency);
    const product = 'fault' in found ? found : ownSku(found, skus.get(found.sku));
    if ('fault' in product) {
      failed += 1;
      faults.push({ line: row.line, path: product.path ?? '', message: product.fault });
      continue;
    }
    skus.set(product.sku, row.line);
    while (output.length < row.line - 1) output.push('');
    output.push(JSON.stringify(product));
  }
  return { lines: new TextEncoder().encode(output.join('\n')), failed, faults };
}

type Product = Partial<Record<keyof CreateProduct, unknown>> & { sku: string };
const ownSku = (product: Product, earlier: number | undefined): Product | Fault =>
  earlier === undefined ? product : { fault: `has the sku of line ${earlier}: give it its own`, path: 'sku' };

type Declared = ReadonlyArray<readonly [field: string, read: (row: Row) => string]>;

function toProduct(
  listing: Listing,
  row: Row,
  declared: Declared,
  currencyOfFile: string | undefined,
): Product | Fault {
  const currency = (row.get('currency') || (currencyOfFile ?? '')).toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) return { fault: `"${currency}" is no currency`, path: 'currency' };
  const price = readPrice(listing.price, currency);
  if ('fault' in price) return { fault: price.fault, path: 'price' };
  const words: Record<string, string[]> = {};
  for (const [field, read] of declared) {
    const text = read(row);
    if (text !== '') words[field] = [...(words[field] ?? []), ...(NOTHING.test(text) ? [] : listOf(text))];
  }
  const diets = listing.tags.filter((tag) => resolveDiet(tag).isKnown);
  return {
    sku: listing.sku,
    name: listing.name,
    description: textOf(listing.description),
    category: listing.category || null,
    price: { amount: price.amount, currency },
    stock: listing.stock,
    is_active: listing.isActive,
    ...words,
    dietary: [...(words.dietary ?? []), ...diets],
  };
}

/** Columns of declarations, and WooCommerce's attributes of that name. */
function declarationsIn(header: readonly string[]): Declared {
  return DECLARATIONS.flatMap(([field, pattern]) =>
    header.flatMap((column): Declared => {
      if (pattern.test(column)) return [[field, (row) => row.get(column)]];
      if (!ATTRIBUTE.test(column)) return [];
      const values = column.replace(/name$/, 'value(s)');
      return [[field, (row) => (pattern.test(row.get(column).toLowerCase()) ? row.get(values) : '')]];
    }),
  );
}

function textOf(description: string): string | null {
  if (!/<[a-z!/]|&\w+;/i.test(description)) return description || null;
  return cleanHtml(description).text.trim() || null;
}
