import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { ChatChannel, ChatChannelAnswer } from '../../../contracts/channel.ts';
import { type ChatSpeaker, SPEAKER_HEADER } from '../../../contracts/chat-socket.ts';
import { chatSession } from '../../../durable-objects/chat-session/chat-session.ts';
import { scriptedWork, soon, streamOf, textOf, turnRequest, USER } from '../../support/scripted-session.ts';
import { until } from '../../support/until.ts';

type Session = InstanceType<ReturnType<typeof chatSession<Env>>>;
const [LAPTOP, PHONE] = [crypto.randomUUID(), crypto.randomUUID()];
const CLOSED = 'data: {"type":"abort","reason":"session ended"}\n\ndata: [DONE]\n\n';

/** A session whose hub answers as the test says, and remembers what it was told. */
async function inSession(
  script: ReturnType<typeof scriptedWork>,
  answer: (channel: ChatChannel) => Promise<ChatChannelAnswer>,
  test: (session: Session, noted: ChatChannel[]) => Promise<void>,
): Promise<void> {
  const noted: ChatChannel[] = [];
  const noteChannel = async (_tenantId: string, channel: ChatChannel) => {
    noted.push(channel);
    return await answer(channel);
  };
  const Session = chatSession<Env>(() => ({ ...script.session, noteChannel }));
  const stub = env.CHAT_SESSION.getByName(crypto.randomUUID());
  await runInDurableObject(stub, async (_instance, state) => {
    await test(new Session(state, env), noted);
    await state.storage.deleteAlarm();
  });
}

const open = async (): Promise<ChatChannelAnswer> => 'open';

const requestOf = (sessionId: string) => {
  const request = turnRequest();
  return { ...request, principal: { ...request.principal, sessionId } };
};

async function upgrade(session: Session, sessionId: string, roles: ['customer' | 'guest'] = ['customer']) {
  const { principal, conversationId, requestId, traceparent } = requestOf(sessionId);
  const speaker: ChatSpeaker = {
    ...{ principal: { ...principal, roles }, conversationId, address: '192.0.2.1', requestId, traceparent },
  };
  return await session.fetch(
    new Request('https://session/', { headers: { upgrade: 'websocket', [SPEAKER_HEADER]: JSON.stringify(speaker) } }),
  );
}

describe('when the rights of a login end, a chat session', () => {
  it('stops the turn that it runs, ends its streams, and stores what was said', async () => {
    const script = scriptedWork();
    await inSession(script, open, async (session) => {
      const poster = textOf(streamOf(await session.post(requestOf(LAPTOP))));
      await script.say('one');
      const resumed = textOf(streamOf(await session.resume({ userId: USER, sessionId: LAPTOP })));
      const other = textOf(streamOf(await session.resume({ userId: USER, sessionId: PHONE })));
      await soon();
      await session.closeOwned([LAPTOP]);
      expect(await poster).toMatch(/"delta":"one"/);
      expect((await poster).endsWith(CLOSED)).toBe(true);
      expect((await resumed).endsWith(CLOSED)).toBe(true);
      expect(await other).toMatch(/\{"type":"abort","reason":"stopped"\}\n\ndata: \[DONE\]\n\n$/);
      expect(script.signal?.aborted).toBe(true);
      const [ended] = await until(
        async () => script.ended,
        ({ length }) => length === 1,
      );
      expect(ended).toMatchObject({ outcome: 'stopped', chunks: [{ type: 'text-delta', delta: 'one' }, {}] });
    });
  });

  it('ends its streams of another login’s turn, which continues', async () => {
    const script = scriptedWork();
    await inSession(script, open, async (session) => {
      const poster = textOf(streamOf(await session.post(requestOf(PHONE))));
      const reader = textOf(streamOf(await session.resume({ userId: USER, sessionId: LAPTOP })));
      await script.say('one');
      await session.closeOwned([LAPTOP]);
      expect((await reader).endsWith(CLOSED)).toBe(true);
      await script.say('two');
      await script.finish();
      expect(await poster).toMatch(/"two"[\s\S]*"finish"/);
    });
  });

  it('closes its sockets with 4401, and those of no other login', async () => {
    const script = scriptedWork();
    await inSession(script, open, async (session) => {
      const closes = await Promise.all(
        [LAPTOP, PHONE].map(async (sessionId) => {
          const { webSocket } = await upgrade(session, sessionId);
          const closed: unknown[] = [];
          webSocket?.addEventListener('message', ({ data }) => void closed.push(JSON.parse(String(data)).code));
          webSocket?.addEventListener('close', ({ code, reason }) => void closed.push({ code, reason }));
          webSocket?.accept();
          return closed;
        }),
      );
      await session.closeOwned([LAPTOP]);
      await until(
        async () => closes[0],
        (closed) => closed?.length === 2,
      );
      expect(closes).toEqual([['unauthenticated', { code: 4401, reason: 'session ended' }], []]);
      expect((await upgrade(session, LAPTOP)).status).toBe(401);
    });
  });
});

describe('a chat session reports to the hub', () => {
  it('a login once for all its turns, without delaying a turn', async () => {
    const script = scriptedWork();
    let hub: PromiseWithResolvers<ChatChannelAnswer> | undefined;
    // Created inside the object, because a promise of another object wakes it too late.
    const slowly = async (): Promise<ChatChannelAnswer> => {
      hub = Promise.withResolvers();
      return await hub.promise;
    };
    await inSession(script, slowly, async (session, noted) => {
      const poster = textOf(streamOf(await session.post(requestOf(LAPTOP))));
      await script.say('one');
      hub?.resolve('open');
      await soon();
      await textOf(streamOf(await session.resume({ userId: USER, sessionId: LAPTOP })).pipeThrough(first()));
      await script.finish();
      await poster;
      expect(noted).toMatchObject([{ owner: LAPTOP, conversationId: 'c1', sockets: 0, maxSockets: undefined }]);
    });
  });

  it('a turn, and stops it when the rights have just ended', async () => {
    const script = scriptedWork();
    const revoked = async (): Promise<ChatChannelAnswer> => 'revoked';
    await inSession(script, revoked, async (session) => {
      const poster = textOf(streamOf(await session.post(requestOf(LAPTOP))));
      expect((await poster).endsWith(CLOSED)).toBe(true);
      await until(
        async () => script.ended,
        ([ended]) => ended?.outcome === 'stopped',
      );
    });
  });

  it('each socket, and opens none that the hub refuses', async () => {
    const script = scriptedWork();
    let answer: () => Promise<ChatChannelAnswer> = open;
    await inSession(
      script,
      () => answer(),
      async (session, noted) => {
        expect((await upgrade(session, LAPTOP)).status).toBe(101);
        expect((await upgrade(session, PHONE, ['guest'])).status).toBe(101);
        expect((await upgrade(session, LAPTOP)).status).toBe(101);
        expect(noted.map(({ sockets, maxSockets }) => [sockets, maxSockets])).toEqual([
          [1, 50],
          [1, 10],
          [2, 50],
        ]);
        answer = async () => 'full';
        expect((await upgrade(session, LAPTOP)).status).toBe(429);
        answer = async () => 'revoked';
        expect((await upgrade(session, LAPTOP)).status).toBe(401);
        answer = () => Promise.reject(new Error('the hub is away'));
        expect((await upgrade(session, LAPTOP)).status).toBe(503);
      },
    );
  });
});

/** Reads one chunk and leaves. */
function first(): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk);
      controller.terminate();
    },
  });
}
