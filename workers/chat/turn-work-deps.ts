import type { TurnRequest } from '../../contracts/chat.ts';
import type { Services } from '../domain/context.ts';
import type { ChatModel } from '../llm/model.ts';
import type { Moderator } from '../llm/moderation.ts';
import type { ConversationMemory } from './conversation-memory.ts';

/** The dependencies of a turn, over its own services. */
export interface TurnWorkDeps {
  services: Services;
  /** The model for a turn, by the tenant's choice. */
  openModel(choice: string | null): ChatModel;
  /** Checks that a message from a socket is admitted. @throws {ProblemError} when it is not. */
  admit(turn: Pick<TurnRequest, 'principal' | 'address'>): Promise<void>;
  moderator: Moderator | undefined;
  memory: ConversationMemory;
}
