import { z } from 'zod';
import { Currency } from './money.ts';

/** The public profile of a shop, which needs no token. */
export const Shop = z
  .object({
    slug: z.string().meta({ example: 'bistro' }),
    name: z.string().meta({ example: 'Bistro Bellavista' }),
    language: z.string().meta({ example: 'en', description: 'ISO 639-1: the language of the shop’s texts' }),
    currency: Currency.nullable().meta({ description: 'The currency of most products. Null: there are none' }),
    categories: z
      .array(z.object({ name: z.string().meta({ example: 'mains' }), products: z.int().meta({ example: 12 }) }))
      .meta({
        description:
          'The categories of the active products, in the order in which they were created, and how many products each has',
      }),
    uncategorised: z.int().meta({ example: 0, description: 'How many active products have no category' }),
  })
  .meta({ id: 'Shop' });
export type Shop = z.infer<typeof Shop>;
