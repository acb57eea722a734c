import type { LanguageModel } from 'ai';
import { type DialogueEvent, decide } from './decide.ts';

type LanguageModelV3 = Extract<LanguageModel, { specificationVersion: 'v3' }>;
type CallOptions = Parameters<LanguageModelV3['doStream']>[0];
type StreamPart =
  Awaited<ReturnType<LanguageModelV3['doStream']>>['stream'] extends ReadableStream<infer Part> ? Part : never;
type ResultOutput = Extract<
  Extract<CallOptions['prompt'][number], { role: 'tool' }>['content'][number],
  { type: 'tool-result' }
>['output'];

export const OFFLINE_MODEL = 'offline';

/** The words that a model produces per chunk. */
const SOME_WORDS = /(?:\S+\s*){1,5}/g;

/**
 * A rule-based stand-in for a language model: no network, no state. It sees what any model sees, the messages
 * and tool results of its prompt, and calls the same tools.
 */
export function createOfflineModel({ now, newCallId }: { now: () => Date; newCallId: () => string }): LanguageModelV3 {
  const partsFor = (options: CallOptions) => streamParts(options, now().getTime(), newCallId);
  return {
    specificationVersion: 'v3',
    provider: 'ragline',
    modelId: OFFLINE_MODEL,
    supportedUrls: {},
    doStream: (options) => Promise.resolve({ stream: streamOf(partsFor(options)) }),
    doGenerate: (options) => {
      const parts = partsFor(options);
      const text = parts.map((part) => (part.type === 'text-delta' ? part.delta : '')).join('');
      const finish = parts.find((part) => part.type === 'finish');
      if (finish === undefined) throw new Error('the offline model ended without a finish part');
      return Promise.resolve({
        content: [
          ...(text === '' ? [] : [{ type: 'text' as const, text }]),
          ...parts.filter((part) => part.type === 'tool-call'),
        ],
        finishReason: finish.finishReason,
        usage: finish.usage,
        warnings: [],
      });
    },
  };
}

/** A step as stream parts: words first, then calls. */
function streamParts({ prompt, tools }: CallOptions, nowMs: number, newCallId: () => string): StreamPart[] {
  const decision = decide(eventsOf(prompt), { nowMs, tools: new Set(tools?.map(({ name }) => name)) });
  const calls = 'calls' in decision ? decision.calls : [];
  const pieces = decision.text?.match(SOME_WORDS) ?? [];
  const textParts: StreamPart[] =
    pieces.length === 0
      ? []
      : [
          { type: 'text-start', id: 'text' },
          ...pieces.map((delta) => ({ type: 'text-delta' as const, id: 'text', delta })),
          { type: 'text-end', id: 'text' },
        ];
  const callParts = calls.flatMap(({ tool, input }): StreamPart[] => {
    const id = newCallId();
    const json = JSON.stringify(input);
    return [
      { type: 'tool-input-start', id, toolName: tool },
      { type: 'tool-input-delta', id, delta: json },
      { type: 'tool-input-end', id },
      { type: 'tool-call', toolCallId: id, toolName: tool, input: json },
    ];
  });
  return [
    { type: 'stream-start', warnings: [] },
    ...textParts,
    ...callParts,
    {
      type: 'finish',
      finishReason: { unified: calls.length > 0 ? 'tool-calls' : 'stop', raw: undefined },
      // The offline model has no tokens, so `TurnUsage` estimates them, as for any model that reports none.
      usage: {
        inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
        outputTokens: { total: undefined, text: undefined, reasoning: undefined },
      },
    },
  ];
}

/** The messages of people and tools, oldest first. The model's own words add nothing. */
function eventsOf(prompt: CallOptions['prompt']): DialogueEvent[] {
  const inputs = new Map<string, unknown>();
  const events: DialogueEvent[] = [];
  for (const message of prompt) {
    if (message.role === 'user') {
      const text = message.content.map((part) => (part.type === 'text' ? part.text : '')).join(' ');
      events.push({ kind: 'user', text });
    } else if (message.role === 'assistant') {
      for (const part of message.content) if (part.type === 'tool-call') inputs.set(part.toolCallId, part.input);
    } else if (message.role === 'tool') {
      for (const part of message.content) {
        if (part.type !== 'tool-result') continue;
        events.push({
          kind: 'result',
          tool: part.toolName,
          input: inputs.get(part.toolCallId),
          ...resultOf(part.output),
        });
      }
    }
  }
  return events;
}

function resultOf(output: ResultOutput): { output: unknown; denied: boolean } {
  if (output.type === 'json') return { output: output.value, denied: false };
  // A denial has this type in its own turn, and is an error text in later history.
  const isDenial = output.type === 'execution-denied' || (output.type === 'error-text' && output.value === DENIED_TEXT);
  return { output: undefined, denied: isDenial };
}

/** The text that `convertToModelMessages` of the AI SDK writes for a denied call without a reason. */
const DENIED_TEXT = 'Tool call execution denied.';

function streamOf(parts: readonly StreamPart[]): ReadableStream<StreamPart> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
}
