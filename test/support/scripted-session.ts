import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { ChatChunk, EndedTurn, SessionWork, TurnRequest, TurnStart, TurnWork } from '../../contracts/chat.ts';
import { chatSession } from '../../durable-objects/chat-session/chat-session.ts';

export const USER = '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70';

/** A turn whose chunks the test releases one by one. */
export function scriptedWork(start: Partial<Extract<TurnStart, { stream: unknown }>> = {}) {
  const { readable, writable } = new TransformStream<ChatChunk, ChatChunk>(
    {},
    { highWaterMark: 100 },
    { highWaterMark: 100 },
  );
  const writer = writable.getWriter();
  const ended: EndedTurn[] = [];
  const errors: string[] = [];
  let signal: AbortSignal | undefined;
  let rested = 0;
  let failEnd = 0;
  const work: TurnWork = {
    begin: (_turn, stopped) => {
      signal = stopped;
      return Promise.resolve({ stream: readable, continues: null, replayed: [], ...start });
    },
    end: (turn) => {
      if (failEnd-- > 0) return Promise.reject(new Error('the database is away'));
      ended.push(structuredClone(turn));
      return Promise.resolve();
    },
    log: { warn: () => {}, error: (event) => errors.push(event) },
  };
  const session: SessionWork = {
    turn: () => work,
    noteChannel: async () => 'open',
    rest: () => {
      rested++;
      return Promise.resolve();
    },
  };
  return {
    work,
    session,
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
    get rested() {
      return rested;
    },
  };
}

export function turnRequest(turnId = 'turn-1'): TurnRequest {
  return {
    principal: { tenantId: USER, userId: USER, roles: ['customer'], expiresAt: 4_000_000_000 },
    conversationId: 'c1',
    turnId,
    message: { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'hello' }] },
    trigger: 'submit-message',
    door: 'http',
    address: 'local',
    requestId: 'request-1',
    traceparent: '00-00000000000000000000000000000001-0000000000000001-01',
  };
}

/** Runs the test inside an object, over a session of its own that speaks for the script. */
export async function inSession(
  scripts: ReadonlyArray<ReturnType<typeof scriptedWork>>,
  test: (
    session: InstanceType<ReturnType<typeof chatSession<Env>>>,
    renew: () => InstanceType<ReturnType<typeof chatSession<Env>>>,
  ) => Promise<void>,
): Promise<void> {
  const stub = env.CHAT_SESSION.getByName(crypto.randomUUID());
  let turn = 0;
  const next = () => {
    const script = scripts[Math.min(turn++, scripts.length - 1)];
    if (script === undefined) throw new Error('no script is left');
    return script;
  };
  const rest = async () => {
    for (const { session } of scripts) await session.rest();
  };
  const Session = chatSession<Env>(() => ({ turn: () => next().work, noteChannel: async () => 'open', rest }));
  await runInDurableObject(stub, async (_instance, state) => {
    await test(new Session(state, env), () => new Session(state, env));
    await state.storage.deleteAlarm();
  });
}

export async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return await new Response(stream).text();
}

export function streamOf<T extends object>(result: T | null): ReadableStream<Uint8Array> {
  if (result === null || !('stream' in result) || !(result.stream instanceof ReadableStream)) {
    throw new Error(`no stream: ${JSON.stringify(result)}`);
  }
  return result.stream;
}
export const soon = (ms = 10) => new Promise((resolve) => setTimeout(resolve, ms));
