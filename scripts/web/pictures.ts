import { mkdir } from 'node:fs/promises';
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
  await page.goto(`${URL}/s/bistro`);
  await page.getByRole('heading', { name: 'Arancini' }).waitFor();
  await show(page);
  await page.waitForTimeout(SETTLED_MS);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  await context.close();
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
  await page.getByRole('tab', { name: 'Ask us' }).click();
  await say(page, 'I am allergic to nuts', 'two bruschetta and a minestrone please', 'order it');
  await page.getByRole('button', { name: /^Order for/ }).waitFor();
  // Without the ring of the field that was typed into.
  await page.getByRole('heading', { name: 'Starters' }).click();
});
await take('storefront-dish', PHONE, async (page) => {
  await page.getByRole('button', { name: 'Pizza margherita', exact: true }).click();
});
await take('storefront-chat', PHONE, async (page) => {
  await page.getByRole('button', { name: 'Ask us' }).click();
  await say(page, 'Something vegan under 12 euros');
});
await take('storefront-order', { ...PHONE, colorScheme: 'dark' }, async (page) => {
  await page.getByRole('button', { name: 'Add Minestrone to your order' }).click();
  await page.getByRole('button', { name: 'View order' }).click();
  await page.getByRole('button', { name: 'Check out' }).click();
  await page.getByRole('button', { name: /^Place order/ }).click();
  await page.getByTestId('status').waitFor();
});
await browser.close();
