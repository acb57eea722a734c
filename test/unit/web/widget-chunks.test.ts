import { readUIMessageStream, type UIMessage, type UIMessageChunk } from 'ai';
import { convertArrayToReadableStream } from 'ai/test';
import { expect, it } from 'vitest';
import { foldChunk, isDecided, withDecision } from '../../../web/widget/fold-chunk.ts';

const APPROVAL: UIMessageChunk[] = [
  { type: 'start', messageId: 'm1', messageMetadata: { turn_id: 't1' } },
  { type: 'start-step' },
  { type: 'text-start', id: '1' },
  { type: 'text-delta', id: '1', delta: 'I will ' },
  { type: 'text-delta', id: '1', delta: 'ask.' },
  { type: 'text-end', id: '1' },
  { type: 'tool-input-available', toolCallId: 'c1', toolName: 'confirm', input: { quote_id: 'q' } },
  { type: 'tool-approval-request', toolCallId: 'c1', approvalId: 'a1' },
  { type: 'finish', messageMetadata: { restrictions: [] } },
];
const REST: UIMessageChunk[] = [
  { type: 'start', messageId: 'm1' },
  { type: 'tool-output-available', toolCallId: 'c1', output: { order: 1 } },
  { type: 'start-step' },
  { type: 'tool-input-available', toolCallId: 'c2', toolName: 'order_status', input: {}, dynamic: true },
  { type: 'tool-output-error', toolCallId: 'c2', errorText: 'no' },
  { type: 'tool-input-available', toolCallId: 'c3', toolName: 'confirm', input: {} },
  { type: 'tool-output-denied', toolCallId: 'c3' },
  { type: 'text-start', id: '1' },
  { type: 'text-delta', id: '1', delta: 'Done.' },
  { type: 'text-end', id: '1' },
  { type: 'message-metadata', messageMetadata: { turn_id: 't2' } },
];

/** Removes keys whose value is undefined, which the SDK writes. */
const plain = (message: UIMessage | undefined): unknown => JSON.parse(JSON.stringify(message));

async function bySdk(chunks: UIMessageChunk[], message?: UIMessage): Promise<UIMessage | undefined> {
  let last: UIMessage | undefined;
  const stream = convertArrayToReadableStream(chunks);
  for await (const state of readUIMessageStream({ stream, ...(message === undefined ? {} : { message }) }))
    last = state;
  return last;
}

it('makes the same answer of the chunks as the AI SDK, through an approval', async () => {
  const begun = APPROVAL.reduce(foldChunk, { id: '', role: 'assistant', parts: [] });
  expect(plain(begun)).toEqual(plain(await bySdk(APPROVAL)));
  expect(isDecided(begun)).toBe(false);
  const decided = withDecision(begun, 'a1', true);
  expect(isDecided(decided)).toBe(true);
  expect(plain(REST.reduce(foldChunk, decided))).toEqual(plain(await bySdk(REST, structuredClone(decided))));
});
