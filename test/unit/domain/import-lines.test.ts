import { describe, expect, it } from 'vitest';
import { MAX_IMPORT_ERRORS } from '../../../contracts/job.ts';
import { NOTHING_YET, planImport } from '../../../workers/domain/catalog/import/plan-import.ts';
import { readLines } from '../../../workers/domain/catalog/import/read-lines.ts';
import { splitLines } from '../../../workers/domain/catalog/import/split-lines.ts';
import type { ProductRow } from '../../../workers/domain/catalog/product-view.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const product = (sku: string, more: Record<string, unknown> = {}) => ({
  sku,
  name: `Product ${sku}`,
  price: { amount: 100, currency: 'EUR' },
  ...more,
});
const line = (sku: string, more: Record<string, unknown> = {}) => JSON.stringify(product(sku, more));
const read = (text: string | Uint8Array) => {
  const { chunks } = splitLines(typeof text === 'string' ? encode(text) : text);
  return chunks.flatMap(readLines);
};
const plan = (text: string, existing: ProductRow[] = [], before = NOTHING_YET) =>
  planImport(read(text), existing, { tenantId: 't', now: new Date(0), before });

describe('cutting a file into chunks', () => {
  it('keeps every line and its number, with any line endings', () => {
    const text = `\ufeff${line('A')}\r\n\r\n  \n${line('B')}\n${line('C')}`;
    expect(splitLines(encode(text)).lines).toBe(3);
    expect(read(text).map((item) => ('product' in item ? [item.line, item.product.sku] : item))).toEqual([
      [1, 'A'],
      [4, 'B'],
      [5, 'C'],
    ]);
  });

  it('keeps a chunk to 500 lines and 256 KiB, but for a line that is longer', () => {
    const many = splitLines(encode(`${Array.from({ length: 1201 }, (_, i) => `l${i}`).join('\n')}\n`));
    expect(many.chunks.map(({ firstLine }) => firstLine)).toEqual([1, 501, 1001]);
    expect(
      many.chunks
        .map(({ bytes }) => decode(bytes))
        .join('\n')
        .split('\n'),
    ).toHaveLength(1201);
    const long = 'x'.repeat(300_000);
    const wide = splitLines(encode(`a\n${long}\nb\n${'y'.repeat(200_000)}\n${'z'.repeat(100_000)}`));
    expect(wide.chunks.map(({ firstLine, bytes }) => [firstLine, bytes.length])).toEqual([
      [1, 1],
      [2, 300_000],
      [3, 200_002],
      [5, 100_000],
    ]);
  });

  it('finds no chunk in a file of empty lines', () => {
    for (const text of ['', '\n', '\ufeff', ' \r\n\t\n'.repeat(100_000)]) {
      expect(splitLines(encode(text))).toEqual({ chunks: [], lines: 0 });
    }
  });
});

describe('reading lines', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['malformed JSON', '{"sku":', ''],
    ['a list', '[]', ''],
    ['null', 'null', ''],
    ['a missing field', '{"sku":"A","name":"A"}', 'price'],
    ['an unknown field', line('A', { colour: 'red' }), 'colour'],
    ['an amount as text', line('A', { price: { amount: '5', currency: 'EUR' } }), 'price.amount'],
    ['a currency as a number', line('A', { price: { amount: 5, currency: 978 } }), 'price.currency'],
    ['an escaped U+0000', '{"sku":"A\\u0000","name":"A","price":{"amount":1,"currency":"EUR"}}', 'sku'],
    ['a half surrogate', line('A', { metadata: { k: '\ud800' } }), 'metadata.k'],
    ['a raw NUL', '{"sku":"A\u0000"}', ''],
    ['bytes that are no UTF-8', Uint8Array.from([0x22, 0xff, 0x22]), ''],
    ['more than 1 MiB', line('A', { description: 'x'.repeat(1_100_000) }), ''],
  ])('refuses %s, and that line alone', (_name, bad, path) => {
    const bytes = typeof bad === 'string' ? encode(bad) : bad;
    const file = Uint8Array.from([...encode(`${line('GOOD')}\n`), ...bytes, ...encode(`\n${line('ALSO')}`)]);
    const lines = read(file);
    expect(lines.map((item) => 'product' in item)).toEqual([true, false, true]);
    expect(lines[1]).toMatchObject({ line: 2, faults: [{ line: 2, path }] });
  });

  it('reports faults with storable and short text', () => {
    const key = `\u0000\ud800${'k'.repeat(5_000)}`;
    const [bad] = read(JSON.stringify({ [key]: 1 }));
    const faults = bad !== undefined && 'faults' in bad ? bad.faults : [];
    expect(faults[0]?.path.isWellFormed()).toBe(true);
    expect(JSON.stringify(faults)).not.toMatch(/\\u0000/);
    expect(JSON.stringify(faults).length).toBeLessThan(600);
    const [worse] = read(JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, i]))));
    expect(worse !== undefined && 'faults' in worse && worse.faults).toHaveLength(10);
  });
});

describe('the plan of an import', () => {
  it('takes them in order: the later of two with one sku wins', () => {
    const { result, writes } = plan(
      [line('B'), line('A'), line('A', { name: 'Later' }), line('A', { name: 'Later' })].join('\n'),
    );
    expect(result).toEqual({ created: 2, updated: 1, unchanged: 1, failed: 0, errors: [] });
    expect(writes.map(({ sku, name, version }) => [sku, name, version])).toEqual([
      ['A', 'Later', 2],
      ['B', 'Product B', 1],
    ]);
  });

  it('leaves a product alone whose fields come in another order', () => {
    const groups = [{ id: 'g', name: 'G', min: 0, max: 1, options: [{ price_delta: 5, name: 'O', id: 'o' }] }];
    const first = plan(line('A', { metadata: { b: 1, a: 2 }, option_groups: groups, dietary: ['vegan', 'halal'] }));
    const again = line('A', {
      dietary: ['vegan', 'halal'],
      option_groups: [{ options: [{ id: 'o', name: 'O', price_delta: 5 }], name: 'G', id: 'g', max: 1 }],
      metadata: { a: 2, b: 1 },
    });
    expect(plan(again, first.writes).result.unchanged).toBe(1);
    expect(plan(line('A', { dietary: ['halal', 'vegan'] }), first.writes).result.updated).toBe(1);
    // A line is the whole product.
    expect(plan(line('A'), first.writes).writes).toMatchObject([{ metadata: {}, dietary: [], optionGroups: [] }]);
  });

  it('counts every fault and reports the first thousand', () => {
    const bad = Array.from({ length: 700 }, () => '{').join('\n');
    const once = plan(bad).result;
    const twice = plan(bad, [], once).result;
    expect([once.failed, once.errors.length, twice.failed, twice.errors.length]).toEqual([
      700,
      700,
      1_400,
      MAX_IMPORT_ERRORS,
    ]);
    expect(NOTHING_YET.errors).toEqual([]);
  });
});
