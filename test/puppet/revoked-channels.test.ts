import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { NewApiKey } from '../../contracts/api-key.ts';
import { chatSessionName } from '../../contracts/chat.ts';
import type { GuestSession, Session } from '../../contracts/identity.ts';
import { shardName } from '../../contracts/subscription.ts';
import { OWNER_PASSWORD } from '../support/owner-password.ts';
import { directive } from '../support/puppet-model.ts';
import { answer, asUser, call, newTenant, newUser, type TestTenant, type TestUser } from '../support/tenant.ts';
import { until } from '../support/until.ts';

/** As `HUB_SOCKETS_PER_OBJECT` in the tests' environment. */
const LIMIT = 8;
const PROMISED_MS = 2_000;
const NEW_PASSWORD = 'a quite different password';

interface Subject {
  user: TestUser;
  /** Revokes the access. */
  end(): Promise<Response>;
}

const patched =
  (change: object) =>
  async (tenant: TestTenant): Promise<Subject> => {
    const { user } = await staff(tenant);
    return { user, end: () => tenant.owner.call('PATCH', `/v1/users/${user.userId}`, { json: change }) };
  };

/** Each way to revoke access, as a function that returns an affected principal and how to revoke it. */
const ENDINGS: Record<string, (tenant: TestTenant) => Promise<Subject>> = {
  'switched off': patched({ is_active: false }),
  'given another role': patched({ roles: ['customer'] }),
  'given another password': patched({ password: NEW_PASSWORD }),
  'logged out': async (tenant) => {
    const { user, refreshToken } = await staff(tenant);
    return { user, end: () => call('POST', '/v1/auth/logout', { json: { refresh_token: refreshToken } }) };
  },
  'a revoked key': async (tenant) => {
    const scopes = ['event:read', 'event:read-all', 'chat:use', 'product:read', 'document:read'];
    const made = await tenant.owner.call('POST', '/v1/api-keys', { json: { name: 'key', scopes } });
    const { id, secret } = await answer<NewApiKey>(made, 201);
    return { user: asUser(secret, id), end: () => tenant.owner.call('DELETE', `/v1/api-keys/${id}`) };
  },
  'a guest who registered': async ({ slug }) => {
    const json = { tenant_slug: slug };
    const guest = await answer<GuestSession>(await call('POST', '/v1/auth/guest', { json }), 200);
    const user = asUser(guest.access_token, guest.user_id);
    const account = { ...json, email: `${crypto.randomUUID()}@customers.test`, password: NEW_PASSWORD };
    return { user, end: () => user.call('POST', '/v1/auth/customers', { json: account }) };
  },
};

async function staff(tenant: TestTenant): Promise<{ user: TestUser; refreshToken: string }> {
  const { userId } = await newUser(tenant, 'staff');
  const json = { tenant_slug: tenant.slug, email: `${userId}@users.test`, password: OWNER_PASSWORD };
  const session = await answer<Session>(await call('POST', '/v1/auth/login', { json }), 200);
  return { user: asUser(session.access_token, userId), refreshToken: session.refresh_token };
}

/** An open channel of a principal. */
interface Channel {
  /** When it ended, in milliseconds since the epoch. */
  endedAtMs: number | undefined;
  /** The close code of a socket, the text of a stream. */
  last: string;
}

async function socketAt(user: TestUser, path: string, frame?: unknown): Promise<Channel> {
  const { status, webSocket } = await user.call('GET', path, { headers: { upgrade: 'websocket' } });
  if (webSocket === null) throw new Error(`${path} was answered ${status}`);
  const channel: Channel = { endedAtMs: undefined, last: '' };
  webSocket.addEventListener('close', ({ code, reason }) => {
    Object.assign(channel, { endedAtMs: Date.now(), last: `${code} ${reason}` });
  });
  webSocket.accept();
  if (frame !== undefined) webSocket.send(JSON.stringify(frame));
  return channel;
}

/** A stream, once it has said the text. */
async function streamOf(response: Response, text: string): Promise<Channel> {
  if (response.status !== 200) throw new Error(`a stream was answered ${response.status}`);
  const channel: Channel = { endedAtMs: undefined, last: '' };
  const read = async () => {
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) channel.last += part;
  };
  void read().finally(() => {
    channel.endedAtMs = Date.now();
  });
  await until(
    async () => channel.last,
    (said) => said.includes(text),
  );
  return channel;
}

