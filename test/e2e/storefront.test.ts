import { execFileSync, spawn } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importJWK, SignJWT } from 'jose';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../support/node/browser.ts';
import { type ChaosProxy, startChaosProxy } from '../support/node/chaos-proxy.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { type PackedClient, packClient } from '../support/node/packed-client.ts';
import { freePort, newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';
import { type OpenAIServer, startOpenAIServer } from '../support/openai-server.ts';
import { ORDER_TWO_ESPRESSOS } from '../support/order-by-chat.ts';
import { until } from '../support/until.ts';

const ROOT = join(import.meta.dirname, '../..');
const chromium = findChromium();
/** How often the connections are cut: `RAGLINE_CUTS=50` for a longer run. */
const CUTS = Number(process.env.RAGLINE_CUTS ?? 10);
const STATUSES = ['pending', 'confirmed', 'preparing', 'ready', 'completed'];
const WORDS = Array.from({ length: 10 + 4 * CUTS }, (_, n) => `w${n} `);

interface KeptSession {
  accessToken: string;
  expiresAt: number;
  tenantId: string;
  userId: string;
}

/** Runs the example's own `npm start`, on a port of this test's. */
async function serve(project: string): Promise<{ url: string; stop(): void }> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const server = spawn('npm', ['start', '--', `--serve=${new URL(url).host}`], { cwd: project, stdio: ['pipe', 2, 2] });
  await until(
    async () =>
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      ),
    (isServed) => isServed,
    20_000,
  );
  // esbuild ends with its input.
  return { url, stop: () => server.stdin?.end() };
}

describe.skipIf(chromium === undefined)('the storefront example, on another origin', () => {
  let home: SystemHome;
  let model: OpenAIServer;
  let system: StartedSystem;
  let line: ChaosProxy;
  let client: PackedClient;
  let served: Awaited<ReturnType<typeof serve>>;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    model = await startOpenAIServer();
    home = await newHome();
    system = await start();
    line = await startChaosProxy(home.port);
    client = packClient();
    const example = join(ROOT, 'examples/storefront');
    const manifest = JSON.parse(readFileSync(join(example, 'package.json'), 'utf8'));
    const { '@ragline/client': _, ...dependencies } = manifest.dependencies;
    const types = ['@types/react@19.3.0', '@types/react-dom@19.3.0'];
    const project = client.newProject(types, { ...manifest, dependencies });
    for (const file of ['index.html', 'storefront.tsx', 'tsconfig.json'])
      cpSync(join(example, file), join(project, file));
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', project], { stdio: 'inherit' });
    served = await serve(project);
    browser = await launchChromium(chromium ?? '');
    page = await browser.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`${served.url}/?api=${encodeURIComponent(`http://127.0.0.1:${line.port}`)}`);
  });
  afterAll(async () => {
    await browser?.close();
    served?.stop();
    client?.remove();
    await line?.stop();
    await system?.kill();
    await model?.stop();
    home?.remove();
  });

  const start = async () => await startSystem(home, { OPENAI_API_BASE: model.url, OPENAI_API_KEY: 'sk-test' });
  const shown = async (what: () => Promise<unknown>, expected: unknown) =>
    await expect.poll(what, { timeout: 30_000 }).toEqual(expected);
  const say = async (text: string) => {
    await shown(() => page.textContent('#status'), 'ready');
    await page.fill('input', text);
    await page.press('input', 'Enter');
  };
  const answer = async () => (await page.locator('article.assistant').allInnerTexts()).at(-1)?.trim();
  const orders = async () => (await page.locator('#orders li').allInnerTexts()).map((steps) => steps.split(', '));
  const cut = async (times = 1) => {
    for (let cuts = 0; cuts < times; ) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      if (line.sever() > 0) cuts += 1;
    }
  };
  const session = async (): Promise<[string, KeptSession]> => {
    const [key = '', text = ''] = await page.evaluate(() => Object.entries({ ...localStorage })[0] ?? []);
    return [key, JSON.parse(text)];
  };

  it(`serves a guest from menu to ready through ${CUTS} cuts, a restart and the token's end`, {
    timeout: 300_000,
  }, async () => {
    await shown(() => page.locator('#menu li').count(), 12);

    model.reply({ kind: 'text', deltas: WORDS, delayMs: 150 });
    await say('hello');
    await shown(async () => (await answer())?.startsWith('w0 w1'), true);
    await cut(Math.ceil(CUTS / 2));
    await shown(answer, WORDS.join('').trim());

    model.reply(...ORDER_TWO_ESPRESSOS);
    await say('two espressos please');
    await cut(1);
    await page.locator('.approve').click();
    line.sever();
    await shown(orders, [STATUSES.slice(0, 1)]);
    await shown(async () => (await answer())?.slice(-13), 'It is placed.');

    const staff = await HttpUser.logIn(home.url, 'bistro', 'staff@bistro.test');
    const [, { userId }] = await session();
    const placed = (await staff.every<{ id: string; user_id: string }>('/v1/orders')).filter(
      (order) => order.user_id === userId,
    );
    expect(placed).toHaveLength(1);
    const move = async (status: string | undefined) =>
      expect((await staff.call('PATCH', `/v1/orders/${placed[0]?.id}`, { status })).status).toBe(200);
    for (const status of STATUSES.slice(1, 4)) {
      await cut(Math.ceil(CUTS / 8));
      await move(status);
    }
    await shown(orders, [STATUSES.slice(0, 4)]);

    await system.kill();
    system = await start();
    await move('completed');
    await shown(orders, [STATUSES]);

    const minted = await endSoon();
    await page.reload();
    await shown(orders, [STATUSES]);
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    model.reply(...ORDER_TWO_ESPRESSOS);
    await say('and two more');
    await page.locator('.approve').click();
    await shown(orders, [STATUSES, STATUSES.slice(0, 1)]);
    const [, renewed] = await session();
    expect([renewed.userId, renewed.accessToken === minted]).toEqual([userId, false]);
    expect(faults).toEqual([]);
  });

  /** Gives the page a token of its guest that ends in a few seconds, which the page does not expect: its clock is wrong. */
  async function endSoon(): Promise<string> {
    const [key, kept] = await session();
    const [jwk] = JSON.parse(readFileSync(join(home.folder, 'auth-private-jwks.json'), 'utf8')).keys;
    const seconds = Math.floor(Date.now() / 1000);
    const claims = { tenant_id: kept.tenantId, user_id: kept.userId, roles: ['guest'], auth_time: seconds - 60 };
    const accessToken = await new SignJWT(claims)
      .setProtectedHeader({ alg: jwk.alg, kid: jwk.kid, typ: 'at+jwt' })
      .setIssuer('ragline')
      .setAudience('ragline-api')
      .setSubject(kept.userId)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + 8)
      .sign(await importJWK(jwk, jwk.alg));
    const text = JSON.stringify({ ...kept, accessToken, expiresAt: Date.now() + 3_600_000 });
    await page.evaluate(([name = '', value = '']) => localStorage.setItem(name, value), [key, text]);
    return accessToken;
  }
});
