import { type Client, type components, createClient } from '@ragline/client';

export { type Client, type Problem, RaglineError, unwrap } from '@ragline/client';

type Schemas = components['schemas'];
export type Shop = Schemas['Shop'];
export type Product = Schemas['Product'];
export type Quote = Schemas['Quote'];
export type Order = Schemas['Order'];
export type OrderStatus = Schemas['OrderStatus'];
export type Money = Schemas['Money'];

/**
 * @param tenant The slug of the shop whose guest the visitor is until they log in.
 * @param origin The origin of the API: the page's own, unless the widget runs on another site's page.
 */
export const clientOf = (tenant: string, origin = location.origin): Client => createClient({ baseUrl: origin, tenant });
