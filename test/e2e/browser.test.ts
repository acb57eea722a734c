import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium, servePage } from '../support/node/browser.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';
import { type OpenAIServer, type Reply, startOpenAIServer } from '../support/openai-server.ts';
import { ORDER_TWO_ESPRESSOS } from '../support/order-by-chat.ts';

const chromium = findChromium();
const WORDS = Array.from({ length: 40 }, (_, n) => `w${n} `);
const SLOW: Reply = { kind: 'text', deltas: WORDS, delayMs: 150 };
const MARKUP: Reply = {
  kind: 'text',
  deltas: ['Look: <img src=x onerror="document.title=1"> ![x](https://evil', '.test/p.png) done'],
};

describe.skipIf(chromium === undefined).each([
  ['SSE', ''],
  ['a WebSocket', '&socket'],
])('useChat in a browser, over %s', (name, mode) => {
  let home: SystemHome;
  let model: OpenAIServer;
  let system: StartedSystem;
  let served: Awaited<ReturnType<typeof servePage>>;
  let browser: Browser;
  let customer: HttpUser;
  let page: Page;
  const faults: string[] = [];
  const loaded: string[] = [];

  beforeAll(async () => {
    model = await startOpenAIServer();
    home = await newHome();
    system = await startSystem(home, { OPENAI_API_BASE: model.url, OPENAI_API_KEY: 'sk-test' });
    customer = await HttpUser.logIn(home.url, 'bistro', 'customer@bistro.test');
    served = await servePage(join(import.meta.dirname, 'browser/page.tsx'));
    browser = await launchChromium(chromium ?? '');
    page = await browser.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => loaded.push(new URL(request.url()).host));
    await open(randomUUID());
  });
  afterAll(async () => {
    await browser?.close();
    served?.stop();
    await system?.kill();
    await model?.stop();
    home?.remove();
  });

  const open = (id: string, to = page) => to.goto(`${served.url}/?api=${encodeURIComponent(home.url)}${mode}#${id}`);
  /** Another hash alone would not load the page anew. */
  async function openAnew(id: string): Promise<void> {
    await page.goto('about:blank');
    await open(id);
  }
  async function say(text: string): Promise<void> {
    await page.fill('#text', text);
    await page.click('button[type=submit]');
  }
  const answers = (of = page) => of.locator('article.assistant').allInnerTexts();
  const answer = async (of = page) => (await answers(of)).at(-1) ?? '';
  const isReady = async (of = page) => (await of.textContent('#status')) === 'ready';
  const seen = async (what: () => Promise<boolean>) => await expect.poll(() => what(), { timeout: 20_000 }).toBe(true);
  const picture = async (file: string) => {
    const folder = process.env.RAGLINE_SCREENSHOTS;
    if (folder) await page.screenshot({ path: join(folder, `${name === 'SSE' ? 'sse' : 'socket'}-${file}.png`) });
  };
  const whole = WORDS.join('').trim();

  it('shows an answer as it streams, and continues it after a reload', async () => {
    model.reply(SLOW);
    await say('hello');
    await seen(async () => (await answer()).includes('w5'));
    expect(await page.textContent('#status')).toBe('streaming');
    expect(await answer()).not.toContain('w39');
    await picture('streaming');
    await page.reload();
    await seen(async () => (await answer()).includes('w5'));
    expect(await page.textContent('#status')).toBe('streaming');
    await seen(isReady);
    expect(await answers()).toEqual([whole]);
    await page.reload();
    await seen(isReady);
    expect(await answers()).toEqual([whole]);
  });

  it('shows the same in a second tab', async () => {
    model.reply(SLOW);
    await say('and again');
    await seen(async () => (await answer()).includes('w5'));
    const tab = await browser.newPage();
    await tab.goto(page.url());
    await seen(async () => (await answers(tab)).length === 2 && (await isReady(tab)));
    await seen(isReady);
    expect(await answers(tab)).toEqual(await answers());
    expect(await answers()).toEqual([whole, whole]);
    await tab.close();
  });

  it('stops, and keeps the text so far', async () => {
    model.reply(SLOW);
    await openAnew(randomUUID());
    await say('stop me');
    await seen(async () => (await answer()).includes('w5'));
    await page.click('#stop');
    await seen(isReady);
    const said = await answer();
    expect(said.includes('w39')).toBe(false);
    await page.reload();
    await seen(async () => (await answers()).length === 1 && (await isReady()));
    expect((await answer()).startsWith('w0 w1 w2 w3 w4 w5')).toBe(true);
    expect(await answer()).not.toContain('w39');
  });

  it('regenerates the last answer', async () => {
    model.reply({ kind: 'text', deltas: ['First.'] });
    await openAnew(randomUUID());
    await say('hello');
    await seen(async () => (await answer()) === 'First.');
    await seen(isReady);
    model.reply({ kind: 'text', deltas: ['Second.'] });
    await page.click('#regenerate');
    await seen(async () => (await answer()) === 'Second.' && (await isReady()));
    expect(await answers()).toEqual(['Second.']);
    await page.reload();
    await seen(async () => (await answers()).length === 1);
    expect(await answers()).toEqual(['Second.']);
  });

  it('orders once the person approves, and once only', async () => {
    const before = (await customer.every('/v1/orders')).length;
    model.reply(...ORDER_TWO_ESPRESSOS);
    await openAnew(randomUUID());
    await say('two espressos please');
    await page.locator('.approve').waitFor();
    await picture('approval');
    expect(await customer.every('/v1/orders')).toHaveLength(before);
    // What waits for approval waits on after a reload.
    await page.reload();
    await page.locator('.approve').click();
    await seen(async () => (await answer()).includes('It is placed.') && (await isReady()));
    expect(await customer.every('/v1/orders')).toHaveLength(before + 1);
    await picture('ordered');
    await page.reload();
    await seen(async () => (await answers()).length === 1);
    expect(await answer()).toContain('confirm: output-available');
    expect(await customer.every('/v1/orders')).toHaveLength(before + 1);
  });

  it('shows markup as text, and loads nothing from other hosts', async () => {
    model.reply(MARKUP);
    await openAnew(randomUUID());
    await say('show me');
    await seen(async () => (await answer()).includes('done') && (await isReady()));
    expect(await answer()).toBe('Look: ‹img src=x onerror="document.title=1"> ![x] (link removed) done');
    expect(loaded.filter((host) => ![new URL(served.url).host, new URL(home.url).host, ''].includes(host))).toEqual([]);
    expect(faults).toEqual([]);
  });
});
