import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import type { TurnStart } from '../../../contracts/chat.ts';
import { chatSession } from '../../../durable-objects/chat-session/chat-session.ts';
import { inSession, scriptedWork, soon, streamOf, textOf, turnRequest, USER } from '../../support/scripted-session.ts';

describe('a chat session', () => {
  it('gives every reader the same bytes, whenever they start', async () => {
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
      expect(script.rested).toBe(1);
    });
  });

  it('continues when the client drops, and a resumed stream equals the unbroken one', async () => {
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

  it('replays an ended turn to readers of the history from before its end, also after an eviction', async () => {
    const script = scriptedWork();
    await inSession([script], async (session, renew) => {
      const poster = textOf(streamOf(await session.post(turnRequest())));
      await script.write({ type: 'start', messageId: 'a1' });
      expect(await session.noteHistoryRead({ userId: crypto.randomUUID() })).toEqual({ running: null, ended: null });
      expect(await session.noteHistoryRead({ userId: USER })).toEqual({ running: 'turn-1', ended: null });
      await script.say('one', 'two');
      await script.finish();
      const text = await poster;
      expect(await session.noteHistoryRead({ userId: USER })).toEqual({ running: null, ended: 'turn-1' });
      expect(await textOf(streamOf(await session.resume({ userId: USER })))).toBe(text);
      expect(await textOf(streamOf(await renew().resume({ userId: USER })))).toBe(text);
      expect(await session.resume({ userId: crypto.randomUUID() })).toBeNull();
      await session.forget({ userId: USER });
      expect(await session.resume({ userId: USER })).toBeNull();
    });
  });

  it('does not refuse its owner while the attempt of another person is being refused', async () => {
    const [stranger, owner] = [scriptedWork(), scriptedWork()];
    const refused = Promise.withResolvers<TurnStart>();
    stranger.work.begin = () => refused.promise;
    await inSession([stranger, owner], async (session) => {
      const other = turnRequest('turn-0');
      const attempt = session.post({ ...other, principal: { ...other.principal, userId: crypto.randomUUID() } });
      await soon();
      const posted = session.post(turnRequest());
      await soon();
      refused.resolve({ problem: { code: 'not_found', detail: 'There is no such conversation.' } });
      expect(await attempt).toMatchObject({ problem: { code: 'not_found' } });
      const text = textOf(streamOf(await posted));
      // While the owner's answer runs, other people are refused at once.
      expect(
        await session.post({ ...other, principal: { ...other.principal, userId: crypto.randomUUID() } }),
      ).toMatchObject({ problem: { code: 'turn_in_progress' } });
      await owner.say('one');
      await owner.finish();
      expect(await text).toContain('"delta":"one"');
    });
  });

  it('resumes after a reader’s last frame if it belongs to this turn', async () => {
    const script = scriptedWork();
    const turnId = crypto.randomUUID();
    await inSession([script], async (session) => {
      const poster = textOf(streamOf(await session.post(turnRequest(turnId))));
      await script.write({ type: 'start', messageId: 'a1' });
      await script.say('one', 'two', 'three');
      await soon();
      const whole = textOf(streamOf(await session.resume({ userId: USER, after: '0' })));
      const rest = textOf(streamOf(await session.resume({ userId: USER, after: `${turnId}.2` })));
      const other = textOf(streamOf(await session.resume({ userId: USER, after: `${crypto.randomUUID()}.2` })));
      await script.finish();
      const frames = (await whole).split('\n\n');
      expect(frames.slice(0, 5).map((frame) => /^id: (.*)$/m.exec(frame)?.[1])).toEqual(
        [1, 2, 3, 4, 5].map((n) => `${turnId}.${n}`),
      );
      expect((await whole).replaceAll(/id: .*\n/g, '')).toBe(await poster);
      expect(await rest).toBe(frames.slice(2).join('\n\n'));
      expect(await other).toBe(await whole);
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

  it('hides a refused turn, and shows readers the turn before it', async () => {
    const [first, refused] = [scriptedWork(), scriptedWork()];
    const refusal = Promise.withResolvers<TurnStart>();
    refused.work.begin = () => refusal.promise;
    await inSession([first, refused], async (session) => {
      const whole = textOf(streamOf(await session.post(turnRequest('turn-1'))));
      await first.say('hello', ' there');
      await session.noteHistoryRead({ userId: USER });
      await first.finish();
      const text = await whole;
      const posted = session.post(turnRequest('turn-2'));
      await soon();
      const resumed = session.resume({ userId: USER });
      refusal.resolve({ problem: { code: 'conflict', detail: 'It is decided already.' } });
      expect(await posted).toMatchObject({ problem: { code: 'conflict' } });
      expect(await textOf(streamOf(await resumed))).toBe(text);
      expect(await textOf(streamOf(await session.resume({ userId: USER })))).toBe(text);
      expect(text).toContain(' there');
    });
  });

  it('shows nothing when the first turn of a conversation is refused', async () => {
    const refused = scriptedWork();
    const refusal = Promise.withResolvers<TurnStart>();
    refused.work.begin = () => refusal.promise;
    await inSession([refused], async (session) => {
      const posted = session.post(turnRequest());
      await soon();
      const resumed = session.resume({ userId: USER });
      refusal.resolve({ problem: { code: 'conflict', detail: 'No.' } });
      expect(await posted).toHaveProperty('problem');
      expect(await resumed).toBeNull();
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

  it('gives only resuming readers the answer that a turn continues', async () => {
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

  it('closes a turn of a dead runtime, for resuming readers and in the history', async () => {
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

  it('closes such a turn before the next one, or by its alarm', async () => {
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

  it('keeps an alarm while a turn runs, so that no idle limit ends it, and none afterwards', async () => {
    const stub = env.CHAT_SESSION.getByName(crypto.randomUUID());
    const script = scriptedWork();
    const Session = chatSession<Env>(() => script.session);
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

  it('leaves an alarm that is set, from one turn to the next', async () => {
    const stub = env.CHAT_SESSION.getByName(crypto.randomUUID());
    const scripts = [scriptedWork(), scriptedWork()];
    let turn = 0;
    const Session = chatSession<Env>(() => ({
      noteChannel: async () => 'open',
      turn: () => scripts[turn++]?.work ?? scriptedWork().work,
      rest: () => Promise.resolve(),
    }));
    await runInDurableObject(stub, async (_instance, state) => {
      const session = new Session(state, env);
      const first = textOf(streamOf(await session.post(turnRequest('turn-1'))));
      const alarm = await state.storage.getAlarm();
      expect(alarm).not.toBeNull();
      await scripts[0]?.finish();
      await first;
      await soon();
      expect(await state.storage.getAlarm()).toBe(alarm);
      const second = textOf(streamOf(await session.post(turnRequest('turn-2'))));
      expect(await state.storage.getAlarm()).toBe(alarm);
      // It rings before this turn's alarm is due, and sets that one.
      await state.storage.deleteAlarm();
      await session.alarm();
      expect(await state.storage.getAlarm()).toBeGreaterThanOrEqual(alarm ?? 0);
      await scripts[1]?.finish();
      await second;
      await state.storage.deleteAlarm();
    });
  });

  it('is on disk once its message is accepted, and a reader of the history waits for that', async () => {
    const stub = env.CHAT_SESSION.getByName(crypto.randomUUID());
    const script = scriptedWork();
    const [accepted, refused] = [Promise.withResolvers<TurnStart>(), Promise.withResolvers<TurnStart>()];
    const begun = [accepted.promise, refused.promise];
    const { begin } = script.work;
    script.work.begin = () => begun.shift() ?? Promise.reject(new Error('no third turn'));
    const Session = chatSession<Env>(() => script.session);
    await runInDurableObject(stub, async (_instance, state) => {
      const session = new Session(state, env);
      const turnsOnDisk = () =>
        state.storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'turn'").toArray().length;
      const posted = session.post(turnRequest());
      await soon();
      // A write would hold back the queries of the turn until it is on disk.
      expect(turnsOnDisk()).toBe(0);
      const running = session.noteHistoryRead({ userId: USER });
      accepted.resolve(await begin(turnRequest(), new AbortController().signal));
      expect((await running).running).toBe('turn-1');
      expect(turnsOnDisk()).toBe(1);
      expect(await state.storage.getAlarm()).not.toBeNull();
      await script.finish();
      await textOf(streamOf(await posted));
      await soon();
      const second = session.post(turnRequest('turn-2'));
      const after = session.noteHistoryRead({ userId: USER });
      refused.resolve({ problem: { code: 'conflict', detail: 'No.' } });
      await second;
      expect(await after).toEqual({ running: null, ended: 'turn-1' });
      await state.storage.deleteAlarm();
    });
  });

  it('stores no address of the caller', async () => {
    const stub = env.CHAT_SESSION.getByName(crypto.randomUUID());
    const script = scriptedWork();
    const Session = chatSession<Env>(() => script.session);
    await runInDurableObject(stub, async (_instance, state) => {
      const session = new Session(state, env);
      const poster = textOf(streamOf(await session.post({ ...turnRequest(), address: '192.0.2.77' })));
      await script.say('one');
      await soon();
      const stored = JSON.stringify(state.storage.sql.exec('SELECT * FROM turn').toArray());
      expect(stored).toContain('turn-1');
      expect(stored).not.toContain('192.0.2.77');
      await script.finish();
      await poster;
      await state.storage.deleteAlarm();
    });
  });

  it('gives up an answer that the database never accepts, so that the conversation continues', async () => {
    const stub = env.CHAT_SESSION.getByName(crypto.randomUUID());
    const script = scriptedWork();
    script.failNextEnds(6);
    const Session = chatSession<Env>(() => script.session);
    await runInDurableObject(stub, async (_instance, state) => {
      const session = new Session(state, env);
      const poster = textOf(streamOf(await session.post(turnRequest('turn-1'))));
      await script.finish();
      await poster;
      const hourLater = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60 * 60 * 1000);
      await session.alarm();
      hourLater.mockRestore();
      expect(script.errors).toContain('answer_lost');
      expect(await session.resume({ userId: USER })).toBeNull();
      await state.storage.deleteAlarm();
    });
  });

  it('has nothing to resume after an eviction', async () => {
    const stub = env.CHAT_SESSION.getByName(crypto.randomUUID());
    expect(await stub.resume({ userId: USER })).toBeNull();
    await evictDurableObject(stub);
    expect(await stub.resume({ userId: USER })).toBeNull();
    expect(await runDurableObjectAlarm(stub)).toBe(false);
  });
});
