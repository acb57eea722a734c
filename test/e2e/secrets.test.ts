import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpUser } from '../support/node/http-user.ts';
import { plantSecret, refuseLeaks } from '../support/node/planted-secrets.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';
import { until } from '../support/until.ts';

const json = { 'content-type': 'application/json' };
const CARD = plantSecret('4111 1111 1111 1111', 'card');
const PHONE = plantSecret('+49 30 12345678', 'phone');
const ADDRESS = plantSecret('Kastanienallee 77, back yard', 'address');
const SAID = plantSecret('my doctor says no nuts and no gluten', 'chat text');
const EMAIL = plantSecret('planted.person@example.org', 'e-mail');
const PASSWORD = plantSecret('seventeen quiet herons', 'password');

let home: SystemHome;
let system: StartedSystem;

beforeAll(async () => {
  home = await newHome();
  system = await startSystem(home);
});
afterAll(async () => {
  await system?.kill();
  home?.remove();
});

const post = (path: string, body: string, headers: Record<string, string> = json) =>
  fetch(`${home.url}${path}`, { method: 'POST', headers, body });

describe('personal data and secrets in requests', () => {
  it('are in no log: logins, keys, tickets, orders, chat, and failing requests', async () => {
    const owner = await HttpUser.logIn(home.url, 'bistro', 'owner@bistro.test');
    const registration = { tenant_slug: 'bistro', email: EMAIL, password: PASSWORD, full_name: ADDRESS };
    expect((await post('/v1/auth/customers', JSON.stringify(registration))).status).toBe(201);
    const customer = await HttpUser.logIn(home.url, 'bistro', EMAIL, PASSWORD);
    await expect(HttpUser.logIn(home.url, 'bistro', EMAIL, 'wrong but close herons')).rejects.toThrow('401');

    // Keys and tickets, used and refused, in headers and in addresses.
    const made = await owner.call('POST', '/v1/api-keys', { name: 'till', scopes: ['product:read'] });
    const { secret } = (await made.json()) as { secret: string };
    expect((await new HttpUser(home.url, secret).call('GET', '/v1/products')).status).toBe(200);
    const badKey = plantSecret(`${secret.slice(0, -4)}0000`, 'a wrong key');
    expect((await new HttpUser(home.url, badKey).call('GET', '/v1/products')).status).toBe(401);
    const socket = await customer.socket();
    await until(
      async () => socket.frames,
      (frames) => frames.length > 0,
    );
    socket.close();
    const spent = plantSecret(`tk_${'019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70'}_${'x'.repeat(43)}`, 'a wrong ticket');
    expect((await fetch(`${home.url}/v1/events/stream?ticket=${spent}`)).status).toBe(401);

    // Orders and chat.
    const note = `${ADDRESS}, ring ${PHONE}, card ${CARD}`;
    const order = { items: [{ sku: 'TIRAMISU', quantity: 1 }], note };
    expect(
      (
        await customer.call('POST', '/v1/orders', order, {
          'idempotency-key': plantSecret('till-7f3a9c', 'idempotency key'),
        })
      ).status,
    ).toBe(201);
    const message = { id: 'm1', role: 'user', parts: [{ type: 'text', text: `${SAID}. ${note}` }] };
    const answer = await customer.call('POST', '/v1/chat', { id: 'planted', message });
    expect(answer.status).toBe(200);
    await answer.text();

    // Requests that cannot be read, and paths that are none.
    const bodies = [
      `{"email":"${EMAIL}","password":"${PASSWORD}"`,
      `"${PASSWORD}"`,
      JSON.stringify({ note, email: EMAIL }),
    ];
    for (const body of bodies) {
      expect((await post('/v1/auth/login', body)).status).toBeGreaterThanOrEqual(400);
      expect((await post('/v1/auth/refresh', body)).status).toBeGreaterThanOrEqual(400);
    }
    expect((await customer.call('GET', `/v1/nothing/${encodeURIComponent(EMAIL)}`)).status).toBe(404);

    await until(
      async () => system.log(),
      (log) => log.includes('"route":"/v1/chat"'),
    );
    // The log is kept all the same: each request has its line.
    for (const route of ['/v1/auth/login', '/v1/auth/customers', '/v1/orders', '/v1/api-keys'])
      expect(system.log()).toContain(`"route":"${route}"`);
    refuseLeaks({ printed: system.output(), logged: system.log() });
  });
});
