import type { ChatChunk, ChatMessage, TurnRequest, TurnStart } from '../../contracts/chat.ts';
import { StatedError } from '../../contracts/stated-error.ts';
import { type BookedTurn, openTurn } from '../domain/chat/open-turn.ts';
import { settleTurn } from '../domain/chat/settle-turn.ts';
import { type Ctx, inTransaction } from '../domain/context.ts';
import { runTurn } from '../llm/run-turn.ts';
import { newId } from '../platform/ids.ts';
import { ProblemError } from '../platform/problem-error.ts';
import { messageChunks } from './message-chunks.ts';
import { refusalStream } from './refusal.ts';
import type { TurnWorkDeps } from './turn-work-deps.ts';

type Answer = Exclude<TurnStart, { problem: unknown }>;

/**
 * Accepts the turn's message and starts the answer. The model is asked while the message is being stored, but nothing of
 * the answer is returned before the commit. An answer to an approval starts after the commit, because it acts at once.
 */
export async function beginTurn(deps: TurnWorkDeps, turn: TurnRequest, signal: AbortSignal): Promise<TurnStart> {
  const ctx: Ctx = { ...deps.services, principal: turn.principal, address: turn.address };
  if (turn.door === 'socket') await deps.admit(turn);
  const { userId } = turn.principal;
  const { last } = deps.memory;
  deps.memory.last = undefined;
  const remembered = last?.userId === userId ? last.snapshot : undefined;
  const { booked, history, stored } = await openTurn({ ctx, input: { ...turn, remembered } });
  if (turn.message.role === 'assistant') await stored;
  const abandoned = new AbortController();
  const answering = answer({ deps, ctx, turn, booked, history, signal: AbortSignal.any([signal, abandoned.signal]) });
  // A failure of the answer is handled below, once the message is stored.
  answering.catch(() => {});
  try {
    deps.memory.last = { userId, snapshot: await stored };
  } catch (error) {
    abandoned.abort(new DOMException('Abandoned.', 'AbortError'));
    answering.then(({ stream }) => stream.cancel()).catch(() => {});
    throw error;
  }
  try {
    return await answering;
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
  history: readonly ChatMessage[];
  signal: AbortSignal;
}

async function answer({ deps, ctx, turn, booked, history, signal }: AnswerParts): Promise<Answer> {
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
 * Asks the moderator whether the person's words must be kept from the model. Fails closed.
 * @throws {ProblemError} `unavailable` when the moderator does not answer.
 */
async function isFlagged(deps: TurnWorkDeps, { message }: TurnRequest, signal: AbortSignal): Promise<boolean> {
  if (message.role !== 'user') return false;
  try {
    if (deps.moderator === undefined) throw new StatedError('moderation is on, but none is configured');
    return await deps.moderator.isFlagged(message.parts.map(({ text }) => text).join('\n'), signal);
  } catch (error) {
    deps.services.log.error('moderation_failed', { error });
    throw new ProblemError('unavailable', 'Moderation is unavailable. Retry in a moment.', {
      retryAfterSeconds: 5,
    });
  }
}

/** The cast holds because the session only reads the type of a chunk. */
function asChunks(stream: ReadableStream<{ type: string }>): ReadableStream<ChatChunk> {
  return stream as ReadableStream<unknown> as ReadableStream<ChatChunk>;
}
