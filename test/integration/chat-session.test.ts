import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { ChatChunk, EndedTurn, TurnRequest, TurnStart, TurnWork } from '../../contracts/chat.ts';
import { chatSession } from '../../durable-objects/chat-session/chat-session.ts';

const USER = '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70';

/** A turn whose words the test lets out one by one. */
function scriptedWork(start: Partial<Extract<TurnStart, { stream: unknown }>> = {}) {
  const { readable, writable } = new TransformStream<ChatChunk, ChatChunk>(
    {},
    { highWaterMark: 100 },
    { highWaterMark: 100 },
  );
  const writer = writable.getWriter();
  const ended: EndedTurn[] = [];
  const errors: string[] = [];
  let signal: AbortSignal | undefined;
  let released = 0;
  let failEnd = 0;
  const work: TurnWork = {
    begin: (_turn, abort) => {
      signal = abort;
      return Promise.resolve({ stream: readable, continues: null, replayed: [], ...start });
    },
    end: (turn) => {
      if (failEnd-- > 0) return Promise.reject(new Error('the database is away'));
      ended.push(structuredClone(turn));
      return Promise.resolve();
    },
    release: () => {
      released++;
      return Promise.resolve();
    },
    log: { warn: () => {}, error: (event) => errors.push(event) },
  };
  return {
    work,
    ended,
    errors,
    say: (...deltas: string[]) =>
      Promise.all(deltas.map((delta) => writer.write({ type: 'text-delta', id: 't', delta }))),
    write: (chunk: ChatChunk) => writer.write(chunk),
    finish: async () => {
      await writer.write({ type: 'finish' });
      await writer.close();
    },
    breakOff: (reason: Error) => writer.abort(reason),
    failNextEnds: (times: number) => {
      failEnd = times;
    },
    get signal() {
      return signal;
    },
    get released() {
      return released;
    },
  };
}

function turnRequest(turnId = 'turn-1'): TurnRequest {
  return {
    principal: { tenantId: USER, userId: USER, roles: ['customer'], expiresAt: 4_000_000_000 },
    conversationId: 'c1',
    turnId,
    message: { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'hello' }] },
    trigger: 'submit-message',
    requestId: 'request-1',
    traceparent: '00-00000000000000000000000000000001-0000000000000001-01',
  };
}

/** Runs the test inside an object, over a session of its own that speaks for the script. */
async function inSession(
  scripts: ReadonlyArray<ReturnType<typeof scriptedWork>>,
  test: (
    session: InstanceType<ReturnType<typeof chatSession<Env>>>,
    renew: () => InstanceType<ReturnType<typeof chatSession<Env>>>,
  ) => Promise<void>,
): Promise<void> {
  const stub = env.CHAT_SESSION.getByName(crypto.randomUUID());
  let turn = 0;
  const Session = chatSession<Env>(() => {
    const script = scripts[Math.min(turn++, scripts.length - 1)];
    if (script === undefined) throw new Error('no script is left');
    return script.work;
  });
  await runInDurableObject(stub, async (_instance, state) => {
    await test(new Session(state, env), () => new Session(state, env));
    await state.storage.deleteAlarm();
  });
}

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return await new Response(stream).text();
}

