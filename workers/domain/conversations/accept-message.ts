import type { ApprovalMessage, ChatMessage, TurnRequest, UserMessage } from '../../../contracts/chat.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { answerApprovals, endOpenCalls } from './approvals.ts';
import type { ConversationChange } from './conversation-snapshot.ts';

/** A session without its copy reads the whole conversation, so a conversation has a limit. */
const MAX_MESSAGES = 500;

/**
 * Decides what a posted message changes in the stored history: it is a user message, or decisions on approvals that the
 * last answer asked for. Whatever else the client sent about earlier messages is compared or dropped, never trusted.
 * @throws {ProblemError} `invalid_request` when the message does not fit the history; `conflict` when it was sent or
 *   decided before.
 */
export function acceptMessage(
  history: readonly ChatMessage[],
  { message, trigger }: Pick<TurnRequest, 'message' | 'trigger'>,
): ConversationChange {
  if (message.role === 'assistant') return acceptApproval(history, message);
  return trigger === 'regenerate-message' ? acceptRegeneration(history, message) : acceptUserMessage(history, message);
}

function acceptApproval(history: readonly ChatMessage[], posted: ApprovalMessage): ConversationChange {
  const last = history.at(-1);
  if (last === undefined || last.role !== 'assistant' || last.id !== posted.id) {
    throw refused('message.id', 'is not the last answer of this conversation');
  }
  return { save: [answerApprovals(last, posted)], remove: [] };
}

function acceptUserMessage(history: readonly ChatMessage[], posted: UserMessage): ConversationChange {
  const known = history.findIndex((message) => message.id === posted.id);
  if (known !== -1) {
    // The last message without an answer: its turn was lost, and the client repeats it.
    if (known === history.length - 1 && isSameUserMessage(history[known], posted)) return { save: [], remove: [] };
    throw new ProblemError(
      'conflict',
      'A message with this id already exists, and sent messages cannot be changed. Send a new id.',
    );
  }
  if (history.length >= MAX_MESSAGES) {
    throw new ProblemError(
      'conflict',
      `A conversation holds at most ${MAX_MESSAGES} messages. Start a new conversation.`,
    );
  }
  // A person who writes instead of deciding has not approved: the pending call must not run later.
  const ended = history.flatMap((message) => endOpenCalls(message) ?? []);
  return { save: [...ended, asStored(posted)], remove: [] };
}

/** `useChat`'s regenerate: removes the last answers, so that the question is answered again, unless they ordered. */
function acceptRegeneration(history: readonly ChatMessage[], posted: UserMessage): ConversationChange {
  const question = history.findLastIndex((message) => message.role === 'user');
  if (!isSameUserMessage(history[question], posted)) {
    throw refused('message.id', 'only the answer to the last user message can be given again');
  }
  const answers = history.slice(question + 1);
  if (answers.some(hasOrdered)) {
    throw new ProblemError('conflict', 'This answer placed an order and cannot be regenerated. Send a new message.');
  }
  return { save: [], remove: answers.map((message) => message.id) };
}

/** True when a confirm call ran, so that an order was placed or may have been. */
function hasOrdered(message: ChatMessage): boolean {
  return message.parts.some(
    (part) =>
      part.type === 'tool-confirm' &&
      ['approval-responded', 'output-available', 'output-error'].includes(String(part.state)),
  );
}

function isSameUserMessage(stored: ChatMessage | undefined, posted: UserMessage): boolean {
  return stored?.role === 'user' && stored.id === posted.id && textOf(stored) === textOf(asStored(posted));
}

const textOf = (message: ChatMessage): string => JSON.stringify(message.parts.map((part) => part.text));

/** Returns a person's message in the form that is stored. */
export function asStored({ id, role, parts }: UserMessage): ChatMessage {
  return { id, role, parts: parts.map(({ type, text }) => ({ type, text })) };
}

function refused(path: string, message: string): ProblemError {
  return new ProblemError(
    'invalid_request',
    'The message is invalid for this conversation. See errors for the field.',
    {
      errors: [{ path, message }],
    },
  );
}
