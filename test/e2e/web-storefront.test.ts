import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/node/axe.ts';
import { findChromium, launchChromium } from '../support/node/browser.ts';
import { type ChaosProxy, startChaosProxy } from '../support/node/chaos-proxy.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';

const chromium = findChromium();
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const DESKTOP = { viewport: { width: 1360, height: 900 } };
/** How often the connections are cut: `RAGLINE_CUTS=50` for a longer run. */
const CUTS = Number(process.env.RAGLINE_CUTS ?? 10);
/** As Lighthouse has it: 150 ms a round trip, 1.6 Mbit/s down and 750 kbit/s up. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };
const MEASURE = `window.painted = 0; window.moved = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) painted = one.startTime; })
  .observe({ type: 'largest-contentful-paint', buffered: true });
new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) moved += one.value; })
  .observe({ type: 'layout-shift', buffered: true });`;
/** Below the menu, which is `/`. */
const PAGES = ['/', '/?show=filters', '/?show=chat', '/?show=basket', '/checkout', '/orders', '/account', '/nothing'];

describe.skipIf(chromium === undefined)('the storefront', () => {
  let home: SystemHome;
  let system: StartedSystem;
  let browser: Browser;
  let staff: HttpUser;
  let line: ChaosProxy;
  const faults: string[] = [];
  const hosts = new Set<string>();

  beforeAll(async () => {
    home = await newHome();
    system = await startSystem(home);
    line = await startChaosProxy(home.port);
    browser = await launchChromium(chromium ?? '');
    staff = await HttpUser.logIn(home.url, 'bistro', 'staff@bistro.test');
  });
  afterAll(async () => {
    await browser?.close();
    await line?.stop();
    await system?.kill();
    home?.remove();
  });

  /** Drops the faults that a test has brought about. */
  function forget(expected: RegExp): void {
    faults.splice(0, Infinity, ...faults.filter((fault) => !expected.test(fault)));
  }
  /** A visitor with a browser of their own. */
  async function visit(path = '/s/bistro', options: BrowserContextOptions = DESKTOP): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('response', (response) => {
      if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
    });
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    await page.goto(new URL(path, home.url).href);
    return page;
  }
  const button = (page: Page, name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' });
  const total = (page: Page) => page.getByTestId('total').last();
  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
  const status = (page: Page) => page.getByTestId('status');
  const textOf = async (of: Locator) => (await of.textContent())?.trim();
  const becomes = async (what: () => Promise<unknown>, wanted: unknown) =>
    await expect.poll(what, { timeout: 60_000 }).toEqual(wanted);
  const picture = async (page: Page, name: string) => {
    const folder = process.env.RAGLINE_SCREENSHOTS;
    if (folder) await page.screenshot({ path: join(folder, `storefront-${name}.png`) });
  };
  const move = async (page: Page, to: string) => {
    const id = page.url().split('/').at(-1);
    const response = await staff.call('PATCH', `/v1/orders/${id}`, { status: to });
    expect(response.status).toBe(200);
  };

  it('lets a guest find a vegan dish, order it by click, and see it being prepared', async () => {
    const page = await visit('/');
    expect(new URL(page.url()).pathname).toBe('/s/bistro');
    await heading(page, 'Insalata caprese').waitFor();
    await button(page, /Diets and allergens/).click();
    await button(page, 'vegan').click();
    await button(page, 'Show dishes').click();
    await heading(page, 'Insalata caprese').waitFor({ state: 'detached' });
    await button(page, 'Add Minestrone to your order').click();
    await button(page, 'Choose options for Pizza marinara').click();
    await page.getByRole('radio', { name: 'Large (40 cm)' }).check();
    await button(page, 'One more').click();
    await button(page, /^Add for €25\.80$/).click();
    await becomes(() => textOf(total(page)), '€33.00');
    await picture(page, 'vegan');
    await button(page, 'Check out').click();
    await page.getByLabel('Note for the kitchen').fill('No hurry');
    await button(page, 'Place order · €33.00').click();
    await becomes(() => textOf(status(page)), 'Sent');
    for (const [to, shown] of [
      ['confirmed', 'Confirmed'],
      ['preparing', 'In the kitchen'],
      ['ready', 'Ready'],
    ] as const) {
      await move(page, to);
      await becomes(() => textOf(status(page)), shown);
    }
    await picture(page, 'ready');
    await page.getByRole('link', { name: 'Back to the menu' }).click();
    await page.getByText('Nothing chosen yet').waitFor();
    await page.getByRole('link', { name: 'My orders' }).click();
    await page.getByText('1× Minestrone, 2× Pizza marinara').waitFor();
  });

  it('lets a guest order by chat, once they approve what is shown', async () => {
    const page = await visit('/s/bistro', PHONE);
    await button(page, 'Ask us').click();
    const say = async (words: string) => {
      await page.getByLabel('Message').fill(words);
      await button(page, 'Send').click();
    };
    await say('I am allergic to milk');
    await becomes(() => textOf(page.getByTestId('minded')), 'Your allergies and diets: no milk');
    await say('two bruschetta please');
    await page.getByRole('region', { name: 'What it costs' }).waitFor();
    await say('order it');
    const approval = page.getByRole('region', { name: 'Shall we order this?' });
    await approval.getByText('Bruschetta al pomodoro').waitFor();
    await picture(page, 'approval');
    // What waits for approval waits on after a reload.
    await page.reload();
    await approval.getByRole('button', { name: /^Order for €/ }).click();
    await page.getByText(/^Order \d+ is placed\.$/).waitFor();
    await page.getByRole('link', { name: 'Follow it' }).click();
    await becomes(() => textOf(status(page)), 'Sent');
    await move(page, 'confirmed');
    await becomes(() => textOf(status(page)), 'Confirmed');
  });

  it('edits the remembered restrictions, and removes a diet', async () => {
    const page = await visit('/s/bistro?show=chat');
    await page.getByLabel('Message').fill('I am vegan');
    await button(page, 'Send').click();
    const minded = page.getByTestId('minded');
    await becomes(() => textOf(minded), 'Your allergies and diets: vegan');
    await button(page, 'Change').click();
    await button(page, 'vegan').click();
    await button(page, 'nuts').click();
    await button(page, 'Save').click();
    await becomes(() => textOf(minded), 'Your allergies and diets: no nuts');
    await page.reload();
    await becomes(() => textOf(minded), 'Your allergies and diets: no nuts');
  });

  it('warns of refused allergens, and applies a code or explains why it does not apply', async () => {
    const page = await visit();
    await button(page, 'Add Insalata caprese to your order').click();
    await button(page, /Diets and allergens/).click();
    await button(page, 'milk').click();
    await button(page, 'Show dishes').click();
    await page.getByText('Insalata caprese contains milk.').waitFor();
    await page.getByLabel('Promotion code').fill('nonsense');
    await button(page, 'Apply').click();
    await becomes(async () => await page.getByRole('alert').count(), 2);
    expect(await textOf(total(page))).toBe('€9.80');
    await page.getByLabel('Promotion code').fill('welcome10');
    await button(page, 'Apply').click();
    await becomes(() => textOf(total(page)), '€8.82');
    // The answer to the code that there is not.
    forget(/422/);
  });

  it('keeps the basket over a reload and shows it in a second tab', async () => {
    const page = await visit();
    await button(page, 'Add Minestrone to your order').click();
    await becomes(() => textOf(total(page)), '€7.20');
    await page.reload();
    await becomes(() => textOf(total(page)), '€7.20');
    const tab = await page.context().newPage();
    await tab.goto(`${home.url}/s/bistro`);
    await button(tab, 'One more of Minestrone').click();
    await becomes(() => textOf(total(page)), '€14.40');
  });

  it("makes an account that keeps the guest's orders, and follows a dietary profile", async () => {
    const page = await visit();
    await button(page, 'Add Minestrone to your order').click();
    await button(page, 'Check out').click();
    await button(page, /^Place order/).click();
    await becomes(() => textOf(status(page)), 'Sent');
    await page.getByRole('link', { name: 'Account' }).click();
    await button(page, 'New here? Create an account').click();
    await page.getByLabel('E-mail').fill(`guest-${Date.now()}@example.test`);
    await page.getByLabel('Password').fill('a password of some length');
    await button(page, 'Create account').click();
    await page.getByText('You are logged in as').waitFor();
    await button(page, 'celery').click();
    await button(page, 'Save').click();
    await page.getByRole('link', { name: 'My orders' }).click();
    await page.getByText('1× Minestrone').waitFor();
    await page.getByRole('link', { name: 'Back to the menu' }).click();
    await button(page, 'Add Minestrone to your order').click();
    await page.getByText('Minestrone contains celery.').waitFor();
  });

  it('follows an order live, also after many reloads', async () => {
    const page = await visit();
    await button(page, 'Add Minestrone to your order').click();
    await button(page, 'Check out').click();
    await button(page, /^Place order/).click();
    await becomes(() => textOf(status(page)), 'Sent');
    for (let load = 0; load < 15; load += 1) {
      const opened = page.waitForResponse((response) => response.url().includes('/v1/events/stream'));
      await page.reload();
      expect((await opened).status()).toBe(200);
    }
    await move(page, 'confirmed');
    await becomes(() => textOf(status(page)), 'Confirmed');
    const id = page.url().split('/').at(-1);
    await staff.call('POST', `/v1/orders/${id}/cancel`, { reason: 'The oven is broken' });
    await page.getByText('Reason: The oven is broken').waitFor();
  });

  it('keeps what was typed when a dish sells out before the order, and names the dish', async () => {
    const owner = await HttpUser.logIn(home.url, 'bistro', 'owner@bistro.test');
    const { data } = await owner.get<{ data: Array<{ id: string }> }>('/v1/products?search=Minestrone');
    const change = async (json: object) =>
      expect((await owner.call('PATCH', `/v1/products/${data[0]?.id}`, json)).status).toBe(200);
    const page = await visit();
    await button(page, 'Add Minestrone to your order').click();
    await button(page, 'Check out').click();
    await page.getByText('Delivery', { exact: true }).click();
    await page.getByLabel('Address').fill('Elm Street 5');
    const place = async () => await button(page, /^Place order/).click();
    try {
      await change({ stock: 0 });
      await place();
      await page.getByText('Not enough left: Minestrone.').waitFor();
      expect(await page.getByLabel('Address').inputValue()).toBe('Elm Street 5');
      await change({ is_active: false });
      await page.reload();
      await page.getByText('Cannot be ordered now: Minestrone.').waitFor();
      await page.getByRole('link', { name: 'Change the order' }).click();
      await page.getByText('Not available', { exact: true }).waitFor();
    } finally {
      await change({ stock: null, is_active: true });
    }
    forget(/409|422/);
  });

  it('shows products without a category below the others', async () => {
    const owner = await HttpUser.logIn(home.url, 'bistro', 'owner@bistro.test');
    const product = { sku: 'VOUCHER', name: 'Voucher', price: { amount: 2500, currency: 'EUR' } };
    const headers = { 'idempotency-key': 'voucher' };
    expect((await owner.call('POST', '/v1/products', product, headers)).status).toBe(201);
    // The browser has no answer of before: a shop's profile is kept for a minute.
    const page = await visit();
    await page.getByRole('link', { name: 'More', exact: true }).click();
    await heading(page, 'Voucher').waitFor();
  });

  it('uses German for German browsers, and keeps the shop’s currency', async () => {
    const page = await visit('/s/bistro', { ...PHONE, locale: 'de-DE' });
    await button(page, 'Minestrone zur Bestellung hinzufügen').click();
    await page.getByText('Bestellung ansehen').waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('de');
    await page.getByText('7,20\u00a0€').first().waitFor();
  });

  it('names the fault of a delivery address', async () => {
    const page = await visit('/s/nobody-has-this');
    await page.getByText('There is no shop at this address').waitFor();
    // The browser itself reports each answer that is an error.
    await page.waitForTimeout(1_000);
    forget(/404/);
  });

  it('loses nothing when its connections are cut, and orders once', async () => {
    const page = await visit(`http://127.0.0.1:${line.port}/s/bistro`);
    await button(page, 'Add Minestrone to your order').click();
    for (let cut = 0; cut < CUTS; cut += 1) {
      line.sever();
      await button(page, 'One more of Minestrone').click();
      await page.waitForTimeout(cut * 20);
    }
    const wanted = `€${(7.2 * (CUTS + 1)).toFixed(2)}`;
    await becomes(() => textOf(total(page)), wanted);
    line.refuse();
    await button(page, 'Check out').click();
    line.restore();
    await button(page, `Place order · ${wanted}`).click();
    line.sever();
    await becomes(() => textOf(status(page)), 'Sent');
    for (const [to, shown] of [
      ['confirmed', 'Confirmed'],
      ['preparing', 'In the kitchen'],
      ['ready', 'Ready'],
    ] as const) {
      line.sever();
      await move(page, to);
      await becomes(() => textOf(status(page)), shown);
    }
    await page.getByRole('link', { name: 'Back to the menu' }).click();
    await page.getByRole('link', { name: 'My orders' }).click();
    await page
      .getByText(`${CUTS + 1}× Minestrone`)
      .first()
      .waitFor();
    expect(await page.getByText(`${CUTS + 1}× Minestrone`).count()).toBe(1);
    // The browser reports each request that failed, and each that found the earlier try with its key still running.
    forget(/net::ERR_|409/);
  });

  it('continues as the same guest when the token ends, and as a new guest when the session ends', async () => {
    const page = await visit();
    await button(page, 'Add Minestrone to your order').click();
    await button(page, 'Check out').click();
    await button(page, /^Place order/).click();
    await becomes(() => textOf(status(page)), 'Sent');
    await page.evaluate(`for (const key of Object.keys(localStorage)) if (key.endsWith(':bistro') && key.startsWith('ragline:http'))
      localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), expiresAt: 0 }))`);
    await page.getByRole('link', { name: 'My orders' }).click();
    await page.getByText('1× Minestrone').waitFor();

    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByLabel('E-mail').fill('customer@bistro.test');
    await page.getByLabel('Password').fill('ragline-demo');
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByText('You are logged in as customer@bistro.test.').waitFor();
    const tab = await page.context().newPage();
    await tab.goto(`${home.url}/s/bistro/account`);
    await tab.getByText('You are logged in as customer@bistro.test.').waitFor();
    await page.getByRole('link', { name: 'Back to the menu' }).click();
    await button(page, 'Add Minestrone to your order').click();
    await becomes(() => textOf(total(page)), '€7.20');
    await button(tab, 'Log out').click();
    await tab.getByRole('button', { name: 'Log in', exact: true }).waitFor();
    await button(page, 'One more of Minestrone').click();
    await becomes(() => textOf(total(page)), '€14.40');
    await button(page, 'Check out').click();
    await page.getByText('You order as a guest.').waitFor();
    await button(page, 'Place order · €14.40').click();
    await becomes(() => textOf(status(page)), 'Sent');
    // The answers that told that the session has ended.
    forget(/401/);
  });

  it('returns the keyboard focus to the button that opened a dialog, and keeps it in the basket', async () => {
    const page = await visit();
    await heading(page, 'Arancini').waitFor();
    const focused = () => page.evaluate<string>('document.activeElement.textContent.trim()');
    for (const opener of [button(page, 'Arancini'), button(page, /Diets and allergens/)]) {
      await opener.focus();
      const before = await focused();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await focused()).toBe(before);
    }
    await button(page, 'Add Minestrone to your order').click();
    await button(page, 'Remove Minestrone').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Nothing chosen yet').waitFor();
    expect(await focused()).toContain('Nothing chosen yet');
    expect(await focused()).not.toContain('Minestrone');
  });

  it('has no layout shift on a slow 4G line, and reports its largest contentful paint', async () => {
    const painted: number[] = [];
    for (let load = 0; load < 3; load += 1) {
      const context = await browser.newContext(PHONE);
      const page = await context.newPage();
      await page.addInitScript(MEASURE);
      const devtools = await context.newCDPSession(page);
      await devtools.send('Network.enable');
      await devtools.send('Network.emulateNetworkConditions', SLOW_4G);
      await page.goto(`${home.url}/s/bistro`);
      await heading(page, 'Arancini').waitFor();
      await page.waitForTimeout(500);
      painted.push(await page.evaluate<number>('painted'));
      expect(await page.evaluate<number>('moved')).toBeLessThan(0.01);
      await context.close();
    }
    console.info(`largest contentful paint on slow 4G: ${painted.map(Math.round).join(', ')} ms`);
  });

  it.each([
    ['phone', PHONE],
    ['desktop', DESKTOP],
  ])('passes axe-core in both colour schemes, and fits its screen: a %s', async (name, options) => {
    const page = await visit('/s/bistro', options);
    await button(page, 'Add Insalata caprese to your order').click();
    const check = async (path: string) => {
      // What is loaded after the first heading has a moment to appear.
      await page.waitForTimeout(700);
      expect([path, await page.evaluate('document.documentElement.scrollWidth <= innerWidth')]).toEqual([path, true]);
      for (const scheme of ['light', 'dark'] as const) {
        expect([path, await accessibilityFaults(page, scheme)]).toEqual([path, []]);
        await picture(page, `${scheme}-${name}${path.replaceAll(/[^a-z]+/g, '-')}`);
      }
    };
    for (const path of PAGES) {
      await page.goto(`${home.url}/s/bistro${path}`);
      await page.locator('h1, h2').first().waitFor();
      await check(path);
    }
    await page.goto(`${home.url}/s/bistro`);
    await button(page, /Choose options for Pizza margherita/).click();
    await heading(page, 'Pizza margherita').first().waitFor();
    await check('/dish');
    await page.goto(`${home.url}/s/bistro/checkout`);
    await button(page, /^Place order/).click();
    await status(page).waitFor();
    await check('/order');
  });

  it('runs nothing inline, loads nothing from other hosts, and logs no error in the browser', () => {
    expect(faults).toEqual([]);
    const own = ['', `127.0.0.1:${home.port}`, `127.0.0.1:${line.port}`];
    expect([...hosts].filter((host) => !own.includes(host))).toEqual([]);
  });
});
