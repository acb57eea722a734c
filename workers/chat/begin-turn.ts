import type { BeginHooks, ChatChunk, ChatMessage, TurnRequest, TurnStart } from '../../contracts/chat.ts';
import { type BookedTurn, openTurn } from '../domain/chat/open-turn.ts';
import { settleTurn } from '../domain/chat/settle-turn.ts';
import { type Ctx, inTransaction } from '../domain/context.ts';
import { runTurn } from '../llm/run-turn.ts';
import { newId } from '../platform/ids.ts';
import { ProblemError } from '../platform/problem-error.ts';
import { acceptMessage, asStored } from './accept-message.ts';
import { messageChunks } from './message-chunks.ts';
import { refusalStream } from './refusal.ts';
import type { TurnWorkDeps } from './turn-work-deps.ts';

type Begun = Exclude<TurnStart, { problem: unknown }>;

interface Answer {
  begun: Promise<Begun>;
  abandon: () => void;
}

/**
 * Takes the turn's message in and begins the answer. The model is asked as soon as it is decided that it may be, beside
 * the statements that store the message; but nothing of its answer is shown before the message is stored. What a person
 * has approved is done at once when an answer begins, so that begins only once the approval is stored.
 */
export async function beginTurn(
  deps: TurnWorkDeps,
  turn: TurnRequest,
  { signal, onAsked }: BeginHooks,
): Promise<TurnStart> {
  const ctx: Ctx = { ...deps.services, principal: turn.principal, address: turn.address };
  if (turn.door === 'socket') await deps.admit(turn);
  const { userId } = turn.principal;
  const { last } = deps.memory;
  deps.memory.last = undefined;
  const isApproval = turn.message.role === 'assistant';
  let begin: (() => Answer) | undefined;
  let answer: Answer | undefined;
  try {
    const snapshot = await openTurn({
      ctx,
      input: {
        turnId: turn.turnId,
        conversationId: turn.conversationId,
        begin: turn.message.role === 'user' ? asStored(turn.message) : undefined,
        remembered: last?.userId === userId ? last.snapshot : undefined,
        onAsked,
        decide: (history) => acceptMessage(history, turn),
        onDecided: (booked, { history }) => {
          // A transaction that runs again decides anew.
          answer?.abandon();
          begin = () => beginAnswer({ deps, ctx, turn, booked, history, signal });
          answer = isApproval ? undefined : begin();
        },
      },
    });
    deps.memory.last = { userId, snapshot };
  } catch (error) {
    answer?.abandon();
    throw error;
  }
  answer ??= begin?.();
  if (answer === undefined) throw new Error('a turn was opened and nothing decided');
  try {
    return await answer.begun;
  } catch (error) {
    await inTransaction({ ...ctx, authority: 'system' }, (unit) =>
      settleTurn(unit, ctx.clock.now(), { turnId: turn.turnId, used: undefined }),
    );
    throw error;
  }
}

interface AnswerParts {
  deps: TurnWorkDeps;
  ctx: Ctx;
  turn: TurnRequest;
  booked: BookedTurn;
  history: ChatMessage[];
  signal: AbortSignal;
}

function beginAnswer({ signal, ...parts }: AnswerParts): Answer {
  const abandoned = new AbortController();
  const begun = answerOf({ ...parts, signal: AbortSignal.any([signal, abandoned.signal]) });
  // Whoever waits for it hears of its failure; when it is abandoned nobody does.
  begun.catch(() => {});
  return {
    begun,
    abandon: () => {
      abandoned.abort(new DOMException('Abandoned.', 'AbortError'));
      begun.then(({ stream }) => stream.cancel()).catch(() => {});
    },
  };
}

async function answerOf({ deps, ctx, turn, booked, history, signal }: AnswerParts): Promise<Begun> {
  const last = history.at(-1);
  const continues = last?.role === 'assistant' ? last : null;
  const messageId = newId();
  if (booked.isModerated && (await isFlagged(deps, turn, signal))) {
    return { stream: refusalStream({ messageId, turnId: turn.turnId }), continues: null, replayed: [] };
  }
  const stream = await runTurn({
    ctx,
    chatModel: deps.openModel(booked.model),
    conversationId: turn.conversationId,
    turnId: turn.turnId,
    messageId,
    history,
    restrictions: booked.restrictions,
    signal,
    limits: {
      historyTokens: ctx.config.chat.historyTokens,
      turnMs: ctx.config.chat.timeouts.turnMs,
      tokens: booked.tokenLimit,
      linkHosts: booked.linkHosts,
    },
  });
  return { stream: asChunks(stream), continues, replayed: continues === null ? [] : messageChunks(continues) };
}

/**
 * Whether the person's words must not reach a model. Fails closed: who turned moderation on wants no word unchecked.
 * @throws {ProblemError} `unavailable` when it cannot be known.
 */
async function isFlagged(deps: TurnWorkDeps, { message }: TurnRequest, signal: AbortSignal): Promise<boolean> {
  if (message.role !== 'user') return false;
  try {
    if (deps.moderator === undefined) throw new Error('moderation is on, but none is configured');
    return await deps.moderator.isFlagged(message.parts.map(({ text }) => text).join('\n'), signal);
  } catch (error) {
    deps.services.log.error('moderation_failed', { error });
    throw new ProblemError('unavailable', 'Moderation is unavailable. Retry in a moment.', {
      retryAfterSeconds: 5,
    });
  }
}

/** The session passes chunks on and looks at their type alone. */
function asChunks(stream: ReadableStream<{ type: string }>): ReadableStream<ChatChunk> {
  return stream as ReadableStream<unknown> as ReadableStream<ChatChunk>;
}
