import type { Row, Table } from './read-table.ts';

/** A product as the file has it: unchecked text. */
export interface Listing {
  sku: string;
  name: string;
  /** HTML or plain text. */
  description: string;
  category: string;
  price: string;
  /** null: not counted. */
  stock: number | null;
  isActive: boolean;
  /** Names that may be diets; other names are ignored. */
  tags: string[];
}

/** Why a row is no product, and in which field. */
export interface Fault {
  fault: string;
  path?: string;
}

/** A row: a product, nothing to import, or a fault. */
type ReadRow = Listing | 'skipped' | Fault;

/** How to read the files of one shop system. */
export interface Layout {
  /** Returns whether the file has the columns of this layout. */
  fits(columns: ReadonlySet<string>): boolean;
  /** A reader of its rows, in their order: rows of one product may rely on its first. */
  reader(table: Table): (row: Row) => ReadRow;
}

export const listOf = (text: string): string[] =>
  text
    .split(/[,;|\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');

export const isYes = (text: string): boolean => /^(?:1|y|yes|true|x)$/i.test(text);
export const isNo = (text: string): boolean => /^(?:0|-1|n|no|false)$/i.test(text);

/** `Drinks > Hot` is filed under `Hot`; of several categories the first counts. */
export const lastOfPath = (text: string): string => text.split(',')[0]?.split('>').at(-1)?.trim() ?? '';

/** Negative and fractional stock is rounded to what can be sold. */
export function stockOf(text: string): number | null {
  if (text === '') return null;
  const count = Number(text.replace(',', '.'));
  return Number.isFinite(count) ? Math.max(0, Math.floor(count)) : null;
}

/** Values of options that say nothing: a product without variants has them too. */
const UNSAID = new Set(['', 'default title', 'default', 'regular']);

export const saidValues = (values: readonly string[]): string[] =>
  values.filter((value) => !UNSAID.has(value.toLowerCase()));

export const nameWith = (name: string, values: readonly string[]): string =>
  values.length === 0 ? name : `${name} (${values.join(', ')})`;

/** A sku for a row without one; the same each time, so that the next import finds the product again. */
export const skuFrom = (...parts: readonly string[]): string =>
  parts
    .join('-')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
