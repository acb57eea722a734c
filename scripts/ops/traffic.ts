import { createServer, type Server } from 'node:http';
import { z } from 'zod';
import { listenOnLoopback } from '../dev-stack/ports.ts';
import type { ShopUser } from './shop-user.ts';

const Products = z.object({ data: z.array(z.object({ id: z.string() })) });

/** A little of everything that metrics tell of: reads, an order and its repeat, a socket, a turn of the chat. */
export async function makeTraffic(customer: ShopUser): Promise<void> {
  const { data } = Products.parse(await customer.call('GET', '/v1/products?limit=3'));
  for (const { id } of data) for (let read = 0; read < 3; read++) await customer.call('GET', `/v1/products/${id}`);
  const socket = await customer.socket();
  const order = { items: [{ sku: 'TIRAMISU', quantity: 1 }] };
  const key = { 'idempotency-key': crypto.randomUUID() };
  for (let post = 0; post < 2; post++) await customer.call('POST', '/v1/orders', order, key);
  await customer.chat().say('something vegan under 12 euros');
  socket.close();
}

/** A webhook endpoint of the owner's tenant that takes everything. */
export async function openReceiver(owner: ShopUser): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.end('ok'));
  });
  const port = await listenOnLoopback(server, 0);
  await owner.call('POST', '/v1/webhook-endpoints', { url: `http://127.0.0.1:${port}/` });
  return server;
}
