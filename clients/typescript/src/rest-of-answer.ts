import type { UIMessage, UIMessageChunk } from 'ai';

type Part = UIMessage['parts'][number];
/** The fields of a tool's part that are read here; the AI SDK types them by tool. */
type ToolPart = {
  type: string;
  toolCallId: string;
  toolName?: string;
  state: string;
  input?: unknown;
  output?: unknown;
  errorText?: string;
  approval?: { id: string };
};

/**
 * The chunks that a reader misses whose stream broke off, computed from the stored answer.
 * @param before The answer that the turn went on with, as the reader had it; undefined when it began with nothing.
 * @param seen The chunks that came before the stream broke.
 * @param answer The whole answer, from the conversation's history.
 */
export function restOfAnswer(
  before: UIMessage | undefined,
  seen: readonly UIMessageChunk[],
  answer: UIMessage,
): UIMessageChunk[] {
  const known = whatIsKnown(before, seen);
  let texts = 0;
  let steps = 0;
  const rest = answer.parts.flatMap((part): UIMessageChunk[] => {
    if (part.type === 'step-start') {
      steps += 1;
      return steps > known.steps ? [{ type: 'start-step' }] : [];
    }
    if (part.type === 'text') return restOfText(known.texts[texts++], part.text, `rest-${texts}`);
    return isTool(part) ? restOfCall(known, part) : [];
  });
  const metadata = answer.metadata === undefined ? {} : { messageMetadata: answer.metadata };
  const start: UIMessageChunk[] = known.hasStarted ? [] : [{ type: 'start', messageId: answer.id, ...metadata }];
  return [...start, ...rest, { type: 'finish', ...metadata }];
}

interface KnownText {
  id: string;
  text: string;
  isOpen: boolean;
}

interface Known {
  hasStarted: boolean;
  steps: number;
  texts: KnownText[];
  calls: Set<string>;
  results: Set<string>;
}

function whatIsKnown(before: UIMessage | undefined, seen: readonly UIMessageChunk[]): Known {
  const known: Known = { hasStarted: false, steps: 0, texts: [], calls: new Set(), results: new Set() };
  for (const part of before?.parts ?? []) {
    if (part.type === 'step-start') known.steps += 1;
    else if (part.type === 'text') known.texts.push({ id: '', text: part.text, isOpen: false });
    else if (isTool(part)) {
      known.calls.add(part.toolCallId);
      if (part.state.startsWith('output-')) known.results.add(part.toolCallId);
    }
  }
  for (const chunk of seen) {
    if (chunk.type === 'start') known.hasStarted = true;
    else if (chunk.type === 'start-step') known.steps += 1;
    else if (chunk.type === 'text-start') known.texts.push({ id: chunk.id, text: '', isOpen: true });
    else if (chunk.type === 'text-delta' || chunk.type === 'text-end') {
      const text = known.texts.findLast(({ id }) => id === chunk.id);
      if (text === undefined) continue;
      if (chunk.type === 'text-delta') text.text += chunk.delta;
      else text.isOpen = false;
    } else if (chunk.type === 'tool-input-available') known.calls.add(chunk.toolCallId);
    else if (chunk.type.startsWith('tool-output-') && 'toolCallId' in chunk) known.results.add(chunk.toolCallId);
  }
  return known;
}

function restOfText(known: KnownText | undefined, text: string, id: string): UIMessageChunk[] {
  if (known === undefined) {
    return [
      { type: 'text-start', id },
      { type: 'text-delta', id, delta: text },
      { type: 'text-end', id },
    ];
  }
  if (!known.isOpen) return [];
  const delta = text.startsWith(known.text) ? text.slice(known.text.length) : '';
  return [
    ...(delta === '' ? [] : [{ type: 'text-delta' as const, id: known.id, delta }]),
    { type: 'text-end', id: known.id },
  ];
}

function restOfCall(known: Known, part: ToolPart): UIMessageChunk[] {
  const { type, toolCallId, state, input, output, errorText = '', approval } = part;
  const isDynamic = type === 'dynamic-tool';
  const toolName = isDynamic ? (part.toolName ?? '') : type.slice('tool-'.length);
  const call: UIMessageChunk[] = known.calls.has(toolCallId)
    ? []
    : [{ type: 'tool-input-available', toolCallId, toolName, input, ...(isDynamic ? { dynamic: true } : {}) }];
  if (state === 'approval-requested' && approval !== undefined) {
    return [...call, { type: 'tool-approval-request', toolCallId, approvalId: approval.id }];
  }
  if (known.results.has(toolCallId)) return call;
  if (state === 'output-available') return [...call, { type: 'tool-output-available', toolCallId, output }];
  if (state === 'output-error') return [...call, { type: 'tool-output-error', toolCallId, errorText }];
  if (state === 'output-denied') return [...call, { type: 'tool-output-denied', toolCallId }];
  return call;
}

/** Every part with a call's id is a tool's. */
const isTool = (part: Part): part is Part & ToolPart => 'toolCallId' in part;
