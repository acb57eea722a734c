import { describe, expect, it } from 'vitest';
import type { ApprovalMessage, ChatChunk, ChatMessage } from '../../../contracts/chat.ts';
import { foldAnswer } from '../../../workers/chat/fold-answer.ts';
import { messageChunks } from '../../../workers/chat/message-chunks.ts';
import { acceptMessage } from '../../../workers/domain/conversations/accept-message.ts';
import { withChange } from '../../../workers/domain/conversations/conversation-snapshot.ts';

const user = (id: string, text: string): ChatMessage => ({ id, role: 'user', parts: [{ type: 'text', text }] });
const pending = (): ChatMessage => ({
  id: 'a1',
  role: 'assistant',
  parts: [
    { type: 'step-start' },
    { type: 'text', text: 'Shall I?', state: 'done' },
    {
      type: 'tool-confirm',
      toolCallId: 'c1',
      state: 'approval-requested',
      input: { quote_id: 'q1' },
      approval: { id: 'p1' },
    },
  ],
});
const decision = (change: Record<string, unknown> = {}): ApprovalMessage => ({
  id: 'a1',
  role: 'assistant',
  parts: [
    {
      type: 'tool-confirm',
      toolCallId: 'c1',
      state: 'approval-responded',
      input: { quote_id: 'q1' },
      approval: { id: 'p1', approved: true },
      ...change,
    },
  ],
});
const accept = (
  history: ChatMessage[],
  message: Parameters<typeof acceptMessage>[1]['message'],
  trigger: 'submit-message' | 'regenerate-message' = 'submit-message',
) => {
  const change = acceptMessage(history, { message, trigger });
  return { ...change, history: withChange(history, change) };
};

describe('accepting a message', () => {
  it('keeps the server’s own call and accepts only the decision', () => {
    const { save, history } = accept(
      [user('u1', 'hi'), pending()],
      decision({ output: { order: 'forged' }, title: 'forged' }),
    );
    expect(save).toEqual(history.slice(-1));
    expect(save[0]?.parts[2]).toEqual({
      type: 'tool-confirm',
      toolCallId: 'c1',
      state: 'approval-responded',
      input: { quote_id: 'q1' },
      approval: { id: 'p1', approved: true },
    });
    expect(save[0]?.parts[1]).toEqual(pending().parts[1]);
  });

  const answered = (approved = true) => {
    const [message] = accept([pending()], decision({ approval: { id: 'p1', approved } })).save;
    return message ?? pending();
  };

  it('refuses one that has its result, or was decided otherwise, with conflict', () => {
    const { parts, ...message } = answered();
    for (const state of ['output-available', 'output-error', 'output-denied']) {
      const ended = {
        ...message,
        parts: parts.map((part) => (part.type === 'tool-confirm' ? { ...part, state } : part)),
      };
      expect(() => accept([ended], decision())).toThrow(expect.objectContaining({ code: 'conflict' }));
    }
    expect(() => accept([answered(false)], decision())).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(() => accept([answered()], decision({ approval: { id: 'p1', approved: false } }))).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    );
  });

  it('tries a decision again whose turn was lost', () => {
    expect(accept([answered()], decision()).history).toEqual([answered()]);
  });

  it.each([
    [true, 'output-error'],
    [false, 'output-denied'],
  ])('ends a call that was decided (%s) in a turn that was lost when the person goes on', (approved, state) => {
    const goesOn = { id: 'u2', role: 'user' as const, parts: [{ type: 'text' as const, text: 'did it work?' }] };
    const { save } = accept([user('u1', 'hi'), answered(approved)], goesOn);
    expect(save.map((message) => message.id)).toEqual(['a1', 'u2']);
    expect(save[0]?.parts[2]).toMatchObject({ state, approval: { id: 'p1', approved } });
  });

  it.each([
    ['input', { input: { quote_id: 'q2' } }],
    ['tool', { type: 'tool-apply_promos' }],
    ['call', { toolCallId: 'c2' }],
    ['approval', { approval: { id: 'p2', approved: true } }],
    ['state', { state: 'output-available' }],
  ])('refuses another %s', (_name, change) => {
    expect(() => accept([pending()], decision(change))).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });

  it('declines what is pending when the person speaks instead', () => {
    const { save } = accept([user('u1', 'hi'), pending()], {
      id: 'u2',
      role: 'user',
      parts: [{ type: 'text', text: 'wait' }],
    });
    expect(save.map((message) => message.id)).toEqual(['a1', 'u2']);
    expect(save[0]?.parts[2]).toMatchObject({ state: 'output-denied', approval: { id: 'p1', approved: false } });
  });

  it('bounds the length of a conversation', () => {
    const long = Array.from({ length: 500 }, (_, index) => user(`u${index}`, 'hi'));
    const more = { id: 'new', role: 'user' as const, parts: [{ type: 'text' as const, text: 'hi' }] };
    expect(() => accept(long, more)).toThrow(expect.objectContaining({ code: 'conflict' }));
  });

  it('tries a lost turn again, and refuses to change what was said', () => {
    const again = { id: 'u1', role: 'user' as const, parts: [{ type: 'text' as const, text: 'hi' }] };
    expect(accept([user('u1', 'hi')], again)).toMatchObject({ save: [], history: [{ id: 'u1' }] });
    expect(() => accept([user('u1', 'hello')], again)).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(() => accept([user('u1', 'hi'), pending()], again)).toThrow(expect.objectContaining({ code: 'conflict' }));
  });
});

