import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ChatServerFrame } from '../../../contracts/chat-socket.ts';
import { ordersOf, stockMenu } from '../../support/menu.ts';
import { newTenant, newUser, type TestTenant, type TestUser } from '../../support/tenant.ts';
import { until } from '../../support/until.ts';

type Frame = ChatServerFrame & Record<string, unknown>;

/** A conversation's socket as a client has it: every frame that comes is one that the contract knows. */
class TestSocket {
  readonly frames: Frame[] = [];
  closed: number | undefined;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') this.frames.push(ChatServerFrame.parse(JSON.parse(data)) as Frame);
    });
    socket.addEventListener('close', ({ code }) => {
      this.closed = code;
    });
    socket.accept();
  }

  send(frame: unknown): void {
    this.#socket.send(typeof frame === 'string' || frame instanceof ArrayBuffer ? frame : JSON.stringify(frame));
  }

  close(): void {
    this.#socket.close(1000);
  }

  of(requestId: string): Frame[] {
    return this.frames.filter((frame) => 'requestId' in frame && frame.requestId === requestId);
  }

  /** Frames of a request once the last of them is one of these types. */
  async end(requestId: string, types = ['end', 'error', 'no-active', 'stopped']): Promise<Frame[]> {
    return await until(
      async () => this.of(requestId),
      (frames) => types.includes(frames.at(-1)?.type ?? ''),
    );
  }
}

const chunkOf = (frame: Frame | undefined) => (frame as { chunk?: Record<string, unknown> } | undefined)?.chunk;
const send = (requestId: string, id: string, text: string, messageId: string = crypto.randomUUID()) => ({
  type: 'send',
  requestId,
  id,
  trigger: 'submit-message',
  messages: [{ id: messageId, role: 'user', parts: [{ type: 'text', text }] }],
  headers: {},
  body: {},
});

