import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { startLeashed } from '../../dev-stack/leashed-process.ts';
import { anyFreePort } from '../../dev-stack/ports.ts';
import type { LoadRequest } from './load/clients.ts';

export const MEDUSA_VERSION = '2.21.2';
const FRAMEWORK = '@medusajs/framework';

/** A Medusa server with one shop. */
export interface Medusa {
  url: string;
  /** The pid of the server's parent process. */
  pid: number;
  /** Reads of each product. */
  reads: LoadRequest[];
  /** Orders of two lines, each the five requests from a new cart to the order. */
  orders: LoadRequest[];
  stop(): Promise<void>;
}

const STARTED_WITHIN_MS = 120_000;
const json = { 'content-type': 'application/json' };
const run = promisify(execFile);

/**
 * Installs Medusa into the user's cache folder unless it is there, migrates the empty database, starts the server in
 * production mode on 127.0.0.1, and gives it products with a stock, one region, and free shipping.
 */
export async function startMedusa(options: {
  databaseUrl: string;
  redisUrl: string;
  products: number;
  /** The stock of each product. */
  stock: number;
}): Promise<Medusa> {
  const folder = await install();
  const port = await anyFreePort();
  const name = `ragline-bench-${secret()}`;
  const account = { email: 'owner@bench.test', password: secret() };
  const { PATH, HOME } = process.env;
  // Do not pass this process's secrets to Medusa.
  const env = {
    ...{ PATH, HOME, NODE_ENV: 'production', LOG_LEVEL: 'error', MEDUSA_DISABLE_TELEMETRY: 'true' },
    RAGLINE_MEDUSA_CONFIG: JSON.stringify(configuration(name, options)),
  };
  const cli = join(folder, 'node_modules/@medusajs/cli/cli.js');
  const medusa = async (...args: string[]) => await run(process.execPath, [cli, ...args], { cwd: folder, env });
  await medusa('db:migrate');
  await medusa('user', '--email', account.email, '--password', account.password);

  const logFile = join(folder, `server-${port}.log`);
  const log = await open(logFile, 'w');
  const args = [cli, 'start', '--host', '127.0.0.1', '--port', String(port)];
  const server = startLeashed({ command: process.execPath, args, output: log.fd, cwd: folder, env });
  await log.close();
  const stop = async () => {
    await server.stop();
    await rm(logFile, { force: true });
    await removeKeys(options.redisUrl, name);
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    const ended = server.exited.then(async (code) => {
      throw new Error(`Medusa ended with ${code}:\n${(await readFile(logFile, 'utf8')).slice(-2_000)}`);
    });
    ended.catch(() => undefined);
    await Promise.race([answers(`${url}/health`), ended]);
    if (server.pid === undefined) throw new Error('Medusa has no process');
    return { url, pid: server.pid, stop, ...(await openShop(url, account, options)) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @returns The folder. A half-done install is never taken for one: the folder gets its name at the end. */
async function install(): Promise<string> {
  const parent = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ragline-bench');
  const folder = join(parent, `medusa-${MEDUSA_VERSION}`);
  if (existsSync(folder)) return folder;
  console.log(`installing Medusa ${MEDUSA_VERSION} into ${folder}`);
  const partial = `${folder}.${process.pid}`;
  await mkdir(partial, { recursive: true });
  try {
    const packages = ['@medusajs/medusa', '@medusajs/cli', FRAMEWORK].map((name) => [name, MEDUSA_VERSION]);
    const manifest = { name: 'ragline-bench-medusa', private: true, dependencies: Object.fromEntries(packages) };
    await writeFile(join(partial, 'package.json'), JSON.stringify(manifest));
    await writeFile(
      join(partial, 'medusa-config.js'),
      `module.exports = module.require('${FRAMEWORK}/utils').defineConfig(JSON.parse(process.env.RAGLINE_MEDUSA_CONFIG));\n`,
    );
    const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
    await run('npm', ['install', '--prefix', partial, ...options], { cwd: partial });
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return folder;
}

/**
 * As Medusa's pages on production have it: cache, events, workflows and locks in Redis. The keys of this run have its name.
 * https://docs.medusajs.com/learn/deployment/general
 */
function configuration(name: string, { databaseUrl, redisUrl }: { databaseUrl: string; redisUrl: string }) {
  const cors = { storeCors: 'http://localhost', adminCors: 'http://localhost', authCors: 'http://localhost' };
  const provider = (kind: string, options: object) => ({
    resolve: `@medusajs/medusa/${kind}`,
    options: {
      providers: [
        {
          resolve: `@medusajs/medusa/${kind}-redis`,
          id: `${kind}-redis`,
          is_default: true,
          options: { redisUrl, ...options },
        },
      ],
    },
  });
  const jobOptions = { removeOnComplete: { age: 3_600, count: 1_000 }, removeOnFail: { age: 3_600, count: 1_000 } };
  return {
    projectConfig: {
      ...{ databaseUrl, redisUrl, databaseDriverOptions: { connection: { ssl: false } } },
      http: { ...cors, jwtSecret: secret(), cookieSecret: secret() },
    },
    admin: { disable: true },
    featureFlags: { caching: true },
    modules: [
      provider('caching', { prefix: `${name}:` }),
      provider('locking', { namespace: `${name}-lock:` }),
      { resolve: '@medusajs/medusa/event-bus-redis', options: { redisUrl, queueName: `${name}-events`, jobOptions } },
      {
        resolve: '@medusajs/medusa/workflow-engine-redis',
        options: { redis: { redisUrl, queueName: `${name}-workflows`, jobQueueName: `${name}-jobs` } },
      },
    ],
  };
}

async function removeKeys(redisUrl: string, name: string): Promise<void> {
  const redis = new Redis(redisUrl);
  try {
    for await (const keys of redis.scanStream({ match: `*${name}*`, count: 1_000 })) {
      if (keys.length > 0) await redis.unlink(keys);
    }
  } finally {
    redis.disconnect();
  }
}

/** Sets up a shop that can sell, through the Admin API. */
async function openShop(
  url: string,
  account: { email: string; password: string },
  { products, stock }: { products: number; stock: number },
): Promise<Pick<Medusa, 'reads' | 'orders'>> {
  let token = '';
  const ask = async <T>(schema: z.ZodType<T>, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...json, ...(token === '' ? {} : { authorization: `Bearer ${token}` }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Medusa answered ${path} with ${response.status}: ${text.slice(0, 500)}`);
    return schema.parse(JSON.parse(text));
  };
  const Made = z.object({ id: z.string() });
  const make = async (kind: string, path: string, body: object): Promise<string> =>
    (await ask(z.object({ [kind]: Made }), path, body))[kind]?.id ?? '';

  token = (await ask(z.object({ token: z.string() }), '/auth/user/emailpass', account)).token;
  const region = await make('region', '/admin/regions', {
    ...{ name: 'Bench', currency_code: 'eur', countries: ['de'], payment_providers: ['pp_system_default'] },
  });
  const channel = await make('sales_channel', '/admin/sales-channels', { name: 'Bench' });
  const location = await make('stock_location', '/admin/stock-locations', { name: 'Bench' });
  const atLocation = `/admin/stock-locations/${location}`;
  await ask(z.unknown(), `${atLocation}/sales-channels`, { add: [channel] });
  await ask(z.unknown(), `${atLocation}/fulfillment-providers`, { add: ['manual_manual'] });
  const { stock_location } = await ask(
    z.object({ stock_location: z.object({ fulfillment_sets: z.tuple([Made]) }) }),
    `${atLocation}/fulfillment-sets?fields=*fulfillment_sets`,
    { name: 'Bench', type: 'shipping' },
  );
  const set = z.object({ fulfillment_set: z.object({ service_zones: z.tuple([Made]) }) });
  const { fulfillment_set } = await ask(
    set,
    `/admin/fulfillment-sets/${stock_location.fulfillment_sets[0].id}/service-zones`,
    { name: 'Bench', geo_zones: [{ type: 'country', country_code: 'de' }] },
  );
  const profile = await make('shipping_profile', '/admin/shipping-profiles', { name: 'Bench', type: 'bench' });
  const shipping = await make('shipping_option', '/admin/shipping-options', {
    ...{ name: 'Bench', price_type: 'flat', provider_id: 'manual_manual', shipping_profile_id: profile },
    service_zone_id: fulfillment_set.service_zones[0].id,
    type: { label: 'Bench', description: 'Bench', code: 'bench' },
    prices: [{ currency_code: 'eur', amount: 0 }],
  });
  const { api_key } = await ask(z.object({ api_key: Made.extend({ token: z.string() }) }), '/admin/api-keys', {
    ...{ title: 'Bench', type: 'publishable' },
  });
  await ask(z.unknown(), `/admin/api-keys/${api_key.id}/sales-channels`, { add: [channel] });
  const { created } = await ask(
    z.object({ created: z.array(Made.extend({ variants: z.tuple([Made]) })) }),
    '/admin/products/batch',
    { create: Array.from({ length: products }, (_, index) => newProduct(index, { channel, profile })) },
  );
  const { inventory_items } = await ask(
    z.object({ inventory_items: z.array(Made) }),
    `/admin/inventory-items?limit=${products}`,
  );
  await ask(z.unknown(), '/admin/inventory-items/location-levels/batch', {
    create: inventory_items.map(({ id }) => ({
      ...{ inventory_item_id: id, location_id: location, stocked_quantity: stock },
    })),
  });

  const headers = { ...json, 'x-publishable-api-key': api_key.token };
  const post = (path: string, body: object = {}): LoadRequest => ({
    ...{ method: 'POST', path, headers },
    body: JSON.stringify(body),
  });
  const address = { first_name: 'A', last_name: 'B', address_1: 'Street 1', city: 'Berlin', postal_code: '10115' };
  return {
    reads: created.map(({ id }) => ({
      ...{ method: 'GET', path: `/store/products/${id}?region_id=${region}`, headers },
    })),
    orders: created.map((_, index) => ({
      ...post('/store/carts', {
        ...{ region_id: region, sales_channel_id: channel, email: `guest-${index}@bench.test` },
        shipping_address: { ...address, country_code: 'de' },
        items: pairOf(created, index).map(({ variants }) => ({ variant_id: variants[0].id, quantity: 1 })),
      }),
      next: [
        post('/store/carts/{0.cart.id}/shipping-methods', { option_id: shipping }),
        post('/store/payment-collections', { cart_id: '{0.cart.id}' }),
        post('/store/payment-collections/{2.payment_collection.id}/payment-sessions', {
          provider_id: 'pp_system_default',
        }),
        post('/store/carts/{0.cart.id}/complete'),
      ],
    })),
  };
}

const newProduct = (index: number, { channel, profile }: { channel: string; profile: string }) => ({
  ...{ title: `Fresh bread ${index}`, status: 'published', shipping_profile_id: profile },
  sales_channels: [{ id: channel }],
  options: [{ title: 'Size', values: ['One'] }],
  variants: [
    {
      ...{ title: 'One', sku: `BENCH-${index}`, manage_inventory: true, options: { Size: 'One' } },
      prices: [{ currency_code: 'eur', amount: 1 + index / 100 }],
    },
  ],
});

/** The two products of an order: different ones for neighbours, so that few orders wait for the same stock. */
export function pairOf<T>(products: readonly T[], index: number): T[] {
  return [0, 1].flatMap((place) => products[(2 * index + place) % products.length] ?? []);
}

async function answers(url: string): Promise<void> {
  for (const deadline = Date.now() + STARTED_WITHIN_MS; ; await pause(250)) {
    if ((await fetch(url).catch(() => undefined))?.ok === true) return;
    if (Date.now() > deadline) throw new Error(`Medusa did not answer within ${STARTED_WITHIN_MS / 1000} s`);
  }
}

const secret = () => randomBytes(16).toString('hex');
