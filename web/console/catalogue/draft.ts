import type { components } from '@ragline/client';
import type { Product } from '../../shared/client.ts';
import { toDecimal, toMinor } from './amounts.ts';
import { type Declaration, declarationOf, declaredBy, UNDECLARED } from './declaration.ts';
import { type DraftGroup, draftGroups, groupsOf } from './options.ts';

type Schemas = components['schemas'];

/** A product as its form holds it. */
export interface Draft extends Declaration {
  sku: string;
  name: string;
  category: string;
  description: string;
  /** Decimal, as it is written. */
  price: string;
  /** Empty: unlimited. */
  stock: string;
  isActive: boolean;
  options: DraftGroup[];
}

const FIELDS = [
  'sku',
  'name',
  'category',
  'description',
  'price',
  'stock',
  'isActive',
  'isDeclared',
  'allergens',
  'diets',
  'options',
] as const;
export type DraftField = (typeof FIELDS)[number];

export const EMPTY_DRAFT: Draft = {
  ...{ sku: '', name: '', category: '', description: '', price: '', stock: '' },
  ...{ isActive: true, options: [] },
  ...UNDECLARED,
};

export function draftOf(product: Product): Draft {
  return {
    sku: product.sku,
    name: product.name,
    category: product.category ?? '',
    description: product.description ?? '',
    price: toDecimal(product.price.amount, product.price.currency),
    stock: product.stock === null ? '' : String(product.stock),
    isActive: product.is_active,
    ...declarationOf(product),
    options: draftGroups(product.option_groups, product.price.currency),
  };
}

/**
 * Returns all fields for the API. It never throws: the API refuses a value that is not a number, and names the field.
 */
export function productOf(draft: Draft, currency: string): Schemas['CreateProduct'] {
  return {
    sku: draft.sku,
    name: draft.name,
    category: draft.category.trim() === '' ? null : draft.category,
    description: draft.description.trim() === '' ? null : draft.description,
    price: { amount: toMinor(draft.price, currency), currency },
    stock: draft.stock.trim() === '' ? null : Number(draft.stock),
    is_active: draft.isActive,
    ...declaredBy(draft),
    option_groups: groupsOf(draft.options, currency),
  };
}

/** The fields in which the draft differs from the product that it was made from. */
export function changeOf(draft: Draft, product: Product): Schemas['UpdateProduct'] {
  const { currency } = product.price;
  const [wanted, known] = [productOf(draft, currency), productOf(draftOf(product), currency)];
  const keys = Object.keys(wanted) as Array<keyof typeof wanted>;
  return Object.fromEntries(keys.filter((key) => !isSame(wanted[key], known[key])).map((key) => [key, wanted[key]]));
}

/**
 * Rebases a draft onto a product that another user has saved: their values in the fields that the draft left alone.
 * @returns The new draft, and the fields that both changed, in which the draft's own values stay.
 */
export function rebase(draft: Draft, from: Draft, onto: Draft): { draft: Draft; conflicts: DraftField[] } {
  const mine = FIELDS.filter((field) => !isSame(draft[field], from[field]));
  const conflicts = mine.filter((field) => !isSame(onto[field], from[field]) && !isSame(onto[field], draft[field]));
  return { draft: { ...onto, ...Object.fromEntries(mine.map((field) => [field, draft[field]])) }, conflicts };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value).sort() : value;