const said = (text: string) => ({
  id: crypto.randomUUID(),
  role: 'user',
  parts: [{ type: 'text', text: directive.hang(text) }],
});

/** Opens every kind of channel. */
async function openAll(user: TestUser) {
  const [idle, running, spoken] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  const channels = {
    'event socket': await socketAt(user, '/v1/events/ws'),
    'event stream': await streamOf(await user.call('GET', '/v1/events/stream'), 'ready'),
    'event stream that was resumed': await streamOf(await user.call('GET', '/v1/events/stream?after=0'), 'ready'),
    'chat socket': await socketAt(user, `/v1/chat/${idle}/ws`),
    'chat socket with a running answer': await socketAt(user, `/v1/chat/${spoken}/ws`, {
      ...{ type: 'send', requestId: '1', id: spoken, messages: [said('speaking')] },
    }),
    'running answer': await streamOf(
      await user.call('POST', '/v1/chat', { json: { id: running, message: said('answering') } }),
      'answering',
    ),
    'resumed answer': await streamOf(await user.call('GET', `/v1/chat/${running}/stream`), 'answering'),
  } satisfies Record<string, Channel>;
  const { ticket } = await answer<{ ticket: string }>(await user.call('POST', '/v1/events/tickets'), 201);
  return { channels, ticket, conversations: { idle, running, spoken } };
}

const upgrade = { upgrade: 'websocket' };

async function expectAllEnded(subject: Subject, opened: Awaited<ReturnType<typeof openAll>>): Promise<void> {
  const { user } = subject;
  const response = await subject.end();
  const answeredAtMs = Date.now();
  expect(response.ok, `ending the rights was answered ${response.status}`).toBe(true);
  const names = await until(
    async () => Object.entries(opened.channels).filter(([, { endedAtMs }]) => endedAtMs === undefined),
    (open) => open.length === 0,
  ).catch(() => Object.entries(opened.channels).flatMap(([name, { endedAtMs }]) => (endedAtMs ? [] : [name])));
  expect(names, 'channels that are still open').toEqual([]);
  for (const [name, { endedAtMs = Number.POSITIVE_INFINITY, last }] of Object.entries(opened.channels)) {
    expect(endedAtMs - answeredAtMs, name).toBeLessThan(PROMISED_MS);
    expect(last, name).toMatch(/socket/.test(name) ? /^4401 session ended$/ : /session ended/);
  }
  const { running } = opened.conversations;
  const again = [
    await call('GET', `/v1/events/ws?ticket=${opened.ticket}`, { headers: upgrade }),
    await user.call('GET', '/v1/events/ws', { headers: upgrade }),
    await user.call('GET', '/v1/events/stream'),
    await user.call('GET', `/v1/chat/${running}/ws`, { headers: upgrade }),
  ];
  expect(again.map(({ status }) => status)).toEqual(again.map(() => 401));
}

describe.each(Object.keys(ENDINGS))('every open channel of somebody who is %s', (name) => {
  const newSubject = ENDINGS[name];
  if (newSubject === undefined) throw new Error(`there is no ending ${name}`);

  it('ends within two seconds: at the hub', async () => {
    const subject = await newSubject(await newTenant());
    await expectAllEnded(subject, await openAll(subject.user));
  });

  it('ends within two seconds: at a shard, and with objects that sleep', async () => {
    const tenant = await newTenant();
    const subject = await newSubject(tenant);
    const others: Channel[] = [];
    for (let socket = 0; socket < LIMIT; socket++) others.push(await socketAt(tenant.owner, '/v1/events/ws'));
    const opened = await openAll(subject.user);
    await evictDurableObject(env.TENANT_HUB.getByName(tenant.tenantId));
    await evictDurableObject(env.HUB_SHARD.getByName(shardName(tenant.tenantId, 1)));
    const { idle } = opened.conversations;
    await evictDurableObject(env.CHAT_SESSION.getByName(chatSessionName(tenant.tenantId, idle)));
    await expectAllEnded(subject, opened);
    expect(others.filter(({ endedAtMs }) => endedAtMs !== undefined)).toEqual([]);
  });
});
