import type { TurnProblem, TurnWork } from '../../contracts/chat.ts';
import type { Principal } from '../../contracts/identity.ts';
import type { Services } from '../domain/context.ts';
import type { ChatModel } from '../llm/model.ts';
import type { Moderator } from '../llm/moderation.ts';
import type { ChatConfig } from '../platform/chat-config.ts';
import { ProblemError } from '../platform/problem-error.ts';
import type { Embedder } from '../rag/embedding-model.ts';
import { beginTurn } from './begin-turn.ts';
import type { ConversationMemory } from './conversation-memory.ts';
import { endTurn } from './end-turn.ts';

export interface TurnWorkDeps {
  services: Services;
  chat: ChatConfig;
  /** The model for a turn, by the tenant's choice. */
  openModel(choice: string | null): ChatModel;
  /** Whether a message that came over a socket is let in. @throws {ProblemError} when it is not. */
  admit(principal: Principal): Promise<void>;
  moderator: Moderator | undefined;
  embeddingModel: Embedder | undefined;
  memory: ConversationMemory;
}

/** What a conversation's session does for the business, over the services of one turn. */
export function turnWork(deps: TurnWorkDeps): TurnWork {
  return {
    begin: async (turn, signal) => {
      try {
        return await beginTurn(deps, turn, signal);
      } catch (error) {
        if (error instanceof ProblemError) return { problem: toTurnProblem(error) };
        throw error;
      }
    },
    end: (ended) => endTurn(deps, ended),
    log: deps.services.log,
  };
}

function toTurnProblem(error: ProblemError): TurnProblem {
  return {
    code: error.code,
    detail: error.message,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
  };
}
