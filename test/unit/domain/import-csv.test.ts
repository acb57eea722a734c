import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPrice } from '../../../workers/domain/catalog/import/csv/price.ts';
import { productsOfCsv } from '../../../workers/domain/catalog/import/csv/products-of-csv.ts';
import { readLines } from '../../../workers/domain/catalog/import/read-lines.ts';
import { splitLines } from '../../../workers/domain/catalog/import/split-lines.ts';

const exportOf = (name: string) => readFileSync(join(import.meta.dirname, `../../support/exports/${name}.csv`));

/** Returns the products of a file with their lines, and all faults. */
function read(file: Uint8Array | string, currency?: string, charset?: string) {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const { lines, faults, failed } = productsOfCsv(bytes, { currency, charset });
  const outcomes = splitLines(lines).chunks.flatMap(readLines);
  return {
    products: outcomes.flatMap((one) => ('product' in one ? [{ line: one.line, ...one.product }] : [])),
    faults: [...faults, ...outcomes.flatMap((one) => ('faults' in one ? one.faults : []))],
    failed,
  };
}

describe('a CSV file of Square', () => {
  const { products, faults } = read(exportOf('square'), 'USD');

  it('has a product for each variation, by its line', () => {
    expect(products.map(({ line, sku, name, price }) => [line, sku, name, price.amount])).toEqual([
      [2, 'FW-1', 'Flat White', 450],
      [4, 'FW-2', 'Flat White (Large)', 525],
      [6, 'espresso-machine', 'Espresso Machine', 425_000],
      [8, 'PL', 'Pumpkin Latte', 500],
    ]);
    expect(products[0]).toMatchObject({ description: 'Double shot,\nsteamed milk', category: 'hot', stock: null });
    expect(products[2]).toMatchObject({ description: 'The "big" one', stock: 3, allergens: null });
    expect(products.map(({ is_active }) => is_active)).toEqual([true, true, true, false]);
  });

  it('names the variation that has no fixed price', () => {
    expect(faults).toEqual([{ line: 7, path: '', message: 'has a variable price: give it a fixed one' }]);
  });
});

describe('a CSV file of Shopify', () => {
  it('has a product for each variant, with what stands in the first row of all', () => {
    const { products, faults } = read(exportOf('shopify'), 'EUR');
    expect(faults).toEqual([]);
    expect(products).toMatchObject([
      {
        line: 2,
        sku: 'SD-S',
        name: 'Sourdough (Small)',
        price: { amount: 420 },
        stock: 12,
        category: 'bread',
        is_active: true,
      },
      {
        line: 4,
        sku: 'SD-L',
        name: 'Sourdough (Large)',
        price: { amount: 780 },
        stock: null,
        dietary: ['vegan', 'organic'],
      },
      { line: 6, sku: 'gift-box', name: 'Gift box', description: 'Plain words', stock: null, is_active: false },
    ]);
    expect(products[0]?.allergens).toEqual(expect.arrayContaining(['wheat', 'rye']));
    expect(products[0]?.description).toContain('- Rye & wheat');
    expect(products[0]?.description).not.toContain('<');
  });

  it('is read with the newer column names too', () => {
    expect(read(exportOf('shopify-renamed'), 'EUR').products).toMatchObject([
      { sku: 'WB-001', name: 'Water Bottle (Red)', price: { amount: 3499 }, stock: 7, category: 'bottles' },
      { sku: 'WB-002', name: 'Water Bottle (Blue)', stock: 0, is_active: true },
    ]);
  });
});

describe('a CSV file of WooCommerce', () => {
  const { products, faults } = read(exportOf('woocommerce'), 'EUR');

  it('has a product for each simple product and each variation, which takes the rest from its parent', () => {
    expect(products).toMatchObject([
      { line: 3, sku: 'pizza-s', name: 'Pizza - Small', price: { amount: 850 }, category: 'pizza', stock: null },
      {
        line: 4,
        sku: 'pizza-l',
        price: { amount: 1200 },
        stock: 0,
        description: 'From the oven',
        dietary: ['vegetarian'],
      },
      { line: 5, sku: 'woo-50', price: { amount: 250 }, stock: 40, allergens: [], is_active: false },
    ]);
    expect(products[0]?.allergens).toEqual(expect.arrayContaining(['milk']));
    expect(products[1]?.allergens).toBeNull();
  });

  it('reports products that cannot be ordered', () => {
    expect(faults).toEqual([{ line: 6, path: '', message: expect.stringContaining('of the type grouped') }]);
  });
});

