import type { TestUser } from './tenant.ts';

/** A small menu: enough to tell filters and ranks apart. Prices in cents. */
export const MENU = [
  {
    sku: 'RISOTTO-FUNGHI',
    name: 'Risotto ai funghi',
    category: 'mains',
    dietary: ['vegetarian', 'gluten-free'],
    price: 1150,
    description: 'Creamy rice with porcini mushrooms.',
  },
  {
    sku: 'BUDDHA-BOWL',
    name: 'Buddha bowl',
    category: 'mains',
    dietary: ['vegan', 'vegetarian', 'gluten-free'],
    price: 1090,
    description: 'Quinoa, avocado and roasted vegetables.',
  },
  {
    sku: 'VEGAN-BURGER',
    name: 'Smoky bean burger',
    category: 'mains',
    dietary: ['vegan', 'vegetarian'],
    price: 1350,
    description: 'Black beans in a sourdough bun.',
  },
  {
    sku: 'LENTIL-SOUP',
    name: 'Lentil soup',
    category: 'starters',
    dietary: ['vegan', 'vegetarian', 'gluten-free'],
    price: 650,
    description: 'Red lentils with cumin.',
  },
  {
    sku: 'PIZZA-MARGHERITA',
    name: 'Pizza Margherita',
    category: 'pizza',
    dietary: ['vegetarian'],
    price: 990,
    description: 'Tomato, mozzarella, basil.',
  },
  {
    sku: 'GF-PENNE',
    name: 'Penne arrabbiata',
    category: 'pasta',
    dietary: ['gluten-free'],
    price: 1050,
    description: 'Gluten-free pasta in a spicy tomato sauce.',
  },
  {
    sku: 'TIRAMISU',
    name: 'Tiramisu',
    category: 'desserts',
    dietary: ['vegetarian'],
    price: 600,
    description: 'With mascarpone and espresso.',
  },
  {
    sku: 'SOLD-OUT-CAKE',
    name: 'Vegan chocolate cake',
    category: 'desserts',
    dietary: ['vegan'],
    price: 550,
    stock: 0,
    description: 'Dark chocolate.',
  },
] as const;

export const CODE = 'WELCOME10';

/** Puts the menu and a ten percent code into the tenant. Gives the products' ids by sku. */
export async function stockMenu(
  owner: TestUser,
  menu: ReadonlyArray<(typeof MENU)[number]> = MENU,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { price, ...product } of menu) {
    const response = await owner.call('POST', '/v1/products', {
      headers: { 'idempotency-key': crypto.randomUUID() },
      json: { ...product, price: { amount: price, currency: 'EUR' } },
    });
    if (response.status !== 201) throw new Error(`a product was refused: ${await response.text()}`);
    ids.set(product.sku, (await response.json<{ id: string }>()).id);
  }
  const promotion = await owner.call('POST', '/v1/promotions', {
    headers: { 'idempotency-key': crypto.randomUUID() },
    json: { code: CODE, name: 'Ten percent off', kind: 'percentage', value: 1000, currency: 'EUR' },
  });
  if (promotion.status !== 201) throw new Error(`a promotion was refused: ${await promotion.text()}`);
  return ids;
}

/** The orders that the user may see, newest first. */
export async function ordersOf(user: TestUser): Promise<Array<{ id: string; total: number; items: unknown[] }>> {
  const response = await user.call('GET', '/v1/orders');
  return (await response.json<{ data: Array<{ id: string; total: number; items: unknown[] }> }>()).data;
}
