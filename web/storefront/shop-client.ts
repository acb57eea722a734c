import { type Client, clientOf } from '../shared/client.ts';

const clients = new Map<string, Client>();

/** One client a shop: it shares a renewal of the token among all that wait for one. */
export function shopClient(slug: string): Client {
  const client = clients.get(slug) ?? clientOf(slug);
  clients.set(slug, client);
  return client;
}
