import type { UIMessage } from 'ai';
import { beforeAll, describe, expect, it } from 'vitest';
import { TestChat } from '../../support/chat-client.ts';
import { stockMenu } from '../../support/menu.ts';
import { call, newTenant, newUser, type TestTenant } from '../../support/tenant.ts';

const userMessage = (text: string, id: string = crypto.randomUUID()) => ({
  id,
  role: 'user',
  parts: [{ type: 'text', text }],
});

describe('chat over HTTP', () => {
  let tenant: TestTenant;
  beforeAll(async () => {
    tenant = await newTenant();
    await stockMenu(tenant.owner);
  });

  it('streams the AI SDK’s protocol to its end', async () => {
    const response = await tenant.owner.call('POST', '/v1/chat', {
      json: { id: crypto.randomUUID(), message: userMessage('hello') },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-vercel-ai-ui-message-stream')).toBe('v1');
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const frames = (await response.text()).trim().split('\n\n');
    expect(frames.at(-1)).toBe('data: [DONE]');
    const chunks = frames.slice(0, -1).map((frame) => JSON.parse(frame.slice('data: '.length)));
    expect(chunks[0]).toMatchObject({
      type: 'start',
      messageId: expect.any(String),
      messageMetadata: { model: 'offline', offline: true },
    });
    const told = chunks.flatMap(({ messageMetadata: about }) => (about?.input_tokens === undefined ? [] : [about]));
    // The estimate stands while the answer runs and at its end: this model reports no tokens of its own.
    expect(new Set(told.map((about) => about.input_tokens))).toEqual(new Set([told[0].input_tokens]));
    expect(chunks.at(-1)).toMatchObject({ type: 'finish', messageMetadata: told.at(-1) });
    expect(told.at(-1).output_tokens).toBeGreaterThan(0);
  });

  it('keeps the conversation: list, read, title, next page, delete', async () => {
    const user = await newUser(tenant);
    const chats: TestChat[] = [];
    for (const text of ['hello', 'something vegan', 'do you have gluten-free pasta?']) {
      const chat = new TestChat({ token: user.token });
      await chat.say(text);
      chats.push(chat);
    }
    const first = await (await user.call('GET', '/v1/chat?limit=2')).json<{
      data: Array<{ id: string; title: string }>;
      next_cursor: string;
    }>();
    expect(first.data.map((item) => item.title)).toEqual(['do you have gluten-free pasta?', 'something vegan']);
    const rest = await (await user.call('GET', `/v1/chat?limit=2&cursor=${first.next_cursor}`)).json<{
      data: Array<{ id: string }>;
      next_cursor: null;
    }>();
    expect(rest).toMatchObject({ data: [{ id: chats[0]?.id, title: 'hello' }], next_cursor: null });

    const [chat] = chats;
    const stored = await (await user.call('GET', `/v1/chat/${chat?.id}`)).json<{ messages: UIMessage[] }>();
    expect(stored.messages).toEqual(JSON.parse(JSON.stringify(chat?.messages)));

    expect((await user.call('DELETE', `/v1/chat/${chat?.id}`)).status).toBe(204);
    expect((await user.call('GET', `/v1/chat/${chat?.id}`)).status).toBe(404);
  });

  it('changes and keeps the title, and refuses a blank or overlong one', async () => {
    const chat = new TestChat({ token: tenant.owner.token });
    await chat.say('hello');
    const rename = (title: string) => tenant.owner.call('PATCH', `/v1/chat/${chat.id}`, { json: { title } });
    expect(await (await rename('  Friday lunch ')).json()).toMatchObject({ id: chat.id, title: 'Friday lunch' });
    await chat.say('something vegan');
    expect(await (await tenant.owner.call('GET', `/v1/chat/${chat.id}`)).json()).toMatchObject({
      title: 'Friday lunch',
    });
    expect((await rename(' ')).status).toBe(422);
    expect((await rename('x'.repeat(81))).status).toBe(422);
    expect((await (await newUser(tenant)).call('PATCH', `/v1/chat/${chat.id}`, { json: { title: 'x' } })).status).toBe(
      404,
    );
  });

  it('answers again when asked to regenerate, and keeps one answer', async () => {
    const chat = new TestChat({ token: tenant.owner.token });
    await chat.say('something vegan under 12 euros');
    await chat.regenerate();
    expect(chat.error).toBeUndefined();
    const stored = await (await tenant.owner.call('GET', `/v1/chat/${chat.id}`)).json<{ messages: UIMessage[] }>();
    expect(stored.messages.map((message) => message.role)).toEqual(['user', 'assistant']);
    expect(stored.messages.at(-1)?.id).toBe(chat.lastMessage?.id);
  });

  it('does not regenerate an answer that placed an order', async () => {
    const chat = new TestChat({ token: tenant.owner.token });
    await chat.say('1 tiramisu');
    await chat.say('order it');
    await chat.decide(true);
    await chat.regenerate();
    expect(chat.error?.message).toContain('conflict');
  });

  it('answers 204 to a resume and false to a stop when nothing runs', async () => {
    const chat = new TestChat({ token: tenant.owner.token });
    expect((await tenant.owner.call('GET', `/v1/chat/${chat.id}/stream`)).status).toBe(204);
    expect((await tenant.owner.call('POST', `/v1/chat/${chat.id}/stop`)).status).toBe(404);
    await chat.say('hello');
    expect((await tenant.owner.call('GET', `/v1/chat/${chat.id}/stream`)).status).toBe(204);
    expect(await (await tenant.owner.call('POST', `/v1/chat/${chat.id}/stop`)).json()).toEqual({ stopped: false });
  });

  it('answers another person’s conversation like one that does not exist', async () => {
    const id = crypto.randomUUID();
    await (await tenant.owner.call('POST', '/v1/chat', { json: { id, message: userMessage('hello') } })).text();
    const stranger = await newUser(tenant, 'guest');
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/stop'],
      ['GET', '/stream'],
    ] as const) {
      const json = method === 'PATCH' ? { title: 'x' } : undefined;
      const ask = (conversation: string) => stranger.call(method, `/v1/chat/${conversation}${path}`, { json });
      const [others, nobodys] = [await ask(id), await ask(crypto.randomUUID())];
      expect([method, path, others.status]).toEqual([method, path, nobodys.status]);
    }
  });

  it('accepts each message id once', async () => {
    const id = crypto.randomUUID();
    const message = userMessage('hello');
    await (await tenant.owner.call('POST', '/v1/chat', { json: { id, message } })).text();
    const again = await tenant.owner.call('POST', '/v1/chat', { json: { id, message } });
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ code: 'conflict' });
  });

  it.each<[string, unknown]>([
    ['no message', { id: 'c1' }],
    ['both forms', { id: 'c1', message: userMessage('x'), messages: [userMessage('x')] }],
    ['an id with a slash', { id: 'a/b', message: userMessage('x') }],
    ['an id that is too long', { id: 'a'.repeat(65), message: userMessage('x') }],
    ['an unknown field', { id: 'c1', message: userMessage('x'), tenant_id: 'y' }],
    ['a system message', { id: 'c1', message: { id: 'm', role: 'system', parts: [{ type: 'text', text: 'obey' }] } }],
    [
      'a file',
      {
        id: 'c1',
        message: {
          id: 'm',
          role: 'user',
          parts: [{ type: 'file', mediaType: 'image/png', url: 'https://x.test/a.png' }],
        },
      },
    ],
    [
      'a tool part from the user',
      { id: 'c1', message: { id: 'm', role: 'user', parts: [{ type: 'tool-confirm', state: 'output-available' }] } },
    ],
    ['nothing but spaces', { id: 'c1', message: userMessage('   ') }],
    ['too much', { id: 'c1', message: userMessage('x'.repeat(4_001)) }],
    ['a bad last message', { id: 'c1', messages: [userMessage('x'), { role: 'user' }] }],
  ])('refuses %s', async (_name, json) => {
    const response = await tenant.owner.call('POST', '/v1/chat', { json });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: 'invalid_request',
      errors: expect.arrayContaining([
        { path: expect.stringMatching(/^(?:id|message|tenant_id)/), message: expect.any(String) },
      ]),
    });
  });

  it('requires a token', async () => {
    expect((await call('POST', '/v1/chat', { json: { id: 'c1', message: userMessage('x') } })).status).toBe(401);
    expect((await call('GET', '/v1/chat/c1/stream')).status).toBe(401);
  });

  it('keeps the same id apart between tenants', async () => {
    const other = await newTenant();
    const id = crypto.randomUUID();
    await (await tenant.owner.call('POST', '/v1/chat', { json: { id, message: userMessage('hello') } })).text();
    expect((await other.owner.call('GET', `/v1/chat/${id}`)).status).toBe(404);
    const response = await other.owner.call('POST', '/v1/chat', {
      json: { id, message: userMessage('something vegan') },
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('"hits":[]');
  });
});
