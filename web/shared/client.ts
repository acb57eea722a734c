import { type Client, type components, createClient } from '@ragline/client';

export { type Client, type Problem, RaglineError, unwrap } from '@ragline/client';

type Schemas = components['schemas'];
export type Shop = Schemas['Shop'];
export type Product = Schemas['Product'];
export type Quote = Schemas['Quote'];
export type Order = Schemas['Order'];
export type OrderStatus = Schemas['OrderStatus'];
export type Money = Schemas['Money'];

/** The API of the page's own origin. @param tenant The slug of the shop whose guest the visitor is until they log in. */
export const clientOf = (tenant: string): Client => createClient({ baseUrl: location.origin, tenant });
