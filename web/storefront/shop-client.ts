import { type Client, clientOf } from '../shared/client.ts';

const clients = new Map<string, Client>();

/** A client for each shop. All requests that wait for a new token share one renewal. */
export function shopClient(slug: string): Client {
  const client = clients.get(slug) ?? clientOf(slug);
  clients.set(slug, client);
  return client;
}
