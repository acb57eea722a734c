import { z } from 'zod';
import { MAX_AMOUNT_MINOR, Money } from './money.ts';
import { PageQuery, page } from './page.ts';
import { line, lines, oneLine, Timestamp, Uuid } from './text.ts';

/** Lower case so that filters and retrieval compare without folding. */
const Tag = line(40).toLowerCase();
export const Sku = line(64).meta({ example: 'RISOTTO-FUNGHI' });

/** A delta may be negative (a small size); the resulting unit price never goes below zero. */
export const ProductOption = z
  .strictObject({
    id: line(40).meta({ example: 'large' }),
    name: line(80).meta({ example: 'Large' }),
    price_delta: z.int().min(-MAX_AMOUNT_MINOR).max(MAX_AMOUNT_MINOR).default(0),
  })
  .meta({ id: 'ProductOption' });

export const OptionGroup = z
  .strictObject({
    id: line(40).meta({ example: 'size' }),
    name: line(80).meta({ example: 'Size' }),
    min: z.int().min(0).max(50).default(0),
    max: z.int().min(1).max(50).default(1),
    options: z.array(ProductOption).min(1).max(50),
  })
  .refine((group) => group.min <= group.max, { path: ['min'], message: 'must not be above max' })
  .refine((group) => new Set(group.options.map((option) => option.id)).size === group.options.length, {
    path: ['options'],
    message: 'option ids must differ',
  })
  .meta({ id: 'OptionGroup' });
export type OptionGroup = z.infer<typeof OptionGroup>;

const Metadata = z
  .record(line(40), z.union([z.string().overwrite(oneLine).max(500), z.number(), z.boolean()]))
  .refine((metadata) => Object.keys(metadata).length <= 50, 'at most 50 keys');

const fields = {
  sku: Sku,
  name: line(200).meta({ example: 'Risotto ai funghi' }),
  description: lines(5000).trim().nullable(),
  category: line(80).toLowerCase().nullable().meta({ example: 'mains' }),
  dietary: z
    .array(Tag)
    .max(20)
    .meta({ example: ['vegetarian', 'gluten-free'] }),
  allergens: z
    .array(Tag)
    .max(30)
    .meta({ example: ['milk'] }),
  price: Money,
  stock: z.int().min(0).max(1_000_000_000).nullable().meta({ description: 'null: unlimited', example: 25 }),
  is_active: z.boolean(),
  option_groups: z
    .array(OptionGroup)
    .max(20)
    .refine((groups) => new Set(groups.map((group) => group.id)).size === groups.length, 'group ids must differ'),
  metadata: Metadata,
};

export const CreateProduct = z
  .strictObject({
    ...fields,
    description: fields.description.default(null),
    category: fields.category.default(null),
    dietary: fields.dietary.default([]),
    allergens: fields.allergens.default([]),
    stock: fields.stock.default(null),
    is_active: fields.is_active.default(true),
    option_groups: fields.option_groups.default([]),
    metadata: fields.metadata.default({}),
  })
  .meta({ id: 'CreateProduct' });
export type CreateProduct = z.infer<typeof CreateProduct>;

export const UpdateProduct = z
  .strictObject(fields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'name at least one field')
  .meta({ id: 'UpdateProduct', minProperties: 1, example: { stock: 12 } });
export type UpdateProduct = z.infer<typeof UpdateProduct>;

export const Product = z
  .object({ id: Uuid, ...fields, version: z.int(), created_at: Timestamp, updated_at: Timestamp })
  .meta({ id: 'Product' });
export type Product = z.infer<typeof Product>;

export const ProductList = page(Product, 'ProductList');

export const PRODUCT_SORTS = ['newest', 'name', 'price', '-price', 'relevance'] as const;
export const ListProductsQuery = z.strictObject({
  ...PageQuery,
  search: line(200).optional().meta({
    description:
      'Part of a name, a description or a sku, whatever its accents; when no product has it, names that are spelled alike',
  }),
  category: line(80).toLowerCase().optional(),
  diet: z
    .union([Tag, z.array(Tag).max(20)])
    .transform((diet) => (Array.isArray(diet) ? diet : [diet]))
    .optional()
    .meta({ description: 'Repeatable; all must hold' }),
  available: z.enum(['true', 'false']).optional(),
  sort: z.enum(PRODUCT_SORTS).optional().meta({ description: '`relevance` with `search`, else `newest`' }),
});
export type ListProductsQuery = z.infer<typeof ListProductsQuery>;
