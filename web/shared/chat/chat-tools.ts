import type { components } from '@ragline/client';

type Schemas = components['schemas'];
type Product = Schemas['Product'];

/** The tools' answers, as far as the pages show them: `tools` of contracts/events/chat_tool_v1.json. */
export interface MenuOutput {
  hits: MenuHit[];
  not_safe?: UnsafeHit[];
}

export interface MenuHit extends Pick<Product, 'sku' | 'name' | 'description' | 'category' | 'dietary' | 'price'> {
  product_id: string;
  in_stock: boolean;
}

/** A dish that was found and is not safe for the person. */
export interface UnsafeHit extends Pick<MenuHit, 'product_id' | 'name'> {
  conflicts: Array<{
    refused: string;
    verdict: 'contains' | 'may_contain' | 'not_declared' | 'does_not_fit' | 'not_understood';
  }>;
}

export interface ConfirmInput {
  action?: 'place' | 'change' | 'cancel';
  quote_id?: string;
  order_id?: string;
  note?: string;
  fulfilment?: Schemas['Order']['fulfilment'];
}

/** The order that was placed, changed or cancelled; or why not, perhaps with a new quote. */
export interface ConfirmOutput {
  action?: 'place' | 'change' | 'cancel';
  order?: Schemas['Order'];
  error?: { code: string; message: string };
  quote?: Schemas['Quote'];
}
