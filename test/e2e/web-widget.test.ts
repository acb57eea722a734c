import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/node/axe.ts';
import { findChromium, launchChromium } from '../support/node/browser.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { freePort, newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';

const chromium = findChromium();
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const DESKTOP = { viewport: { width: 1280, height: 800 } };
/** A page that means no harm and does what spoils widgets: another rem, and styles for everything. */
const STYLE = `html { font-size: 62.5% } * { letter-spacing: 3px; border: 1px dotted red }
button { display: none !important } p { font-size: 40px }`;
const SHADOW = "document.querySelector('ragline-chat').shadowRoot";
const FOCUSED = `${SHADOW}.activeElement.getAttribute('aria-label')`;

describe.skipIf(chromium === undefined)('the widget on a page of another origin', () => {
  let home: SystemHome;
  let system: StartedSystem;
  let browser: Browser;
  let server: Server;
  let origin: string;
  const faults: string[] = [];

  beforeAll(async () => {
    home = await newHome();
    const port = await freePort();
    origin = `http://localhost:${port}`;
    system = await startSystem(home, { CORS_ORIGINS: origin });
    server = createServer((request, response) => {
      if (request.url === '/style.css') return response.writeHead(200, { 'content-type': 'text/css' }).end(STYLE);
      response.setHeader('content-type', 'text/html');
      // The shop's host is named for scripts and connections, and nothing else is allowed.
      response.setHeader(
        'content-security-policy',
        `default-src 'none'; style-src 'self'; script-src ${home.url}; connect-src ${home.url}; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
      );
      response.end(`<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>A blog</title><link rel="stylesheet" href="/style.css">
        <script src="${home.url}/widget.js" data-shop="bistro" async></script></head>
        <body><main><h1>A blog</h1><p>About food.</p></main></body></html>`);
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    browser = await launchChromium(chromium ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    await system?.kill();
    home?.remove();
  });

  async function visit(options: Parameters<Browser['newContext']>[0] = DESKTOP): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('favicon')) faults.push(message.text());
    });
    await page.goto(origin);
    return page;
  }
  const opener = (page: Page) => page.getByRole('button', { name: 'Ask us' });
  const say = async (page: Page, words: string) => {
    // While an answer comes, there is a button to stop it instead.
    await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
    await page.getByLabel('Message').fill(words);
    await page.getByLabel('Message').press('Enter');
  };
  const picture = async (page: Page, name: string) => {
    const folder = process.env.RAGLINE_SCREENSHOTS;
    if (folder) await page.screenshot({ path: join(folder, `widget-${name}.png`) });
  };

  it('orders by chat once the visitor approves what is shown, and keeps the conversation', async () => {
    const page = await visit();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await opener(page).waitFor();
    expect(requests.filter((url) => url.includes('/v1/'))).toEqual([]);
    await opener(page).click();
    await say(page, 'two bruschetta please');
    await page.getByRole('region', { name: 'What it costs' }).waitFor();
    await picture(page, 'quote');
    await say(page, 'order it');
    const approval = page.getByRole('region', { name: 'Shall we order this?' });
    await approval.getByText('Bruschetta al pomodoro').waitFor();
    await picture(page, 'approval');
    // What waits for approval waits on when the visitor goes to another page.
    await page.reload();
    await opener(page).click();
    await approval.getByRole('button', { name: /^Order for €/ }).click();
    await page.getByText(/^Order \d+ is placed\.$/).waitFor();
    const status = page.getByTestId('status');
    await expect.poll(async () => await status.textContent(), { timeout: 60_000 }).toBe('Sent');
    const staff = await HttpUser.logIn(home.url, 'bistro', 'staff@bistro.test');
    const { data } = (await (await staff.call('GET', '/v1/orders?limit=1')).json()) as { data: [{ id: string }] };
    expect((await staff.call('PATCH', `/v1/orders/${data[0].id}`, { status: 'confirmed' })).status).toBe(200);
    await expect.poll(async () => await status.textContent(), { timeout: 60_000 }).toBe('Confirmed');
    await picture(page, 'ordered');
    const keys = await page.evaluate<string[]>('Object.keys(localStorage)');
    expect(keys).toContain(`ragline:${home.url}:bistro`);
  });

  it('works by keyboard alone, and returns the focus when it closes', async () => {
    const page = await visit();
    await opener(page).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog', { name: 'Ask us anything' });
    await panel.waitFor();
    await page.getByLabel('Message').waitFor();
    for (let tab = 0; tab < 12 && (await page.evaluate(FOCUSED)) !== 'Message'; tab += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.type('something vegan');
    await page.keyboard.press('Enter');
    await picture(page, 'keyboard');
    await page.getByRole('log').getByText('Minestrone').first().waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect(await page.evaluate(`${SHADOW}.activeElement.textContent`)).toBe('Ask us');
  });

  it('looks the same whatever the page’s styles are, fits 360 px, and leaves the page alone', async () => {
    const page = await visit(PHONE);
    const before = await page.evaluate('getComputedStyle(document.body).cssText + document.documentElement.outerHTML');
    await opener(page).click();
    await say(page, 'something vegan');
    await page.getByRole('log').getByText('Minestrone').first().waitFor();
    await page.waitForTimeout(700);
    await picture(page, 'phone');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    const style = (name: string) => page.evaluate(`getComputedStyle(${SHADOW}.querySelector('[role=log]')).${name}`);
    expect([await style('letterSpacing'), await style('fontSize')]).toEqual(['normal', '16px']);
    expect(await page.evaluate('getComputedStyle(document.body).cssText + document.documentElement.outerHTML')).toBe(
      before,
    );
  });

  it('is revalidated within minutes, under a name that stays', async () => {
    const response = await fetch(`${home.url}/widget.js`);
    expect(response.headers.get('cache-control')).toBe('public, max-age=300, stale-while-revalidate=86400');
    expect(response.headers.get('content-type')).toMatch(/javascript/);
    const again = await fetch(`${home.url}/widget.js`, {
      headers: { 'if-none-match': response.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });

  it('logs no error in the browser, and no policy violation', () => {
    expect(faults).toEqual([]);
  });
});
