import { type Client, unwrap } from '../shared/client.ts';

/** The query of a product by its id. */
export const productQuery = (client: Client, id: string) => ({
  queryKey: ['product', id],
  queryFn: async () => await unwrap(client.api.GET('/v1/products/{id}', { params: { path: { id } } })),
});
