import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { findChromium, launchChromium } from '../../test/support/node/browser.ts';

/** Takes the pictures of the docs, into `docs/pictures`, of a running `npm start`: RAGLINE_URL names another system. */
const URL = process.env.RAGLINE_URL ?? 'http://127.0.0.1:8787';
const FOLDER = join(import.meta.dirname, '../../docs/pictures');
const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true };
const SETTLED_MS = 800;

const chromium = findChromium();
if (chromium === undefined) throw new Error('Install Chromium, or name it in RAGLINE_CHROMIUM.');
await mkdir(FOLDER, { recursive: true });
const browser = await launchChromium(chromium);

async function take(name: string, options: BrowserContextOptions, show: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  await show(page);
  await page.waitForTimeout(SETTLED_MS);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  await context.close();
}

async function openShop(page: Page): Promise<void> {
  await page.goto(`${URL}/s/bistro`);
  await page.getByRole('heading', { name: 'Arancini' }).waitFor();
}

async function openConsole(page: Page, path = ''): Promise<void> {
  await page.goto(`${URL}/console`);
  await page.getByRole('button', { name: 'bistro · owner' }).click();
  await page.getByText('Live', { exact: true }).waitFor();
  await page.goto(`${URL}/console${path}`);
}

async function say(page: Page, ...sentences: string[]): Promise<void> {
  for (const words of sentences) {
    await page.getByLabel('Message').fill(words);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('button', { name: 'Send' }).waitFor();
    await page.waitForTimeout(SETTLED_MS);
  }
}

await take('storefront', DESKTOP, async (page) => {
  await openShop(page);
  await page.getByRole('tab', { name: 'Ask us' }).click();
  await say(
    page,
    'I am allergic to nuts',
    'two bruschetta and a minestrone please',
    'I have code WELCOME10',
    'order it',
  );
  await page.getByRole('button', { name: /^Order for/ }).waitFor();
  // Removes the focus ring of the search field.
  await page.getByRole('heading', { name: 'Starters' }).click();
});
await take('storefront-dish', PHONE, async (page) => {
  await openShop(page);
  await page.getByRole('button', { name: 'Pizza margherita', exact: true }).click();
});
await take('storefront-chat', PHONE, async (page) => {
  await openShop(page);
  await page.getByRole('button', { name: 'Ask us' }).click();
  await say(page, 'Something vegan under 12 euros');
});
await take('storefront-order', { ...PHONE, colorScheme: 'dark' }, async (page) => {
  await openShop(page);
  await page.getByRole('button', { name: 'Add Minestrone to your order' }).click();
  await page.getByRole('button', { name: 'View order' }).click();
  await page.getByRole('button', { name: 'Check out' }).click();
  await page.getByRole('button', { name: /^Place order/ }).click();
  await page.getByTestId('status').waitFor();
});
/** A person of the demo shop: sends JSON, and reads it. */
async function logIn(role: 'customer' | 'staff') {
  const json = { 'content-type': 'application/json' };
  const send = async <T>(method: string, path: string, body: object, headers: Record<string, string>): Promise<T> => {
    const response = await fetch(`${URL}${path}`, {
      method,
      headers: { ...json, ...headers },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  const credentials = { tenant_slug: 'bistro', email: `${role}@bistro.test`, password: 'ragline-demo' };
  const { access_token: token } = await send<{ access_token: string }>('POST', '/v1/auth/login', credentials, {});
  const headers = { authorization: `Bearer ${token}` };
  return async (method: string, path: string, body: object): Promise<{ id: string }> =>
    await send(method, path, body, { ...headers, 'idempotency-key': crypto.randomUUID() });
}

const [asCustomer, asStaff] = [await logIn('customer'), await logIn('staff')];
const risky = { items: [{ sku: 'CAPRESE', quantity: 1 }], exclude_allergens: ['milk'] };
const quote = await asCustomer('POST', '/v1/quotes', risky);
const ORDERS = [
  { to: ['confirmed', 'preparing', 'ready'], items: [{ sku: 'PIZZA-MARGHERITA', quantity: 2 }] },
  { to: ['confirmed', 'preparing'], items: [{ sku: 'RISOTTO-FUNGHI', quantity: 1 }], note: 'No hurry' },
  { to: ['confirmed'], items: [{ sku: 'MINESTRONE', quantity: 2 }], fulfilment: { type: 'dine_in', table: '4' } },
  { to: [], quote_id: quote.id, fulfilment: { type: 'dine_in', table: '7' }, note: 'A nut allergy at the table' },
];
for (const { to, ...order } of ORDERS) {
  const { id } = await asCustomer('POST', '/v1/orders', order);
  for (const status of to) await asStaff('PATCH', `/v1/orders/${id}`, { status });
}
await take('console-board', DESKTOP, async (page) => {
  await openConsole(page);
  await page.getByRole('article').nth(3).waitFor();
});
await take('console-product', DESKTOP, async (page) => {
  await openConsole(page, '/catalogue?search=Pizza marinara');
  await page.getByRole('button', { name: 'Edit Pizza marinara' }).click();
});
await take('console-audit-log', DESKTOP, async (page) => {
  await openConsole(page, '/audit-log');
  await page.getByRole('listitem').first().waitFor();
});
await take('widget', DESKTOP, async (page) => {
  const body = `<!doctype html><html lang="en"><title>A blog</title><style>body{font:18px Georgia,serif;margin:4em auto;max-width:34em}</style>
    <h1>Where to eat</h1><p>My favourite place in town: the chat in the corner takes your order.</p>
    <script src="${URL}/widget.js" data-shop="bistro" async></script>`;
  // Served from this machine, because browsers forbid pages of unknown networks to call it.
  const blog = createServer((_, response) => response.setHeader('content-type', 'text/html').end(body));
  await new Promise<void>((resolve) => blog.listen(0, '127.0.0.1', resolve));
  const address = blog.address();
  if (address === null || typeof address === 'string') throw new Error('the blog has no port');
  await page.goto(`http://127.0.0.1:${address.port}`);
  await page.getByRole('button', { name: 'Ask us' }).click();
  await say(page, 'two bruschetta and a minestrone please', 'order it');
  await page.getByRole('button', { name: /^Order for/ }).waitFor();
  blog.close();
});
await browser.close();