function streamOf<T extends object>(result: T | null): ReadableStream<Uint8Array> {
  if (result === null || !('stream' in result) || !(result.stream instanceof ReadableStream)) {
    throw new Error(`no stream: ${JSON.stringify(result)}`);
  }
  return result.stream;
}
const soon = (ms = 10) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a chat session', () => {
  it('gives every reader the same bytes, whenever they come', async () => {
    const script = scriptedWork();
    await inSession([script], async (session) => {
      const poster = textOf(streamOf(await session.post(turnRequest())));
      await script.write({ type: 'start', messageId: 'a1' });
      await script.say('one', 'two');
      const early = textOf(streamOf(await session.resume({ userId: USER })));
      await soon();
      await script.say('three');
      const late = textOf(streamOf(await session.resume({ userId: USER })));
      await script.finish();
      const text = await poster;
      expect(text.match(/"delta":"(\w+)"/g)).toEqual(['"delta":"one"', '"delta":"two"', '"delta":"three"']);
      expect(text.endsWith('data: {"type":"finish"}\n\ndata: [DONE]\n\n')).toBe(true);
      expect(await early).toBe(text);
      expect(await late).toBe(text);
      expect(script.ended).toHaveLength(1);
      expect(script.ended[0]).toMatchObject({
        outcome: 'finished',
        chunks: expect.arrayContaining([{ type: 'finish' }]),
      });
      expect(script.released).toBe(1);
    });
  });

  it('runs on when the client drops, and a resumed stream is the unbroken one', async () => {
    const script = scriptedWork();
    await inSession([script], async (session) => {
      const reader = streamOf(await session.post(turnRequest())).getReader();
      await script.say('one');
      await reader.read();
      await reader.cancel();
      await script.say('two');
      await soon();
      const resumed = textOf(streamOf(await session.resume({ userId: USER })));
      await script.say('three');
      await script.finish();
      expect((await resumed).match(/"delta":"(\w+)"/g)).toHaveLength(3);
      expect(script.ended[0]?.chunks).toHaveLength(4);
      expect(await session.resume({ userId: USER })).toBeNull();
    });
  });

  it('stops within 100 ms although the model hangs, and says so', async () => {
    const script = scriptedWork();
    await inSession([script], async (session) => {
      const poster = textOf(streamOf(await session.post(turnRequest())));
      await script.say('one');
      await soon();
      const startedMs = Date.now();
      expect(await session.stop({ userId: USER })).toEqual({ stopped: true });
      const text = await poster;
      expect(Date.now() - startedMs).toBeLessThan(100);
      expect(text.endsWith('data: {"type":"abort","reason":"stopped"}\n\ndata: [DONE]\n\n')).toBe(true);
      expect(script.signal?.aborted).toBe(true);
      expect(script.ended[0]).toMatchObject({ outcome: 'stopped' });
      expect(await session.stop({ userId: USER })).toEqual({ stopped: false });
    });
  });

  it('takes one turn at a time, and the next once the answer is stored', async () => {
    const scripts = [scriptedWork(), scriptedWork()];
    await inSession(scripts, async (session) => {
      const poster = textOf(streamOf(await session.post(turnRequest('turn-1'))));
      expect(await session.post(turnRequest('turn-2'))).toMatchObject({ problem: { code: 'turn_in_progress' } });
      await scripts[0]?.finish();
      await poster;
      const next = await session.post(turnRequest('turn-3'));
      expect(next).toHaveProperty('stream');
      await scripts[1]?.finish();
      await textOf(streamOf(next));
      expect(scripts[1]?.ended[0]?.turn.turnId).toBe('turn-3');
    });
  });

  it('shows a turn to its own user only', async () => {
    const script = scriptedWork();
    await inSession([script], async (session) => {
      const poster = textOf(streamOf(await session.post(turnRequest())));
      expect(await session.resume({ userId: crypto.randomUUID() })).toBeNull();
      expect(await session.stop({ userId: crypto.randomUUID() })).toEqual({ stopped: false });
      await script.finish();
      await poster;
    });
  });

  it('closes a stream that breaks, without its reason', async () => {
    const script = scriptedWork();
    await inSession([script], async (session) => {
      const poster = textOf(streamOf(await session.post(turnRequest())));
      await script.say('one');
      await soon();
      await script.breakOff(new Error('secret-provider-key'));
      const text = await poster;
      expect(text).toContain('"type":"error"');
      expect(text).not.toContain('secret');
      expect(text.endsWith('data: {"type":"finish","finishReason":"error"}\n\ndata: [DONE]\n\n')).toBe(true);
      expect(script.ended[0]).toMatchObject({ outcome: 'interrupted' });
    });
  });

  it('gives those who resume, and them alone, the answer that a turn goes on with', async () => {
    const script = scriptedWork({ replayed: [{ type: 'start-step' }] });
    await inSession([script], async (session) => {
      const poster = textOf(streamOf(await session.post(turnRequest())));
      await script.write({ type: 'start', messageId: 'a1' });
      await soon();
      const resumed = textOf(streamOf(await session.resume({ userId: USER })));
      await script.finish();
      expect(await poster).not.toContain('start-step');
      expect(await resumed).toBe(
        (await poster).replace('"messageId":"a1"}\n\n', '"messageId":"a1"}\n\ndata: {"type":"start-step"}\n\n'),
      );
    });
  });

  it('closes a turn that a dead runtime left: for who resumes, and in the history', async () => {
    const [dead, closing] = [scriptedWork(), scriptedWork()];
    await inSession([dead, closing], async (session, renew) => {
      void textOf(streamOf(await session.post(turnRequest())));
      await dead.write({ type: 'start', messageId: 'a1' });
      await dead.say('one', 'two');
      // Longer than chunks wait for the disk.
      await soon(80);
      const text = await textOf(streamOf(await renew().resume({ userId: USER })));
      expect(text.match(/"delta":"(\w+)"/g)).toHaveLength(2);
      expect(text).toContain('"type":"error"');
      expect(text.endsWith('data: {"type":"finish","finishReason":"error"}\n\ndata: [DONE]\n\n')).toBe(true);
      expect(closing.ended[0]).toMatchObject({ outcome: 'interrupted', turn: { turnId: 'turn-1' } });
      expect(await renew().resume({ userId: USER })).toBeNull();
    });
  });

  it('closes such a turn before the next one, and by its alarm when nobody comes', async () => {
    const [dead, closing, next] = [scriptedWork(), scriptedWork(), scriptedWork()];
    await inSession([dead, closing, next], async (session, renew) => {
      void textOf(streamOf(await session.post(turnRequest())));
      await dead.say('one');
      await soon(80);
      const result = await renew().post(turnRequest('turn-2'));
      expect(closing.ended[0]).toMatchObject({ outcome: 'interrupted', turn: { turnId: 'turn-1' } });
      void textOf(streamOf(result));
      await next.say('one');
      await soon(80);
      await renew().alarm();
      expect(next.ended[0]).toMatchObject({ outcome: 'interrupted', turn: { turnId: 'turn-2' } });
    });
  });

  it('keeps the answer until the database takes it', async () => {
    const [script, retry] = [scriptedWork(), scriptedWork()];
    script.failNextEnds(3);
    await inSession([script, retry], async (session) => {
      const poster = textOf(streamOf(await session.post(turnRequest())));
      await script.say('one');
      await script.finish();
      await poster;
      expect(script.ended).toHaveLength(0);
      await session.alarm();
      expect(retry.ended[0]?.chunks).toHaveLength(2);
    });
  });

  it('rings while a turn runs, so that no idle limit ends it, and rests after', async () => {
    const stub = env.CHAT_SESSION.getByName(crypto.randomUUID());
    const script = scriptedWork();
    const Session = chatSession<Env>(() => script.work);
    await runInDurableObject(stub, async (_instance, state) => {
      const session = new Session(state, env);
      const poster = textOf(streamOf(await session.post(turnRequest())));
      expect(await state.storage.getAlarm()).not.toBeNull();
      await state.storage.deleteAlarm();
      await session.alarm();
      expect(await state.storage.getAlarm()).not.toBeNull();
      await script.finish();
      await poster;
      await state.storage.deleteAlarm();
      await session.alarm();
      expect(await state.storage.getAlarm()).toBeNull();
    });
  });

  it('gives up an answer that the database never takes, so that the conversation goes on', async () => {
    const stub = env.CHAT_SESSION.getByName(crypto.randomUUID());
    const script = scriptedWork();
    script.failNextEnds(6);
    const Session = chatSession<Env>(() => script.work);
    await runInDurableObject(stub, async (_instance, state) => {
      const session = new Session(state, env);
      const poster = textOf(streamOf(await session.post(turnRequest('turn-1'))));
      await script.finish();
      await poster;
      state.storage.sql.exec('UPDATE turn SET begun_at_ms = 0');
      await session.alarm();
      expect(script.errors).toContain('answer_lost');
      expect(await session.resume({ userId: USER })).toBeNull();
      await state.storage.deleteAlarm();
    });
  });

  it('is evicted and comes back with nothing to resume', async () => {
    const stub = env.CHAT_SESSION.getByName(crypto.randomUUID());
    expect(await stub.resume({ userId: USER })).toBeNull();
    await evictDurableObject(stub);
    expect(await stub.resume({ userId: USER })).toBeNull();
    expect(await runDurableObjectAlarm(stub)).toBe(false);
  });
});