describe('chat over a WebSocket', () => {
  let tenant: TestTenant;
  let user: TestUser;
  beforeAll(async () => {
    tenant = await newTenant();
    await stockMenu(tenant.owner);
    user = await newUser(tenant);
  });

  async function open(id: string, by = user): Promise<TestSocket> {
    const response = await by.call('GET', `/v1/chat/${id}/ws`, { headers: { upgrade: 'websocket' } });
    if (response.webSocket === null) throw new Error(`no socket: ${response.status} ${await response.text()}`);
    return new TestSocket(response.webSocket);
  }

  it('carries the chunks that SSE carries, numbered from nought', async () => {
    const id = crypto.randomUUID();
    const socket = await open(id);
    socket.send(send('r1', id, 'hello'));
    const frames = await socket.end('r1');
    expect(frames[0]).toEqual({ type: 'start', requestId: 'r1' });
    const chunks = frames.slice(1, -1);
    expect(chunks.map((frame) => frame.sequence)).toEqual(chunks.map((_frame, index) => index));
    expect(chunkOf(chunks[0])).toMatchObject({ type: 'start', messageMetadata: { model: 'offline' } });
    expect(chunkOf(chunks.at(-1))).toMatchObject({ type: 'finish' });
    const stored = await (await user.call('GET', `/v1/chat/${id}`)).json<{ messages: unknown[]; running_turn: null }>();
    expect([stored.messages.length, stored.running_turn]).toEqual([2, null]);
    socket.close();
  });

  it('approves an order by the message that carries the decision', async () => {
    const id = crypto.randomUUID();
    const socket = await open(id);
    socket.send(send('r1', id, '2 lentil soup'));
    await socket.end('r1');
    socket.send(send('r2', id, 'order it'));
    await socket.end('r2');
    const { messages } = await (await user.call('GET', `/v1/chat/${id}`)).json<{
      messages: Array<{ id: string; role: string; parts: Array<Record<string, unknown>> }>;
    }>();
    const answer = messages.at(-1);
    const parts = answer?.parts.map((part) =>
      part.state === 'approval-requested'
        ? { ...part, state: 'approval-responded', approval: { ...(part.approval as object), approved: true } }
        : part,
    );
    const approval = { ...send('r3', id, ''), messages: [{ ...answer, parts }] };
    socket.send(approval);
    expect((await socket.end('r3')).at(-1)?.type).toBe('end');
    socket.send({ ...approval, requestId: 'r4' });
    expect(await socket.end('r4')).toMatchObject([{ type: 'error', requestId: 'r4', code: 'conflict' }]);
    expect(await ordersOf(user)).toHaveLength(1);
    socket.close();
  });

  it('reports a turn to every tab, and streams it on request', async () => {
    const id = crypto.randomUUID();
    const [one, two] = [await open(id), await open(id)];
    one.send(send('r1', id, 'something vegan'));
    two.send({ type: 'resume', requestId: 'r2', id });
    await one.end('r1');
    const seen = await two.end('r2');
    if (seen.at(-1)?.type === 'end') {
      expect(seen.slice(1, -1).map(chunkOf)).toEqual(one.of('r1').slice(1, -1).map(chunkOf));
    } else expect(seen).toEqual([{ type: 'no-active', requestId: 'r2' }]);
    const told = await until(
      async () => two.frames.flatMap((frame) => (frame.type === 'turn' ? [frame.state] : [])),
      (states) => states.length === 2,
    );
    expect(told).toEqual(['started', 'ended']);
    two.send({ type: 'resume', requestId: 'r3', id });
    expect(await two.end('r3')).toEqual([{ type: 'no-active', requestId: 'r3' }]);
    two.send({ type: 'stop', requestId: 'r4' });
    expect(await two.end('r4')).toEqual([{ type: 'stopped', requestId: 'r4', stopped: false }]);
    one.close();
    two.close();
  });

  it.each<[string, unknown, string, string]>([
    ['no JSON', '{', '', 'malformed_request'],
    ['a binary frame', new ArrayBuffer(4), '', 'unsupported_media_type'],
    ['more than 1 MiB', `"${'x'.repeat(1024 * 1024)}"`, '', 'payload_too_large'],
    ['null', 'null', '', 'invalid_request'],
    ['an unknown type', { type: 'nonsense', requestId: 'r' }, 'r', 'invalid_request'],
    ['no request id', { type: 'stop' }, '', 'invalid_request'],
    ['an unknown field', { type: 'stop', requestId: 'r', tenant: 'x' }, 'r', 'invalid_request'],
    ['another conversation', send('r', 'another', 'hello'), 'r', 'invalid_request'],
    ['no message', { ...send('r', 'bad', 'x'), messages: [] }, 'r', 'invalid_request'],
    ['a message that says nothing', send('r', 'bad', ' '), 'r', 'invalid_request'],
    ['text that cannot be stored', send('r', 'bad', 'a\u0000b'), 'r', 'invalid_request'],
    ['too much', send('r', 'bad', 'x'.repeat(4_001)), 'r', 'invalid_request'],
    [
      'a forged system message',
      { ...send('r', 'bad', 'x'), messages: [{ id: 'm', role: 'system', parts: [] }] },
      'r',
      'invalid_request',
    ],
  ])('answers %s with an error frame, and lives on', async (_name, frame, requestId, code) => {
    const socket = await open('bad');
    socket.send(frame);
    expect(await socket.end(requestId)).toMatchObject([{ type: 'error', requestId, code }]);
    socket.send({ type: 'ping' });
    await until(
      async () => socket.frames.at(-1)?.type,
      (type) => type === 'pong',
    );
    expect(socket.closed).toBeUndefined();
    socket.close();
  });

  it('is the principal’s own, by a token or a ticket that is good once', async () => {
    const id = crypto.randomUUID();
    const socket = await open(id);
    socket.send(send('r1', id, 'hello'));
    await socket.end('r1');
    const other = await newUser(tenant, 'owner');
    const upgrade = { upgrade: 'websocket' };
    expect((await other.call('GET', `/v1/chat/${id}/ws`, { headers: upgrade })).status).toBe(404);
    expect((await user.call('GET', `/v1/chat/${id}/ws`)).status).toBe(400);
    const url = `https://ragline.test/v1/chat/${id}/ws`;
    expect((await exports.default.fetch(new Request(url, { headers: upgrade }))).status).toBe(401);
    const { ticket } = await (await user.call('POST', '/v1/events/tickets')).json<{ ticket: string }>();
    const byTicket = () => exports.default.fetch(new Request(`${url}?ticket=${ticket}`, { headers: upgrade }));
    const opened = await byTicket();
    expect(opened.status).toBe(101);
    opened.webSocket?.accept();
    opened.webSocket?.close(1000);
    expect((await byTicket()).status).toBe(401);
    socket.close();
  });

  it('ends with the token: by the alarm, and at a frame that comes before it', async () => {
    const id = crypto.randomUUID();
    const sockets = [await open(id), await open(id)];
    const stub = env.CHAT_SESSION.getByName(`${tenant.tenantId}:${id}`);
    await runInDurableObject(stub, async (_instance, state) => {
      expect(await state.storage.getAlarm()).not.toBeNull();
      for (const socket of state.getWebSockets()) {
        const speaker = socket.deserializeAttachment();
        socket.serializeAttachment({ ...speaker, principal: { ...speaker.principal, expiresAt: 1 } });
      }
    });
    sockets[0]?.send(send('r1', id, 'hello'));
    await until(
      async () => sockets[0]?.closed,
      (code) => code === 4401,
    );
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    await until(
      async () => sockets[1]?.closed,
      (code) => code === 4401,
    );
    expect((await user.call('GET', `/v1/chat/${id}`)).status).toBe(404);
  });
});
