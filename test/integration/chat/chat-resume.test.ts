import { describe, expect, it } from 'vitest';
import type { ChatChunk } from '../../../contracts/chat.ts';
import { inSession, scriptedWork, streamOf, textOf, turnRequest, USER } from '../../support/scripted-session.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const DROPS = 200;
/** `npx vitest run --project integration test/integration/chat-resume` prints it when it fails. */
const SEED = 20_261_124;

/** Reads that many bytes and drops the stream, wherever in a frame, or in a letter, that is. */
async function readSome(stream: ReadableStream<Uint8Array>, bytes: number): Promise<Uint8Array> {
  const reader = stream.getReader();
  const seen: number[] = [];
  while (seen.length < bytes) {
    const { done, value } = await reader.read();
    if (done) break;
    seen.push(...value);
  }
  await reader.cancel();
  return Uint8Array.from(seen.slice(0, bytes));
}

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe(`a client that drops at any byte (seed ${SEED})`, () => {
  it(`resumes to the unbroken stream, ${DROPS} times`, async () => {
    const random = seededRandom(SEED);
    let drops = 0;
    while (drops < DROPS) {
      const script = scriptedWork();
      const turnId = crypto.randomUUID();
      await inSession([script], async (session) => {
        const unbroken = textOf(streamOf(await session.post(turnRequest(turnId))));
        const words = Array.from(
          { length: 5 + Math.floor(random() * 40) },
          (_, n) => `${['w', 'é🙂', '"\\', '\n'].at(n % 4)}${n}`,
        );
        const chunks: ChatChunk[] = [
          { type: 'start', messageId: 'a1' },
          ...words.map((delta) => ({ type: 'text-delta', id: 't', delta })),
        ];
        const size = new TextEncoder().encode(
          chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join(''),
        ).length;
        const resumed: Array<{ prefix: string; plain: Promise<string>; ids: Promise<string> }> = [];
        const dropAndComeBack = async () => {
          drops += 1;
          const prefix = await readSome(
            streamOf(await session.resume({ userId: USER })),
            Math.floor(random() * Math.min(size, 2_000)),
          );
          const plain = textOf(streamOf(await session.resume({ userId: USER })));
          const from = Math.floor(random() * 6);
          const after = from === 0 ? '0' : `${turnId}.${from}`;
          resumed.push({
            prefix: decode(prefix),
            plain,
            ids: textOf(streamOf(await session.resume({ userId: USER, after }))),
          });
        };
        const coming: Promise<void>[] = [];
        for (const chunk of chunks) {
          await script.write(chunk);
          if (random() < 0.2) coming.push(dropAndComeBack());
        }
        // Readers who return after the end find the answer in the history. These return before, and read to the end.
        await Promise.all(coming);
        await script.finish();
        const whole = await unbroken;
        expect(whole.match(/"text-delta"/g)).toHaveLength(words.length);
        for (const { prefix, plain, ids } of resumed) {
          // A letter that was cut in the middle reads as U+FFFD.
          expect(whole.startsWith(prefix.replace(/\uFFFD+$/, ''))).toBe(true);
          expect(await plain).toBe(whole);
          expect(whole.endsWith((await ids).replaceAll(/^id: .*\n/gm, ''))).toBe(true);
        }
        expect(script.ended).toHaveLength(1);
      });
    }
  });
});

describe('a client whose post broke off', () => {
  const replayed: ChatChunk[] = [{ type: 'start-step' }, { type: 'tool-input-available', toolCallId: 'c' }];
  const continues = { id: 'a0', role: 'assistant' as const, parts: [] };

  it('gets the rest of its own turn, without the answer that the turn continues', async () => {
    const script = scriptedWork({ continues, replayed });
    const turnId = crypto.randomUUID();
    await inSession([script], async (session) => {
      const posted = textOf(streamOf(await session.post(turnRequest(turnId))));
      await script.write({ type: 'start', messageId: 'a0' });
      await script.say('one', 'two', 'three');
      const ask = async (after: string) => await session.resume({ userId: USER, kind: 'poster', after });
      const rests = [0, 1, 2, 4].map(async (count) => [count, await textOf(streamOf(await ask(`${turnId}.${count}`)))]);
      const refused = textOf(streamOf(await ask('0')));
      const resumed = textOf(streamOf(await session.resume({ userId: USER })));
      expect(await ask(`${crypto.randomUUID()}.2`)).toBeNull();
      await script.finish();
      const frames = (await posted).split('\n\n');
      expect(frames.slice(0, 2)).toEqual(['data: {"type":"start","messageId":"a0"}', expect.stringContaining('one')]);
      for (const [count, text] of await Promise.all(rests)) {
        expect(String(text).replaceAll(/^id: .*\n/gm, '')).toBe(frames.slice(Number(count)).join('\n\n'));
      }
      expect((await refused).replaceAll(/^id: .*\n/gm, '')).toBe(await posted);
      expect(await resumed).toContain('tool-input-available');
    });
  });
});
