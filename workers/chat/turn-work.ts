import type { ChatChunk, EndedTurn, TurnProblem, TurnRequest, TurnStart, TurnWork } from '../../contracts/chat.ts';
import type { Principal } from '../../contracts/identity.ts';
import { bookTurn } from '../domain/chat/book-turn.ts';
import { costMicros } from '../domain/chat/cost.ts';
import { settleTurn } from '../domain/chat/settle-turn.ts';
import { type Ctx, inTransaction, type Services } from '../domain/context.ts';
import { amendConversation } from '../domain/conversations/amend-conversation.ts';
import type { ChatModel } from '../llm/model.ts';
import type { Moderator } from '../llm/moderation.ts';
import { runTurn } from '../llm/run-turn.ts';
import type { ChatConfig } from '../platform/chat-config.ts';
import { newId } from '../platform/ids.ts';
import { ProblemError } from '../platform/problem-error.ts';
import { noSpans, type Span } from '../platform/tracing/spans.ts';
import type { Embedder } from '../rag/embedding-model.ts';
import { acceptMessage, asStored } from './accept-message.ts';
import { foldAnswer } from './fold-answer.ts';
import { messageChunks } from './message-chunks.ts';
import { refusalStream } from './refusal.ts';
import { usedTokens } from './used-tokens.ts';

export interface TurnWorkDeps {
  services: Services & { close(): Promise<void> };
  chat: ChatConfig;
  /** The model for a turn, by the tenant's choice. */
  openModel(choice: string | null): ChatModel;
  /** Whether a message that came over a socket is let in. @throws {ProblemError} when it is not. */
  admit(principal: Principal): Promise<void>;
  moderator: Moderator | undefined;
  embeddingModel: Embedder | undefined;
}

/** What a conversation's session does for the business, over the services of one turn. */
export function turnWork(deps: TurnWorkDeps): TurnWork {
  const { services } = deps;
  // A turn that an earlier instance of the session left has none.
  let span = noSpans.own;
  return {
    begin: async (turn, signal) => {
      span = startSpan(services, turn);
      const traceparent = span.traceparent ?? services.trace.traceparent;
      const ctx = { ...services, principal: turn.principal, trace: { ...services.trace, traceparent } };
      try {
        return await span.within(() => beginTurn(deps, ctx, turn, signal));
      } catch (error) {
        span.fail(error);
        if (error instanceof ProblemError) return { problem: toTurnProblem(error) };
        throw error;
      }
    },
    end: (ended) => {
      if (ended.outcome === 'interrupted') span.failAs(ended.outcome);
      return span.within(() => endTurn(deps, ended));
    },
    release: async () => {
      span.end();
      await services.close();
    },
    log: deps.services.log,
  };
}

/** The whole turn, below the request that it answers. */
function startSpan({ spans }: Services, { principal, conversationId, traceparent }: TurnRequest): Span {
  spans.identify({ tenant_id: principal.tenantId, user_id: principal.userId });
  return spans.start('invoke_agent ragline', {
    kind: 'internal',
    parent: traceparent,
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'ragline',
      'gen_ai.conversation.id': conversationId,
    },
  });
}

async function beginTurn(deps: TurnWorkDeps, ctx: Ctx, turn: TurnRequest, signal: AbortSignal): Promise<TurnStart> {
  if (turn.door === 'socket') await deps.admit(turn.principal);
  const { history, booked } = await inTransaction(ctx, async (unit) => {
    const begun = await bookTurn({ ctx, unit }, { turnId: turn.turnId, chat: deps.chat });
    const accepted = await amendConversation({
      ctx: { ...ctx, joined: { tx: unit.tx, afterCommit: [] } },
      input: {
        id: turn.conversationId,
        begin: turn.message.role === 'user' ? asStored(turn.message) : undefined,
        decide: (said) => acceptMessage(said, turn),
      },
    });
    return { history: accepted.history, booked: begun };
  });
  const last = history.at(-1);
  const continues = last?.role === 'assistant' ? last : null;
  const messageId = newId();
  try {
    if (booked.isModerated && (await isFlagged(deps, turn, signal))) {
      return { stream: refusalStream({ messageId, turnId: turn.turnId }), continues: null, replayed: [] };
    }
    const stream = await runTurn({
      ctx,
      chatModel: deps.openModel(booked.model),
      embeddingModel: deps.embeddingModel,
      conversationId: turn.conversationId,
      turnId: turn.turnId,
      messageId,
      history,
      signal,
      limits: {
        historyTokens: deps.chat.historyTokens,
        turnMs: deps.chat.timeouts.turnMs,
        tokens: booked.tokenLimit,
        linkHosts: booked.linkHosts,
      },
    });
    return { stream: asChunks(stream), continues, replayed: continues === null ? [] : messageChunks(continues) };
  } catch (error) {
    await inTransaction(ctx, (unit) => settleTurn(unit, ctx.clock.now(), { turnId: turn.turnId, used: undefined }));
    throw error;
  }
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
    throw new ProblemError('unavailable', 'Messages cannot be checked just now. Please try again.', {
      retryAfterSeconds: 5,
    });
  }
}

/** Counts the turn and stores its answer, once. An answer whose conversation was deleted meanwhile is left at that. */
async function endTurn({ services, chat }: TurnWorkDeps, { turn, continues, chunks }: EndedTurn): Promise<void> {
  const answer = await foldAnswer(chunks, continues);
  const used = usedTokens(chunks);
  const ctx: Ctx = { ...services, principal: turn.principal };
  await inTransaction(ctx, async (unit) => {
    await settleTurn(unit, ctx.clock.now(), {
      turnId: turn.turnId,
      used: used && {
        model: used.model,
        inputTokens: used.input,
        outputTokens: used.output,
        costMicros: costMicros(chat.prices[used.model], used),
      },
    });
    if (answer === undefined) return;
    try {
      await amendConversation({
        ctx: { ...ctx, joined: { tx: unit.tx, afterCommit: [] } },
        input: {
          id: turn.conversationId,
          begin: undefined,
          decide: () => ({ save: [answer], remove: [], result: undefined }),
        },
      });
    } catch (error) {
      if (!(error instanceof ProblemError && error.code === 'not_found')) throw error;
    }
  });
}

function toTurnProblem(error: ProblemError): TurnProblem {
  return {
    code: error.code,
    detail: error.message,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
  };
}

/** The session passes chunks on and looks at their type alone. */
function asChunks(stream: ReadableStream<{ type: string }>): ReadableStream<ChatChunk> {
  return stream as ReadableStream<unknown> as ReadableStream<ChatChunk>;
}
