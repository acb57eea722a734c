import type { ApprovalMessage, ChatMessage, TurnRequest, UserMessage } from '../../contracts/chat.ts';
import type { ConversationChange } from '../domain/conversations/conversation-snapshot.ts';
import { ProblemError } from '../platform/problem-error.ts';
import { answerApprovals, endOpenCalls } from './approvals.ts';

/** A session that does not remember it reads a conversation whole, so it cannot grow for ever. */
const MAX_MESSAGES = 500;

/** What a turn answers: the history with the accepted message in it. */
export interface AcceptedMessage {
  history: ChatMessage[];
}

/**
 * Takes the one new thing from what a client posted: a user message, or decisions on approvals that the server's own
 * last answer asked for. Everything else that the client sent about the past is compared or dropped, never believed.
 * @throws {ProblemError} `invalid_request` for what is not news, `conflict` for what was decided or said already.
 */
export function acceptMessage(
  history: ChatMessage[],
  { message, trigger }: Pick<TurnRequest, 'message' | 'trigger'>,
): ConversationChange<AcceptedMessage> {
  if (message.role === 'assistant') return acceptApproval(history, message);
  return trigger === 'regenerate-message' ? acceptRegeneration(history, message) : acceptUserMessage(history, message);
}

function acceptApproval(history: ChatMessage[], posted: ApprovalMessage): ConversationChange<AcceptedMessage> {
  const last = history.at(-1);
  if (last === undefined || last.role !== 'assistant' || last.id !== posted.id) {
    throw refused('message.id', 'is not the last answer of this conversation');
  }
  const answered = answerApprovals(last, posted);
  return { save: [answered], remove: [], result: { history: [...history.slice(0, -1), answered] } };
}

function acceptUserMessage(history: ChatMessage[], posted: UserMessage): ConversationChange<AcceptedMessage> {
  const known = history.findIndex((message) => message.id === posted.id);
  if (known !== -1) {
    // The last one without an answer: its turn was lost, and the client tries again.
    if (known === history.length - 1 && isSameUserMessage(history[known], posted)) {
      return { save: [], remove: [], result: { history } };
    }
    throw new ProblemError('conflict', 'A message with this id already exists, and sent messages cannot be changed.');
  }
  if (history.length >= MAX_MESSAGES) {
    throw new ProblemError(
      'conflict',
      `A conversation holds at most ${MAX_MESSAGES} messages. Start a new conversation.`,
    );
  }
  const message = asStored(posted);
  // Whoever speaks instead of deciding has not approved: the pending call must not run later.
  const ended = history.flatMap((message) => endOpenCalls(message) ?? []);
  const settled =
    ended.length === 0
      ? history
      : history.map((message) => ended.find((changed) => changed.id === message.id) ?? message);
  return { save: [...ended, message], remove: [], result: { history: [...settled, message] } };
}

/** `useChat`'s regenerate: the last answer is taken back and its question asked again, unless it placed an order. */
function acceptRegeneration(history: ChatMessage[], posted: UserMessage): ConversationChange<AcceptedMessage> {
  const question = history.findLastIndex((message) => message.role === 'user');
  if (!isSameUserMessage(history[question], posted)) {
    throw refused('message.id', 'only the answer to the last user message can be given again');
  }
  const answers = history.slice(question + 1);
  if (answers.some(hasOrdered)) {
    throw new ProblemError('conflict', 'This answer placed an order and cannot be regenerated.');
  }
  return {
    save: [],
    remove: answers.map((message) => message.id),
    result: { history: history.slice(0, question + 1) },
  };
}

/** An order was placed, or may have been, when a confirm call ran at all. */
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

/** A person's message in the form that is stored. */
export function asStored({ id, role, parts }: UserMessage): ChatMessage {
  return { id, role, parts: parts.map(({ type, text }) => ({ type, text })) };
}

function refused(path: string, message: string): ProblemError {
  return new ProblemError('invalid_request', 'The message is invalid for this conversation.', {
    errors: [{ path, message }],
  });
}
