import type { ChatChunk, ChatMessage } from '../../contracts/chat.ts';

type Part = ChatMessage['parts'][number];

/**
 * The chunks of a UI-message stream that rebuild an answer's parts. A client that resumes starts from an empty
 * message, so a turn that continues an earlier answer must begin with it.
 */
export function messageChunks(message: ChatMessage): ChatChunk[] {
  return message.parts.flatMap((part, index) => chunksOf(part, `replayed-${index}`));
}

function chunksOf(part: Part, textId: string): ChatChunk[] {
  if (part.type === 'step-start') return [{ type: 'start-step' }];
  if (part.type === 'text') {
    return [
      { type: 'text-start', id: textId },
      { type: 'text-delta', id: textId, delta: part.text },
      { type: 'text-end', id: textId },
    ];
  }
  const toolCallId = part.toolCallId;
  if (typeof toolCallId !== 'string') return [];
  const isDynamic = part.type === 'dynamic-tool';
  const toolName = isDynamic ? part.toolName : part.type.slice('tool-'.length);
  const call: ChatChunk = {
    type: 'tool-input-available',
    toolCallId,
    toolName,
    input: part.input ?? null,
    ...(isDynamic ? { dynamic: true } : {}),
  };
  const approval = part.approval;
  const request: ChatChunk[] =
    typeof approval === 'object' && approval !== null && 'id' in approval
      ? [{ type: 'tool-approval-request', toolCallId, approvalId: approval.id }]
      : [];
  return [call, ...request, ...resultChunks(part, toolCallId)];
}

function resultChunks(part: Part, toolCallId: string): ChatChunk[] {
  switch (part.state) {
    case 'output-available':
      return [{ type: 'tool-output-available', toolCallId, output: part.output }];
    case 'output-error':
      return [{ type: 'tool-output-error', toolCallId, errorText: part.errorText }];
    case 'output-denied':
      return [{ type: 'tool-output-denied', toolCallId }];
    default:
      return [];
  }
}
