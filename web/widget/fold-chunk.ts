import type { UIMessage, UIMessageChunk } from 'ai';

type Part = UIMessage['parts'][number];
/** The fields of a tool's part that change; the AI SDK types them by tool and state. */
type ToolChange = { state: string; [field: string]: unknown };

/**
 * An answer with one more chunk of its stream: what the AI SDK makes of it, for the chunks that the API sends and the chat
 * shows. The SDK itself is heavier than all of the widget.
 */
export function foldChunk(answer: UIMessage, chunk: UIMessageChunk): UIMessage {
  switch (chunk.type) {
    case 'start':
      return withMetadata({ ...answer, id: chunk.messageId ?? answer.id }, chunk.messageMetadata);
    case 'message-metadata':
    case 'finish':
      return withMetadata(answer, chunk.messageMetadata);
    case 'start-step':
      return withPart(answer, { type: 'step-start' });
    case 'text-start':
      return withPart(answer, { type: 'text', text: '', state: 'streaming' });
    case 'text-delta':
      return withText(answer, (part) => ({ ...part, text: part.text + chunk.delta }));
    case 'text-end':
      return withText(answer, (part) => ({ ...part, state: 'done' }));
    case 'tool-input-available': {
      const { toolCallId, toolName, input } = chunk;
      const type = chunk.dynamic ? { type: 'dynamic-tool', toolName } : { type: `tool-${toolName}` };
      return withPart(answer, toolPart({ ...type, toolCallId, state: 'input-available', input }));
    }
    case 'tool-approval-request':
      return withTool(answer, chunk.toolCallId, { state: 'approval-requested', approval: { id: chunk.approvalId } });
    case 'tool-output-available':
      return withTool(answer, chunk.toolCallId, { state: 'output-available', output: chunk.output });
    case 'tool-output-error':
      return withTool(answer, chunk.toolCallId, { state: 'output-error', errorText: chunk.errorText });
    case 'tool-output-denied':
      return withTool(answer, chunk.toolCallId, { state: 'output-denied' });
    default:
      return answer;
  }
}

/** An answer in which one approval is decided. */
export const withDecision = (answer: UIMessage, id: string, approved: boolean): UIMessage => ({
  ...answer,
  parts: answer.parts.map((part) =>
    'approval' in part && part.approval?.id === id
      ? toolPart({ ...part, state: 'approval-responded', approval: { id, approved } })
      : part,
  ),
});

export const isDecided = ({ parts }: UIMessage): boolean =>
  !parts.some((part) => 'state' in part && part.state === 'approval-requested');

const withMetadata = (answer: UIMessage, metadata: unknown): UIMessage =>
  typeof metadata === 'object' && metadata !== null
    ? { ...answer, metadata: { ...(answer.metadata as object | undefined), ...metadata } }
    : answer;

const withPart = (answer: UIMessage, part: Part): UIMessage => ({ ...answer, parts: [...answer.parts, part] });

type TextPart = Extract<Part, { type: 'text' }>;

/** Texts arrive one after the other, so the streaming text is the last. */
function withText(answer: UIMessage, change: (part: TextPart) => TextPart): UIMessage {
  const last = answer.parts.findLastIndex(({ type }) => type === 'text');
  return {
    ...answer,
    parts: answer.parts.map((part, index) => (index === last && part.type === 'text' ? change(part) : part)),
  };
}

const withTool = (answer: UIMessage, toolCallId: string, change: ToolChange): UIMessage => ({
  ...answer,
  parts: answer.parts.map((part) =>
    'toolCallId' in part && part.toolCallId === toolCallId ? toolPart({ ...part, ...change }) : part,
  ),
});

/** The SDK types tool parts by a program's own tools. Here the API decides which tools exist. */
const toolPart = (part: object): Part => part as Part;
