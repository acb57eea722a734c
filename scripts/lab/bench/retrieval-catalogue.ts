import { BISTRO, type DemoProduct } from '../../../schema/seed/demo-catalog.ts';
import { importNextChunk } from '../../../workers/domain/catalog/import/import-next-chunk.ts';
import { startImport } from '../../../workers/domain/catalog/import/start-import.ts';
import type { SearchLab } from '../eval/search-lab.ts';

const WORDS =
  'Grilled Smoky Crisp Golden Roasted Creamy Spicy Sweet Sour Tangy Rustic Classic House Garden Royal Little Warm Cold Fresh Braised Stuffed Baked Glazed Pickled Marinated Charred Whipped Tuscan Roman Sicilian Venetian Ligurian Alpine Coastal Village Sunday Market Walnut Fennel Saffron Truffle Honey Pepper Chestnut Artichoke Rhubarb Anchovy Quince Radicchio Polenta'.split(
    ' ',
  );
/** Queries: names, ingredients, typos, chatter, and words that few or many products contain. */
export const QUERIES = [
  'mushroom pizza',
  'spicy pasta',
  'vegan chocolate dessert',
  'lemon chicken with herbs',
  'warm vegetable soup',
  'smoky grilled aubergine',
  'something with saffron',
  'gluten-free gnocchi',
  'cheese',
  'margarita',
  'tiramusi with espresso',
  'sea bass and potatoes',
  'do you have a creamy risotto with pumpkin and sage?',
  'cold drink with mint',
  'walnut and honey cake',
  'crisp squid rings',
  'raspberry',
  'sicilian pistachio ice cream',
  'beef lasagne',
  'sparkling water',
  'a light starter with tomatoes and basil, please',
  'radicchio artichoke',
  'red wine',
  'chikpea bowl',
];
/** Imports so many products, no two alike, made of the demo's dishes and of chance: the same ones every time. */
export async function fillCatalogue({ ctx, jobs }: SearchLab, products: number): Promise<void> {
  let seed = 7;
  const random = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return seed / 0x7fff_ffff;
  };
  const pick = <T>(items: readonly [T, ...T[]] | readonly T[]): T => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const lines = Array.from({ length: products }, (_, index) => {
    const [dish, other] = [pick<DemoProduct>(BISTRO), pick<DemoProduct>(BISTRO)];
    return JSON.stringify({
      sku: `BENCH-${index}`,
      name: `${pick(WORDS)} ${pick(WORDS).toLowerCase()} ${dish.name.toLowerCase()}`,
      description: `${dish.description} With ${pick(WORDS).toLowerCase()} and ${pick(WORDS).toLowerCase()}. ${other.description}`,
      category: dish.category,
      dietary: dish.dietary,
      allergens: dish.allergens,
      price: { amount: 300 + Math.floor(random() * 3_000), currency: 'EUR' },
      stock: random() < 0.1 ? 0 : 50,
    });
  });
  await startImport({ ctx, input: { file: new TextEncoder().encode(lines.join('\n')) } });
  const [jobId = ''] = jobs;
  while ((await importNextChunk(ctx, jobId)) === 'more');
}
