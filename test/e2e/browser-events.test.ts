import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium, servePage } from '../support/node/browser.ts';
import { type ChaosProxy, startChaosProxy } from '../support/node/chaos-proxy.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';

const chromium = findChromium();
const CUTS = 8;

interface Following {
  seen: Array<{ sequence: number; orderId: string }>;
  opened: number;
  resets: number;
  ended: string[];
}

describe.skipIf(chromium === undefined)('a page that follows orders', () => {
  let home: SystemHome;
  let system: StartedSystem;
  let line: ChaosProxy;
  let served: Awaited<ReturnType<typeof servePage>>;
  let browser: Browser;

  beforeAll(async () => {
    home = await newHome();
    system = await startSystem(home);
    line = await startChaosProxy(home.port);
    served = await servePage(join(import.meta.dirname, 'browser/events.ts'));
    browser = await launchChromium(chromium ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    served?.stop();
    await line?.stop();
    await system?.kill();
    home?.remove();
  });

  it(`sees every order once through ${CUTS} cuts and a restart of the server, and is told of a log-out`, async () => {
    const shop = await HttpUser.register(home.url, `page-${Date.now()}`, 'a rather long password');
    const product = { sku: 'PAGE', name: 'Endless', price: { amount: 100, currency: 'EUR' } };
    expect((await shop.call('POST', '/v1/products', product)).status).toBe(201);
    const api = encodeURIComponent(`http://127.0.0.1:${line.port}`);
    const open = async (mode: string): Promise<Page> => {
      const page = await browser.newPage();
      await page.goto(`${served.url}/?api=${api}&token=${shop.token}${mode}`);
      return page;
    };
    const pages = [await open(''), await open('&socket')];
    const states = async (): Promise<Following[]> =>
      await Promise.all(pages.map(async (page) => (await page.evaluate('window.page')) as Following));
    const connected = async (times: number) =>
      await expect
        .poll(async () => (await states()).every(({ opened }) => opened >= times), { timeout: 40_000 })
        .toBe(true);

    const placed: string[] = [];
    const order = async (): Promise<void> => {
      const json = { items: [{ sku: product.sku, quantity: 1 }] };
      const response = await shop.call('POST', '/v1/orders', json, { 'idempotency-key': randomUUID() });
      expect(response.status).toBe(201);
      placed.push(((await response.json()) as { id: string }).id);
    };
    for (let connections = 1; connections <= CUTS; connections++) {
      await connected(connections);
      await order();
      expect(line.sever()).toBeGreaterThan(0);
      await order();
    }
    await connected(CUTS + 1);
    await system.kill();
    system = await startSystem(home);
    await order();
    await connected(CUTS + 2);
    await order();
    await expect
      .poll(async () => (await states()).every(({ seen }) => seen.length >= placed.length), { timeout: 20_000 })
      .toBe(true);
    for (const { seen, resets, ended } of await states()) {
      expect(seen).toEqual(placed.map((orderId, index) => ({ sequence: index + 1, orderId })));
      expect([resets, ended]).toEqual([0, []]);
    }

    expect((await shop.call('DELETE', '/v1/auth/sessions?include_current=true')).ok).toBe(true);
    await expect.poll(async () => (await states())[0]?.ended, { timeout: 60_000 }).toEqual(['closed for good']);
  });
});