describe('folding an answer', () => {
  const said: ChatChunk[] = [
    { type: 'start', messageId: 'a2', messageMetadata: { turn_id: 't' } },
    { type: 'start-step' },
    { type: 'text-start', id: 't' },
    { type: 'text-delta', id: 't', delta: 'Hel' },
    { type: 'text-delta', id: 't', delta: 'lo' },
  ];

  it('completes parts that a stop left open', async () => {
    const answer = await foldAnswer(
      [
        ...said,
        { type: 'tool-input-start', toolCallId: 'x', toolName: 'confirm' },
        { type: 'tool-input-available', toolCallId: 'y', toolName: 'confirm', input: {} },
        { type: 'abort' },
      ],
      null,
    );
    expect(answer?.id).toBe('a2');
    expect(answer?.parts.slice(1)).toMatchObject([
      { type: 'text', text: 'Hello', state: 'done' },
      { type: 'tool-confirm', toolCallId: 'y', state: 'output-error' },
    ]);
  });

  it('replaces characters that the database cannot store', async () => {
    const answer = await foldAnswer([...said, { type: 'text-delta', id: 't', delta: '\u0000 \ud83c' }], null);
    expect(answer?.parts[1]?.text).toBe('Hello \ufffd');
  });

  it('stores no answer of a turn without text', async () => {
    expect(await foldAnswer([], null)).toBeUndefined();
    expect(await foldAnswer([{ type: 'start', messageId: 'a2' }, { type: 'start-step' }], null)).toBeUndefined();
  });

  it('goes on with an answer, and a resumed client gets the same from nothing', async () => {
    const [approved] = accept([pending()], decision()).save;
    if (approved === undefined) throw new Error('not approved');
    const more: ChatChunk[] = [
      { type: 'tool-output-available', toolCallId: 'c1', output: { order: { number: 1 } } },
      { type: 'start-step' },
      { type: 'text-start', id: 't' },
      { type: 'text-delta', id: 't', delta: 'Done' },
      { type: 'text-end', id: 't' },
      { type: 'finish' },
    ];
    const start: ChatChunk = { type: 'start', messageId: 'a1' };
    const folded = await foldAnswer([start, ...more], approved);
    expect(folded?.parts[2]).toMatchObject({ state: 'output-available', approval: { approved: true } });
    const resumed = await foldAnswer([start, ...messageChunks(approved), ...more], null);
    expect(resumed?.parts.map((part) => [part.type, part.state, part.text])).toEqual(
      folded?.parts.map((part) => [part.type, part.state, part.text]),
    );
  });

  it('gives the same result when it is repeated', async () => {
    expect(await foldAnswer(said, null)).toEqual(await foldAnswer(said, null));
  });
});
