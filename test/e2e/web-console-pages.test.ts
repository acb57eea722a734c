import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt, importJWK, SignJWT } from 'jose';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/node/axe.ts';
import { findChromium, launchChromium } from '../support/node/browser.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';

const chromium = findChromium();

describe.skipIf(chromium === undefined)('the pages of the console beside the board', () => {
  let home: SystemHome;
  let system: StartedSystem;
  let browser: Browser;
  const faults: string[] = [];

  beforeAll(async () => {
    home = await newHome();
    system = await startSystem(home);
    browser = await launchChromium(chromium ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await system?.kill();
    home?.remove();
  });

  async function open(path: string, role: 'owner' | 'staff' = 'owner'): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('dialog', (dialog) => void dialog.accept());
    await page.goto(`${home.url}/console`);
    await button(page, `bistro · ${role}`).click();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.goto(`${home.url}/console${path}`);
    return page;
  }
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const item = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text });
  const owner = () => HttpUser.logIn(home.url, 'bistro', 'owner@bistro.test');
  const picture = async (page: Page, name: string) => {
    const folder = process.env.RAGLINE_SCREENSHOTS;
    if (folder) await page.screenshot({ path: join(folder, `console-${name}.png`), fullPage: true });
  };

  it('creates a promotion that applies to baskets, and ends it', async () => {
    const page = await open('/promotions');
    await page.getByLabel('Name').fill('Autumn');
    await page.getByLabel('Code').fill('autumn20');
    await page.getByRole('textbox', { name: 'Percent off' }).fill('2o');
    await button(page, 'Add a promotion').click();
    // The API's own sentence, and nothing that was typed is lost.
    await page.getByRole('alert').waitFor();
    await page.getByRole('textbox', { name: 'Percent off' }).fill('20');
    await button(page, 'Add a promotion').click();
    await item(page, 'AUTUMN20').getByText('20 % off').waitFor();
    await picture(page, 'promotions');
    const customer = await HttpUser.logIn(home.url, 'bistro', 'customer@bistro.test');
    const quote = { items: [{ sku: 'MINESTRONE', quantity: 1 }], promo_codes: ['AUTUMN20'] };
    expect((await customer.call('POST', '/v1/quotes', quote)).status).toBe(201);
    await item(page, 'AUTUMN20').getByRole('button', { name: 'End it' }).click();
    await item(page, 'AUTUMN20').getByText('Ended').waitFor();
    expect((await customer.call('POST', '/v1/quotes', quote)).status).toBe(422);
    await button(page, 'Delete Autumn').click();
    await item(page, 'AUTUMN20').waitFor({ state: 'detached' });
  });

  it('adds a document, shows the passage that answers a question, and deletes it', async () => {
    const page = await open('/documents');
    await page.getByLabel('Title').fill('Parking');
    await page.getByLabel('Text').fill('# Parking\n\nBicycles are parked in the courtyard behind the blue gate.');
    await button(page, 'Add a document').click();
    await item(page, 'Parking').getByText('1 passage').waitFor();
    await page.getByRole('textbox', { name: 'Question' }).fill('Where are bicycles parked?');
    await expect
      .poll(
        async () => {
          await button(page, 'Find').click();
          await page.waitForTimeout(500);
          return await page.getByRole('list', { name: 'Passages that were found' }).textContent();
        },
        { timeout: 60_000 },
      )
      .toContain('behind the blue gate');
    await picture(page, 'documents');
    await page.reload();
    await button(page, 'Delete Parking').click();
    await item(page, 'Parking').waitFor({ state: 'detached' });
  });

  it('reads the conversation of a customer who asked for help, which the audit log records', async () => {
    const shopper = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    await shopper.goto(`${home.url}/s/bistro?show=chat`);
    await shopper.getByLabel('Message').fill('I want to speak with a human please');
    await shopper.getByRole('button', { name: 'Send' }).click();
    await shopper.getByText('The staff have your request.').waitFor();
    const page = await open('/help', 'staff');
    await button(page, 'Read the conversation').first().click();
    await page.getByRole('dialog').getByText('I want to speak with a human please').waitFor();
    await page.getByRole('dialog').getByText('Asked the staff for help').waitFor();
    await picture(page, 'conversation');
    await button(page, 'Close').click();
    await page.getByLabel('Answer').first().fill('We call you in ten minutes.');
    await button(page, 'Resolve').first().click();
    await shopper.getByText('We call you in ten minutes.').waitFor({ timeout: 30_000 });
    const log = await open('/audit-log');
    await log.getByRole('combobox', { name: 'Show' }).selectOption('Help requests');
    await item(log, 'Conversation read').getByText('Demo staff').waitFor();
    await picture(log, 'audit');
    await item(log, 'Conversation read').getByRole('link').click();
    await log.getByRole('heading', { name: 'Help requests' }).waitFor();
  });

  it('changes the roles of a person and the events of a webhook endpoint', async () => {
    const page = await open('/people');
    const person = item(page, 'staff@bistro.test');
    await person.getByRole('button', { name: 'admin' }).click();
    await person.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    const { data } = await (await owner()).get<{ data: Array<{ email: string; roles: string[] }> }>(
      '/v1/users?limit=50',
    );
    expect(data.find(({ email }) => email === 'staff@bistro.test')?.roles).toEqual(['admin', 'staff']);
    await page.goto(`${home.url}/console/webhooks`);
    await page.getByLabel('Address').fill('https://example.com/hook');
    await button(page, 'Add a webhook endpoint').click();
    const endpoint = item(page, 'https://example.com/hook');
    await endpoint.getByRole('button', { name: 'Order placed' }).click();
    const saved = page.waitForResponse((response) => response.request().method() === 'PATCH');
    await endpoint.getByRole('button', { name: 'Save' }).click();
    expect((await saved).status()).toBe(200);
    await page.reload();
    await endpoint.getByText('Only these events').waitFor();
  });

  it('changes the options of a product, and loses nothing when the token expires meanwhile', async () => {
    const page = await open('/catalogue');
    await page.getByLabel('Search').fill('Minestrone');
    await button(page, 'Edit Minestrone').click();
    await button(page, 'Add a group of options').click();
    await page.getByRole('textbox', { name: 'Group' }).fill('Size');
    await page.getByRole('textbox', { name: 'Option' }).fill('Large');
    await page.getByLabel('Adds EUR').fill('2,50');
    const refused = page.waitForResponse((response) => response.status() === 401);
    await page.evaluate(`const kept = 'ragline:' + location.origin + ':';
      localStorage.setItem(kept, JSON.stringify({ ...JSON.parse(localStorage.getItem(kept)),
        accessToken: ${JSON.stringify(await expired(page))} }))`);
    await button(page, 'Save').click();
    expect(((await (await refused).json()) as { code: string }).code).toBe('token_expired');
    await page.getByText('Saved').waitFor();
    const { data } = await (await owner()).get<{ data: unknown[] }>('/v1/products?search=Minestrone');
    expect(data[0]).toMatchObject({
      option_groups: [
        { name: 'Size', min: 0, max: 1, options: [{ name: 'Large', price_delta: 250, allergens: null }] },
      ],
    });
    await picture(page, 'options');
  });

  it('keeps what was typed when the session ends, until the same person is back', async () => {
    const page = await open('/catalogue?search=Minestrone');
    await button(page, 'Edit Minestrone').click();
    await page.getByLabel('Description').fill('With seven vegetables');
    const token = await page.evaluate<string>(
      `JSON.parse(localStorage.getItem('ragline:' + location.origin + ':')).accessToken`,
    );
    const self = new HttpUser(home.url, token);
    const sessions = await self.get<{ data: Array<{ id: string; is_current: boolean }> }>('/v1/auth/sessions');
    const current = sessions.data.find(({ is_current }) => is_current)?.id;
    expect((await self.call('DELETE', `/v1/auth/sessions/${current}`)).status).toBe(204);
    await page.getByText('Your session has ended.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await button(page, 'bistro · owner').click();
    await button(page, 'Save').click();
    await page.getByText('Saved').waitFor();
    const { data } = await (await owner()).get<{ data: unknown[] }>('/v1/products?search=Minestrone');
    expect(data[0]).toMatchObject({ description: 'With seven vegetables' });
    await page.getByRole('link', { name: 'Orders', exact: true }).first().click();
    await page.getByText('Live', { exact: true }).waitFor();
  });

  it('sets the diets of a product, takes a declaration back, and declares what an option contains', async () => {
    const page = await open('/catalogue?search=Pizza marinara');
    await button(page, 'Edit Pizza marinara').click();
    const product = async () =>
      (await (await owner()).get<{ data: object[] }>('/v1/products?search=Pizza marinara')).data[0];
    const [option, dish] = [page.locator('details').last(), page.getByRole('group', { name: 'Diets and allergens' })];
    expect(await product()).toMatchObject({ allergens: expect.arrayContaining(['wheat']) });
    const chosen = async (label: string) =>
      await dish.getByLabel(label, { exact: true }).locator('option:checked').textContent();
    // A group is named by its members.
    expect(await chosen('gluten')).toBe('contains (wheat)');
    await dish.getByRole('button', { name: 'halal', exact: true }).click();
    await dish.getByLabel('The allergens are declared').first().uncheck();
    await option.locator('summary').click();
    await option.getByLabel('sesame').selectOption('contains');
    await option.getByRole('button', { name: 'vegan', exact: true }).click();
    await picture(page, 'declaration');
    expect(await accessibilityFaults(page)).toEqual([]);
    const chili = { name: 'Fresh chili', allergens: ['sesame'], dietary: ['vegetarian', 'gluten-free'] };
    await button(page, 'Save').click();
    await page.getByText('Saved').waitFor();
    expect(await product()).toMatchObject({
      dietary: expect.arrayContaining(['vegan', 'halal']),
      allergens: null,
      option_groups: expect.arrayContaining([
        expect.objectContaining({ options: expect.arrayContaining([expect.objectContaining(chili)]) }),
      ]),
    });
    await dish.getByLabel('gluten', { exact: true }).selectOption('contains');
    expect(await chosen('wheat')).toBe('contains (gluten)');
    await dish.getByLabel('Name another').selectOption('hazelnuts');
    expect(await chosen('nuts')).toBe('contains (hazelnuts)');
    await button(page, 'Save').click();
    await expect.poll(product, { timeout: 60_000 }).toMatchObject({ allergens: ['gluten', 'hazelnut'] });
  });

  it('gives a product a picture, shrunk to the limit, which the storefront shows', async () => {
    const page = await open('/catalogue');
    const large = await page.evaluate<string>(`(() => {
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width: 2400, height: 1200 });
      const brush = canvas.getContext('2d');
      // Noise, which no codec makes small: it takes a lower quality to fit.
      const noise = new ImageData(2400, 1200);
      for (let at = 0; at < noise.data.length; at += 1) noise.data[at] = at % 4 === 3 ? 255 : Math.random() * 256;
      brush.putImageData(noise, 0, 0);
      return canvas.toDataURL('image/png').split(',')[1];
    })()`);
    await page.getByLabel('Search').fill('Tiramisù');
    await button(page, 'Edit Tiramisù').click();
    const choose = (name: string, mimeType: string, buffer: Buffer) =>
      page.getByLabel('Picture', { exact: true }).setInputFiles({ name, mimeType, buffer });
    await page.getByLabel('What the picture shows').fill('A square of tiramisù');
    await choose('a.png', 'image/png', Buffer.from('no picture at all'));
    await button(page, 'Save the picture').click();
    await page.getByText('This file is no picture').waitFor();
    await choose('a.png', 'image/png', Buffer.from(large, 'base64'));
    // What was typed into the form meanwhile stays.
    await page.getByLabel('Stock').fill('7');
    await button(page, 'Save the picture').click();
    await page.getByRole('img', { name: 'A square of tiramisù' }).waitFor();
    expect(await page.getByLabel('Stock').inputValue()).toBe('7');
    await picture(page, 'picture');
    await button(page, 'Save').click();
    await page.getByText('Saved').waitFor();
    const shopper = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    await shopper.goto(`${home.url}/s/bistro`);
    await shopper.getByRole('link', { name: 'Desserts' }).click();
    await shopper.getByRole('img', { name: 'A square of tiramisù' }).waitFor();
    const shown = 'document.querySelector(\'img[alt="A square of tiramisù"]\')';
    await expect
      .poll(() => shopper.evaluate(`[${shown}.naturalWidth, ${shown}.naturalHeight]`), { timeout: 20_000 })
      .toEqual([1600, 800]);
    await picture(shopper, 'picture-in-shop');
  });

  /** The token of the page's session, as the API itself would have signed it an hour ago. */
  async function expired(page: Page): Promise<string> {
    const token = await page.evaluate<string>(
      "JSON.parse(localStorage.getItem('ragline:' + location.origin + ':')).accessToken",
    );
    const { keys } = JSON.parse(readFileSync(join(home.folder, 'auth-private-jwks.json'), 'utf8'));
    const now = Math.floor(Date.now() / 1000);
    return await new SignJWT({ ...decodeJwt(token), iat: now - 5_400, exp: now - 3_600 })
      .setProtectedHeader({ alg: keys[0].alg, kid: keys[0].kid, typ: 'at+jwt' })
      .sign(await importJWK(keys[0], keys[0].alg));
  }

  it('names the product in the audit log, and links to it', async () => {
    const page = await open('/audit-log');
    await page.getByRole('combobox', { name: 'Show' }).selectOption('Products');
    await item(page, 'Product changed').getByText('Picture', { exact: true }).first().waitFor();
    await item(page, 'Product changed').getByRole('link', { name: 'Tiramisù' }).first().click();
    await page.getByRole('article', { name: 'Tiramisù' }).waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
  });

  it('shows a closed order, and an error page for an unknown address', async () => {
    const customer = await HttpUser.logIn(home.url, 'bistro', 'customer@bistro.test');
    const basket = { items: [{ sku: 'MINESTRONE', quantity: 3 }] };
    const placed = await customer.call('POST', '/v1/orders', basket, { 'idempotency-key': crypto.randomUUID() });
    const { id, number } = (await placed.json()) as { id: string; number: number };
    await customer.call('POST', `/v1/orders/${id}/cancel`, {});
    const page = await open(`/orders/${id}`, 'staff');
    await page.getByRole('heading', { name: `Order ${number}` }).waitFor();
    await page.getByText('3× Minestrone').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByText('Cancelled', { exact: true }).waitFor();
    await page.goto(`${home.url}/console/nope`);
    await page.getByRole('heading', { name: 'This page does not exist' }).waitFor();
    await page.getByRole('link', { name: 'To the orders' }).click();
    await page.getByText('No orders').first().waitFor();
  });

  it('tells a person whose account is deactivated that the session has ended', async () => {
    const account = { email: 'leaver@bistro.test', password: 'a long and secret one', roles: ['staff'] };
    const made = await (await owner()).call('POST', '/v1/users', account);
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: string };
    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    await page.goto(`${home.url}/console`);
    await page.getByLabel('Shop').fill('bistro');
    await page.getByLabel('E-mail').fill(account.email);
    await page.getByLabel('Password').fill(account.password);
    await button(page, 'Log in').click();
    await page.getByText('Live', { exact: true }).waitFor();
    expect((await (await owner()).call('PATCH', `/v1/users/${id}`, { is_active: false })).status).toBe(200);
    await page.getByText('Your session has ended.').waitFor({ timeout: 30_000 });
    await picture(page, 'ended');
  });

  it('draws the seven metrics', async () => {
    const page = await open('/health');
    await expect.poll(async () => await page.getByRole('figure').count(), { timeout: 20_000 }).toBe(7);
    await page
      .getByRole('figure')
      .filter({ hasText: 'ragline_api_request' })
      .getByText(/95 % within/)
      .waitFor();
    await picture(page, 'health');
  });

  it('logs no error in the browser', () => {
    expect(faults).toEqual([]);
  });
});
