import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../../contracts/chat.ts';
import { recentHistory } from '../../../workers/llm/recent-history.ts';
import { estimateTokens } from '../../../workers/platform/estimate-tokens.ts';

const ID = '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e0';
const quote = (n: number) => ({
  quote: {
    id: `${ID}${n}`,
    lines: [],
    promotions: [],
    currency: 'EUR',
    subtotal: 100,
    discount_total: 0,
    total: 100,
    expires_at: '2026-11-24T10:00:00.000Z',
    created_at: '2026-11-24T10:00:00.000Z',
  },
});
const user = (id: string, text = 'hello'): ChatMessage => ({ id, role: 'user', parts: [{ type: 'text', text }] });
const assistant = (id: string, ...parts: ChatMessage['parts']): ChatMessage => ({
  id,
  role: 'assistant',
  parts: [{ type: 'step-start' }, ...parts, { type: 'text', text: 'x'.repeat(400), state: 'done' }],
});
const call = (type: string, output: unknown, toolCallId = `call_${type}`) => ({
  type,
  toolCallId,
  state: 'output-available',
  input: {},
  output,
});
const ids = (messages: readonly ChatMessage[]) => messages.map(({ id }) => id);

describe('what a model sees of a conversation', () => {
  const exchanges = Array.from({ length: 20 }, (_, n) => [user(`u${n}`), assistant(`a${n}`)]).flat();

  it('is all of it while it fits', () => {
    expect(recentHistory(exchanges, 100_000)).toEqual(exchanges);
  });

  it('is its newest exchanges, each whole, up to the budget', () => {
    const shown = recentHistory([...exchanges, user('last')], 1_000);
    expect(shown.length).toBeLessThan(exchanges.length);
    expect(shown[0]?.role).toBe('user');
    expect(shown.at(-1)?.id).toBe('last');
    const tokens = shown.reduce((sum, { parts }) => sum + estimateTokens(JSON.stringify(parts)), 0);
    expect(tokens).toBeLessThanOrEqual(1_000);
    expect(ids(exchanges).slice(-shown.length + 1)).toEqual(ids(shown).slice(0, -1));
  });

  it('is the last exchange even if that alone is too much', () => {
    expect(ids(recentHistory([...exchanges, user('u', 'x'.repeat(4_000)), assistant('a')], 500))).toEqual(['u', 'a']);
  });

  it('keeps the newest quote and the orders of what is left out, as the calls that they were', () => {
    const history = [
      user('u1'),
      assistant('a1', call('tool-apply_promos', quote(1), 'q1')),
      user('u2'),
      assistant(
        'a2',
        call('tool-apply_promos', quote(2), 'q2'),
        call('tool-retrieve_menu', { untrusted: true, hits: [] }),
      ),
      ...exchanges,
      user('last'),
    ];
    const [person, carried, ...rest] = recentHistory(history, 1_000);
    expect(person).toMatchObject({ role: 'user', parts: [{ text: '(…)' }] });
    expect(carried?.parts.map((part) => part.toolCallId ?? part.type)).toEqual(['step-start', 'q2']);
    expect(rest.at(-1)?.id).toBe('last');
    // A newer one that was kept counts instead.
    const newer = recentHistory([...history, assistant('a9', call('tool-apply_promos', quote(3)))], 1_000);
    expect(newer.some(({ id }) => id === 'carried')).toBe(false);
  });

  it('leaves out what moderation refused', () => {
    const refused: ChatMessage = { ...assistant('bad'), metadata: { model: 'moderation', refused: true } };
    expect(ids(recentHistory([user('u1'), refused, user('u2')], 10_000))).toEqual(['u2']);
  });
});

describe('an estimate of tokens', () => {
  it('counts four letters of ASCII, and every other letter, as one', () => {
    expect(['', 'abcd', 'abcde', '日本語', 'é'].map(estimateTokens)).toEqual([0, 1, 2, 3, 1]);
  });
});
