import type { ChatChunk, EndedTurn, TurnProblem, TurnRequest, TurnStart, TurnWork } from '../../contracts/chat.ts';
import type { Ctx, Services } from '../domain/context.ts';
import { amendConversation } from '../domain/conversations/amend-conversation.ts';
import type { ChatModel } from '../llm/model.ts';
import { runTurn } from '../llm/run-turn.ts';
import { newId } from '../platform/ids.ts';
import { ProblemError } from '../platform/problem-error.ts';
import type { Embedder } from '../rag/embedding-model.ts';
import { acceptMessage } from './accept-message.ts';
import { foldAnswer } from './fold-answer.ts';
import { messageChunks } from './message-chunks.ts';

export interface TurnWorkDeps {
  services: Services & { close(): Promise<void> };
  chatModel: ChatModel;
  embeddingModel: Embedder | undefined;
}

/** What a conversation's session does for the business, over the services of one turn. */
export function turnWork(deps: TurnWorkDeps): TurnWork {
  return {
    begin: (turn, signal) => beginTurn(deps, turn, signal),
    end: (ended) => endTurn(deps, ended),
    release: () => deps.services.close(),
    log: deps.services.log,
  };
}

async function beginTurn(deps: TurnWorkDeps, turn: TurnRequest, signal: AbortSignal): Promise<TurnStart> {
  const ctx: Ctx = { ...deps.services, principal: turn.principal };
  try {
    const { history } = await amendConversation({
      ctx,
      input: {
        id: turn.conversationId,
        create: turn.message.role === 'user',
        decide: (said) => acceptMessage(said, turn),
      },
    });
    const last = history.at(-1);
    const continues = last?.role === 'assistant' ? last : null;
    const stream = await runTurn({
      ctx,
      chatModel: deps.chatModel,
      embeddingModel: deps.embeddingModel,
      conversationId: turn.conversationId,
      turnId: turn.turnId,
      messageId: newId(),
      history,
      signal,
    });
    return { stream: asChunks(stream), continues, replayed: continues === null ? [] : messageChunks(continues) };
  } catch (error) {
    if (error instanceof ProblemError) return { problem: toTurnProblem(error) };
    throw error;
  }
}

/** Stores the answer. One that is stored already, or whose conversation was deleted meanwhile, is left at that. */
async function endTurn({ services }: TurnWorkDeps, { turn, continues, chunks }: EndedTurn): Promise<void> {
  const answer = await foldAnswer(chunks, continues);
  if (answer === undefined) return;
  try {
    await amendConversation({
      ctx: { ...services, principal: turn.principal },
      input: {
        id: turn.conversationId,
        create: false,
        decide: () => ({ save: [answer], remove: [], result: undefined }),
      },
    });
  } catch (error) {
    if (!(error instanceof ProblemError && error.code === 'not_found')) throw error;
  }
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
