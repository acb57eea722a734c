import { z } from 'zod';
import { Diets, declarationFields, declaredFields, RefusedAllergens } from './allergens/wire.ts';
import { MAX_AMOUNT_MINOR, Money } from './money.ts';
import { PageQuery, page } from './page.ts';
import { line, lines, oneLine, Timestamp, Uuid } from './text.ts';

export const Sku = line(64).meta({ example: 'RISOTTO-FUNGHI' });

/** A delta may be negative (a small size); the resulting unit price never goes below zero. */
const optionFields = {
  id: line(40).meta({ example: 'large' }),
  name: line(80).meta({ example: 'Large' }),
  price_delta: z.int().min(-MAX_AMOUNT_MINOR).max(MAX_AMOUNT_MINOR).default(0),
};

/** The option's own declaration. An option without one makes the dish “not declared” as soon as it is chosen. */
const WriteOption = z
  .strictObject({
    ...optionFields,
    allergens: declaredFields.allergens.default(null),
    may_contain: declaredFields.may_contain.default([]),
    free_of: declaredFields.free_of.default([]),
    dietary: declaredFields.dietary.default([]),
  })
  .meta({ id: 'WriteProductOption' });

export const ProductOption = z
  .object({
    ...optionFields,
    allergens: declarationFields.allergens.default(null),
    may_contain: declarationFields.may_contain.default([]),
    free_of: declarationFields.free_of.default([]),
    dietary: declarationFields.dietary.default([]),
  })
  .meta({ id: 'ProductOption' });
export type ProductOption = z.infer<typeof ProductOption>;

const groupOf = <Option extends z.ZodType<{ id: string }>>(option: Option) =>
  z
    .strictObject({
      id: line(40).meta({ example: 'size' }),
      name: line(80).meta({ example: 'Size' }),
      min: z.int().min(0).max(50).default(0),
      max: z.int().min(1).max(50).default(1),
      options: z.array(option).min(1).max(50),
    })
    .refine((group) => group.min <= group.max, { path: ['min'], message: 'must not be above max' })
    .refine((group) => new Set(group.options.map((each) => each.id)).size === group.options.length, {
      path: ['options'],
      message: 'option ids must differ',
    });

const WriteOptionGroup = groupOf(WriteOption).meta({ id: 'WriteOptionGroup' });
export const OptionGroup = groupOf(ProductOption).meta({ id: 'OptionGroup' });
export type OptionGroup = z.infer<typeof OptionGroup>;
/** A stored option. Options written before options had declarations lack them. */
type StoredOption = Pick<ProductOption, 'id' | 'name' | 'price_delta'> & Partial<ProductOption>;
export type StoredOptionGroup = Omit<OptionGroup, 'options'> & { options: StoredOption[] };

const Metadata = z
  .record(line(40), z.union([z.string().overwrite(oneLine).max(500), z.number(), z.boolean()]))
  .refine((metadata) => Object.keys(metadata).length <= 50, 'at most 50 keys');

const fields = {
  sku: Sku,
  name: line(200).meta({ example: 'Risotto ai funghi' }),
  description: lines(5000).trim().nullable(),
  category: line(80).toLowerCase().nullable().meta({ example: 'mains' }),
  price: Money,
  stock: z.int().min(0).max(1_000_000_000).nullable().meta({ description: 'null: unlimited', example: 25 }),
  is_active: z.boolean(),
  metadata: Metadata,
};

const writtenFields = {
  ...fields,
  ...declaredFields,
  option_groups: z
    .array(WriteOptionGroup)
    .max(20)
    .refine((groups) => new Set(groups.map((group) => group.id)).size === groups.length, 'group ids must differ'),
};

export const CreateProduct = z
  .strictObject({
    ...writtenFields,
    description: fields.description.default(null),
    category: fields.category.default(null),
    dietary: writtenFields.dietary.default([]),
    allergens: writtenFields.allergens.default(null),
    may_contain: writtenFields.may_contain.default([]),
    free_of: writtenFields.free_of.default([]),
    stock: fields.stock.default(null),
    is_active: fields.is_active.default(true),
    option_groups: writtenFields.option_groups.default([]),
    metadata: fields.metadata.default({}),
  })
  .meta({ id: 'CreateProduct' });
export type CreateProduct = z.infer<typeof CreateProduct>;

export const UpdateProduct = z
  .strictObject(writtenFields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'name at least one field')
  .meta({ id: 'UpdateProduct', minProperties: 1, example: { stock: 12 } });
export type UpdateProduct = z.infer<typeof UpdateProduct>;

/** The accepted picture types, by file extension. */
export const PICTURE_TYPES = { webp: 'image/webp', jpg: 'image/jpeg', png: 'image/png' } as const;
export type PictureEnding = keyof typeof PICTURE_TYPES;
/** Enough for 1600 pixels as WebP. */
export const MAX_PICTURE_BYTES = 1024 * 1024;

/** A stored picture. The file's name is the hash of its content. */
export interface StoredImage {
  file: string;
  alt: string;
}

const AlternativeText = line(300).meta({ description: 'What the picture shows, for screen readers' });
export const ProductImageQuery = z.strictObject({
  alt: AlternativeText.optional().meta({
    description: 'What the picture shows, for screen readers. Default: the name of the product',
    example: 'A bowl of minestrone',
  }),
});

const ProductImage = z
  .object({
    url: z.string().meta({
      description: 'A public path of this API. Its content never changes',
      example: '/pictures/019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70/9f86d081884c7d65.webp',
    }),
    alt: AlternativeText,
  })
  .meta({ id: 'ProductImage' });

export const Product = z
  .object({
    id: Uuid,
    ...fields,
    ...declarationFields,
    option_groups: z.array(OptionGroup),
    // Not `nullable()`: of a named schema that generates an `allOf` which no null fits.
    image: z.union([ProductImage, z.null()]).default(null).meta({ description: 'null: there is no picture' }),
    version: z.int(),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'Product' });
export type Product = z.infer<typeof Product>;

export const ProductList = page(Product, 'ProductList');

/** A query parameter that may be repeated. */
const repeatable = <Codes extends z.ZodType<string[], string[]>>(codes: Codes) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given) => (Array.isArray(given) ? given : [given]))
    .pipe(codes)
    .optional();

const PRODUCT_SORTS = ['newest', 'name', 'price', '-price', 'relevance'] as const;
export const ListProductsQuery = z.strictObject({
  ...PageQuery,
  search: line(200).optional().meta({
    description:
      'Words, or parts of words, of a name, a description or a sku, in any order, ignoring accents. If no product has all of them, products with a similar name are returned. Products that contain what the text refuses, as in “pasta without egg”, are left out. `POST /v1/search` also finds other forms and other names of a word',
  }),
  category: line(80).toLowerCase().optional(),
  categorised: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Return only products with a category, or only those without one' }),
  diet: repeatable(Diets).meta({ description: 'Repeatable. Products must satisfy all of them' }),
  exclude_allergens: repeatable(RefusedAllergens).meta({
    description:
      'Repeatable; codes or names. Return only products that are declared safe without all of these allergens',
  }),
  allergens: z
    .literal('undeclared')
    .optional()
    .meta({ description: 'Return only products whose allergens are not declared' }),
  available: z.enum(['true', 'false']).optional(),
  sort: z
    .enum(PRODUCT_SORTS)
    .optional()
    .meta({ description: 'Default: `relevance` with `search`, otherwise `newest`' }),
});
export type ListProductsQuery = z.infer<typeof ListProductsQuery>;
