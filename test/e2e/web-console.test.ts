import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/node/axe.ts';
import { findChromium, launchChromium } from '../support/node/browser.ts';
import { type ChaosProxy, startChaosProxy } from '../support/node/chaos-proxy.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';

const chromium = findChromium();
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const TABLET = { viewport: { width: 1180, height: 820 }, hasTouch: true };
const DESKTOP = { viewport: { width: 1440, height: 900 } };
/** Below `/console`. */
const PAGES = [
  ...['', '/catalogue', '/promotions', '/documents', '/help', '/people', '/api-keys', '/webhooks', '/dead-letters'],
  ...['/usage', '/audit-log', '/health', '/sessions'],
];

interface Order {
  id: string;
  number: number;
  status: string;
}

describe.skipIf(chromium === undefined)('the console', () => {
  let home: SystemHome;
  let system: StartedSystem;
  let line: ChaosProxy;
  let browser: Browser;
  let customer: HttpUser;
  const faults: string[] = [];

  beforeAll(async () => {
    home = await newHome();
    system = await startSystem(home);
    line = await startChaosProxy(home.port);
    browser = await launchChromium(chromium ?? '');
    customer = await HttpUser.logIn(home.url, 'bistro', 'customer@bistro.test');
  });
  afterAll(async () => {
    await browser?.close();
    await line?.stop();
    await system?.kill();
    home?.remove();
  });

  /** A person of the shop at a device of their own, behind the line that can be cut. */
  async function logIn(role: 'owner' | 'staff', options: BrowserContextOptions = DESKTOP): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && message.text().includes('Content Security Policy')) faults.push(message.text());
    });
    await page.goto(url());
    await page.getByRole('button', { name: `bistro · ${role}` }).click();
    await page.getByText('Live', { exact: true }).waitFor();
    return page;
  }
  const url = (path = '') => `http://127.0.0.1:${line.port}/console${path}`;
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const card = (page: Page, { number }: Order) => page.getByRole('article', { name: `Order ${number}`, exact: true });
  const becomes = async (what: () => Promise<unknown>, wanted: unknown, timeout = 15_000) =>
    await expect.poll(what, { timeout, interval: 25 }).toEqual(wanted);
  const picture = async (page: Page, name: string) => {
    const folder = process.env.RAGLINE_SCREENSHOTS;
    if (folder) await page.screenshot({ path: join(folder, `console-${name}.png`), fullPage: true });
  };
  const json = async <T>(response: Response, status: number): Promise<T> => {
    expect(response.status).toBe(status);
    return (await response.json()) as T;
  };
  const key = () => ({ 'idempotency-key': crypto.randomUUID() });
  const order = async (over: object = {}): Promise<Order> => {
    const body = { items: [{ sku: 'MINESTRONE', quantity: 2 }], ...over };
    return await json(await customer.call('POST', '/v1/orders', body, key()), 201);
  };
  /** An order of a customer who avoids what one of its dishes contains. */
  const riskyOrder = async (): Promise<Order> => {
    const basket = { items: [{ sku: 'CAPRESE', quantity: 1 }], exclude_allergens: ['milk'] };
    const quote = await json<{ id: string }>(await customer.call('POST', '/v1/quotes', basket, key()), 201);
    const fulfilment = { type: 'dine_in', table: '7' };
    return await order({ items: undefined, quote_id: quote.id, fulfilment, note: 'A nut allergy at the table' });
  };

  it('shows an order within a second of its arrival, and advances it to ready', async () => {
    const page = await logIn('staff', TABLET);
    const placed = await riskyOrder();
    await becomes(() => card(page, placed).count(), 1, 1_000);
    expect(await page.title()).toMatch(/^\(\d+\) /);
    const shown = await card(page, placed).textContent();
    for (const words of ['CONTAINS milk', 'A nut allergy at the table', 'Table 7', '1×'])
      expect(shown).toContain(words);
    await picture(page, 'order');
    for (const [tap, status] of [
      ['Confirm', 'confirmed'],
      ['Start', 'preparing'],
      ['Ready', 'ready'],
    ] as const) {
      await card(page, placed).getByRole('button', { name: tap, exact: true }).click();
      await becomes(() => card(page, placed).getAttribute('data-status'), status);
      expect((await customer.get<Order>(`/v1/orders/${placed.id}`)).status).toBe(status);
    }
    await card(page, placed).getByRole('button', { name: 'Handed over' }).click();
    await becomes(() => card(page, placed).count(), 0);
  });

  it('cancels with a reason that the customer reads, and shows orders that the customer cancels', async () => {
    const page = await logIn('staff');
    const [mine, theirs] = [await order(), await order()];
    await card(page, mine).getByRole('button', { name: 'Cancel', exact: true }).click();
    await button(page, 'Sold out').click();
    await button(page, `Cancel order ${mine.number}`).click();
    await becomes(() => card(page, mine).count(), 0);
    const { data } = await customer.get<{ data: object[] }>(`/v1/orders/${mine.id}/events`);
    expect(data.at(-1)).toMatchObject({ to: 'cancelled', reason: 'Sold out' });
    await customer.call('POST', `/v1/orders/${theirs.id}/cancel`, {});
    await card(page, theirs).getByText('Cancelled: stop preparing it').waitFor();
    await card(page, theirs).getByRole('button', { name: 'Understood' }).click();
    await becomes(() => card(page, theirs).count(), 0);
  });

  it('says when it is not live, and shows every order once when it is again', { timeout: 120_000 }, async () => {
    const page = await logIn('staff');
    const numbers = async () => (await page.locator('article h3').allInnerTexts()).map(Number).sort((a, b) => a - b);
    const before = await numbers();
    const placed = [await order()];
    for (let cuts = 0; cuts < 3; cuts += 1) {
      line.refuse();
      await page.getByText('NOT LIVE').waitFor();
      placed.push(await order(), await order());
      line.restore();
      await page.getByText('Live', { exact: true }).waitFor();
      line.sever();
      placed.push(await order());
    }
    const wanted = [...before, ...placed.map(({ number }) => number)].sort((a, b) => a - b);
    await becomes(numbers, wanted, 30_000);
    await page.waitForTimeout(2_000);
    expect(await numbers()).toEqual(wanted);
    await page.reload();
    await becomes(numbers, wanted);
  });

  it('keeps the session over a reload, and ends it for every tab', async () => {
    const page = await logIn('staff');
    await page.reload();
    await page.getByText('Live', { exact: true }).waitFor();
    const tab = await page.context().newPage();
    await tab.goto(url());
    await tab.getByText('Live', { exact: true }).waitFor();
    await button(page, 'Menu').click();
    await button(page, 'Log out').click();
    for (const one of [page, tab]) await button(one, 'Log in').waitFor();
  });

  it('refuses a wrong password in the API’s own words, and customers altogether', async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(url());
    const fill = async (email: string, password: string) => {
      await page.getByLabel('Shop').fill('bistro');
      await page.getByLabel('E-mail').fill(email);
      await page.getByLabel('Password').fill(password);
      await button(page, 'Log in').click();
    };
    await fill('staff@bistro.test', 'not the password');
    await page.getByRole('alert').waitFor();
    await fill('customer@bistro.test', 'ragline-demo');
    await page.getByText('This account is a customer’s.').waitFor();
  });

  it('changes a product in place, and keeps concurrent changes of another user', async () => {
    const page = await logIn('owner');
    const owner = await HttpUser.logIn(home.url, 'bistro', 'owner@bistro.test');
    const { data } = await owner.get<{ data: Array<{ id: string }> }>('/v1/products?search=Minestrone');
    const product = () => owner.get(`/v1/products/${data[0]?.id}`);
    await page.goto(url('/catalogue'));
    await page.getByLabel('Search').fill('Minestrone');
    await button(page, 'Edit Minestrone').click();
    await page.getByLabel('Price in EUR').fill('7,50');
    await page.getByLabel('mustard').selectOption('may contain');
    await json(
      await owner.call('PATCH', `/v1/products/${data[0]?.id}`, { stock: 9, price: { amount: 800, currency: 'EUR' } }),
      200,
    );
    await button(page, 'Save').click();
    await page.getByText('Price: you both changed it. Theirs is “8.00”.').waitFor();
    expect(await page.getByLabel('Stock').inputValue()).toBe('9');
    await picture(page, 'conflict');
    await button(page, 'Save').click();
    await page.getByText('Saved').waitFor();
    expect(await product()).toMatchObject({ stock: 9, price: { amount: 750 }, may_contain: ['mustard'] });
    await page.getByRole('switch', { name: 'Offer Minestrone' }).click();
    await page.getByText('Not offered').waitFor();
    expect(await product()).toMatchObject({ is_active: false });
    await page.getByRole('switch', { name: 'Offer Minestrone' }).click();
    await becomes(async () => ((await product()) as { is_active: boolean }).is_active, true);
  });

  it('imports a file, and names the lines with errors', async () => {
    const page = await logIn('owner');
    await page.goto(url('/catalogue'));
    await button(page, 'Import').click();
    const lines = ['name,price', 'Ribollita,8.90', 'Panna cotta,not a price'];
    const file = { name: 'menu.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) };
    await page.getByLabel('File', { exact: true }).setInputFiles(file);
    await button(page, 'Start the import').click();
    await page.getByText('1 new, 0 changed, 0 as they were, 1 with errors').waitFor();
    expect(await page.getByRole('list', { name: 'Errors by line' }).textContent()).toContain('Line 3');
    await picture(page, 'import');
    await button(page, 'Close').click();
    await page.getByRole('article', { name: 'Ribollita' }).waitFor();
  });

  it('shows staff their pages alone, and asks an owner for the password where the API does', async () => {
    const staff = await logIn('staff');
    await button(staff, 'Menu').click();
    const links = await staff.getByRole('dialog').getByRole('link').allTextContents();
    expect(links).toEqual(['Orders', 'Catalogue', 'Promotions', 'Help requests', 'Sessions']);
    await staff.goto(url('/api-keys'));
    await staff.getByRole('heading', { name: 'This page does not exist' }).waitFor();

    const page = await logIn('owner');
    let refused = 0;
    await page.route('**/v1/api-keys', async (route) => {
      if (route.request().method() !== 'POST' || refused > 0) return await route.continue();
      refused += 1;
      const problem = { type: 'about:blank', title: 'Confirm your password', status: 401, request_id: 'r' };
      return await route.fulfill({ status: 401, json: { ...problem, code: 'reauthentication_required' } });
    });
    await page.goto(url('/api-keys'));
    await page.getByLabel('Name').fill('Till');
    await button(page, 'See its own orders').click();
    await button(page, 'Create an API key').click();
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await button(page, 'Continue').click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await page.getByLabel('Password', { exact: true }).fill('ragline-demo');
    await button(page, 'Continue').click();
    await page.getByText('Copy the secret now.').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Till' }).waitFor();
    expect(refused).toBe(1);
  });

  it.each([
    ['phone', ['light', 'dark'] as const, PHONE],
    ['tablet', ['light'] as const, TABLET],
    ['desktop', ['dark'] as const, DESKTOP],
  ])('passes axe-core, and fits its screen: a %s, %s', async (name, schemes, options) => {
    await riskyOrder();
    const page = await logIn('owner', options);
    const check = async (path: string) => {
      await page.waitForTimeout(700);
      expect([path, await page.evaluate('document.documentElement.scrollWidth <= innerWidth')]).toEqual([path, true]);
      for (const scheme of schemes) {
        expect([path, await accessibilityFaults(page, scheme)]).toEqual([path, []]);
        await picture(page, `${scheme}-${name}${path.replaceAll(/[^a-z]+/g, '-')}`);
      }
    };
    for (const path of PAGES) {
      await page.goto(url(path));
      await page.locator('h1').first().waitFor();
      await check(path);
    }
    await page.goto(url());
    await button(page, 'Menu').click();
    await check('/menu');
    await button(page, 'Log out').click();
    await button(page, 'Log in').waitFor();
    await check('/login');
  });

  it('runs nothing inline, and logs no error in the browser', () => {
    expect(faults).toEqual([]);
  });
});