describe('a table of one’s own', () => {
  it('may have semicolons, decimal commas, a charset and a currency of its own in each row', () => {
    const { products, faults, failed } = read(exportOf('spreadsheet'), undefined, 'windows-1252');
    expect(products).toMatchObject([
      {
        line: 2,
        sku: 'brötchen',
        name: 'Brötchen',
        price: { amount: 85, currency: 'EUR' },
        dietary: ['vegan'],
        stock: null,
      },
      { line: 3, sku: 'käsekuchen', price: { amount: 123_450 }, stock: 4, may_contain: [] },
    ]);
    expect(products[0]?.allergens).toEqual(['wheat']);
    expect(products[0]?.may_contain).toEqual(expect.arrayContaining(['milk', 'eggs']));
    expect(failed).toBe(1);
    expect(faults).toMatchObject([
      { line: 4, path: 'price', message: expect.stringContaining('"1,234" can be read in two ways') },
      { line: 5, path: 'allergens.0', message: expect.stringContaining('“unobtainium” is not an allergen') },
    ]);
  });

  it('gives each product a sku of its own', () => {
    const { products, faults } = read('name,price,sku\nA,1,X\n\nB,2,X\n', 'EUR');
    expect(products).toHaveLength(1);
    expect(faults).toEqual([{ line: 4, path: 'sku', message: 'has the sku of line 2: give it its own' }]);
  });
});

describe('a file that cannot be read', () => {
  it.each([
    ['', 'EUR', /has no lines/],
    ['a,b\n1,2\n', 'EUR', /has the columns a, b, and has to be an export of Square, Shopify or WooCommerce/],
    ['name,price\nA,1\n', undefined, /names no currency: add \?currency=EUR/],
    ['name,price\nA,1\n"B,2\nC,3\n', 'EUR', /a quote is opened and never closed \(line \d\)/],
    ['name,price\nA "x" b,1\n', 'EUR', /a quote stands within a cell .*\(line 2\)/],
    [
      new Uint8Array([0x6e, 0xff, 0xfe]),
      'EUR',
      /is not in UTF-8: save it as "CSV UTF-8", or send it as text\/csv; charset/,
    ],
  ])('is refused as a whole, in one sentence: %j', (file, currency, message) => {
    expect(() => read(file, currency)).toThrow(message);
  });
});

describe('a price', () => {
  it.each([
    ['12', 'EUR', 1200],
    ['12.5', 'EUR', 1250],
    ['€ 12,50', 'EUR', 1250],
    ['1.234,50 €', 'EUR', 123_450],
    ['CHF 1’250.00', 'CHF', 125_000],
    ['Rs. 250', 'INR', 25_000],
    ['1,234,567', 'EUR', 123_456_700],
    ['12.5000', 'EUR', 1250],
    ['1,200', 'JPY', 1200],
    ['1200.00', 'JPY', 1200],
    ['1.250', 'KWD', 1250],
    ['0', 'EUR', 0],
  ])('%s in %s has %i minor units', (text, currency, amount) => {
    expect(readPrice(text, currency)).toEqual({ amount });
  });

  it.each([
    ['', 'EUR', 'has no price'],
    ['1,234', 'EUR', 'in two ways'],
    ['1.2.3', 'EUR', 'in two ways'],
    ['12.345', 'USD', 'in two ways'],
    ['12.3456', 'USD', 'more than the 2 digits'],
    ['12.50', 'JPY', 'more than the 0 digits'],
    ['-5', 'EUR', 'is no price'],
    ['free', 'EUR', 'is no price'],
  ])('%s in %s is refused as ambiguous', (text, currency, fault) => {
    expect(readPrice(text, currency)).toMatchObject({ fault: expect.stringContaining(fault) });
  });
});
