import type { SessionWork } from '../../contracts/chat.ts';
import { admitSocketTurn } from '../chat/admit-socket-turn.ts';
import type { ConversationMemory } from '../chat/conversation-memory.ts';
import { turnWork } from '../chat/turn-work.ts';
import { openChatModel } from '../llm/model.ts';
import { createModerator } from '../llm/moderation.ts';
import { Database } from '../platform/database.ts';
import { openObject } from './invocation.ts';
import { isolateOf } from './isolate.ts';

/** A session's database connection, and its snapshot of the conversation between turns. */
export function sessionWork(env: Env): SessionWork {
  const { config, thinkers } = isolateOf(env);
  const { openai, chat, rateLimitScale, database } = config;
  // The spans of its statements belong to the running turn.
  const db = new Database(database, undefined, openObject(env).spans);
  const memory: ConversationMemory = { last: undefined };
  return {
    rest: async () => {
      memory.last = undefined;
      await db.close();
    },
    noteChannel: async (tenantId, channel) => await env.TENANT_HUB.getByName(tenantId).noteChat(channel),
    turn: (trace) => {
      const services = { ...openObject(env, trace), db };
      const { breakers, log } = services;
      return turnWork({
        ...{ services, memory },
        openModel: (choice) =>
          openChatModel({ chat, server: openai, workersAi: workersAi(env), breakers, thinkers, log }, choice),
        admit: (turn) => {
          const limiter = (name: string) => env.RATE_LIMITER.getByName(name);
          return admitSocketTurn({ services, limiter, scale: rateLimitScale }, turn);
        },
        moderator: chat.moderation && createModerator(chat.moderation, breakers),
      });
    },
  };
}

/** Workers AI is there only where wrangler.toml binds it. */
const workersAi = (env: Env & { AI?: Ai }): Ai | undefined => env.AI;
