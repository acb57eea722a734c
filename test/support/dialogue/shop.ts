import { BISTRO, type DemoProduct } from '../../../schema/seed/demo-catalog.ts';
import { BISTRO_SYNONYMS } from '../../../schema/seed/demo-synonyms.ts';
import { answer, newTenant, type TestTenant } from '../tenant.ts';

/** A tenant with the demo restaurant's menu, synonyms and promotions. */
export interface Shop {
  tenant: TestTenant;
  /** Product ids by sku. */
  ids: ReadonlyMap<string, string>;
}

const PROMOTIONS = [
  { code: 'WELCOME10', name: 'Ten percent off', kind: 'percentage', value: 1000 },
  { code: 'FIVER', name: 'Five euros off from 30', kind: 'fixed', value: 500, minimum_subtotal: 3000 },
  { code: 'ONCE', name: 'Two euros off, once a guest', kind: 'fixed', value: 200, per_customer_limit: 1 },
];

export async function openShop(menu: readonly DemoProduct[] = BISTRO): Promise<Shop> {
  const tenant = await newTenant();
  const ids = new Map<string, string>();
  // Created one after the other, so that the menu keeps its order.
  for (const { priceMinor, optionGroups = [], ...product } of menu) {
    const json = { ...product, option_groups: optionGroups, price: { amount: priceMinor, currency: 'EUR' } };
    const { id } = await answer<{ id: string }>(await tenant.owner.call('POST', '/v1/products', { json }), 201);
    ids.set(product.sku, id);
  }
  await answer(await tenant.owner.call('PUT', '/v1/search/synonyms', { json: { synonyms: BISTRO_SYNONYMS } }), 200);
  for (const promotion of PROMOTIONS) {
    await answer(await tenant.owner.call('POST', '/v1/promotions', { json: { ...promotion, currency: 'EUR' } }), 201);
  }
  return { tenant, ids };
}
