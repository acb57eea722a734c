import type { ChatMessage } from '../../contracts/chat.ts';
import type { Principal } from '../../contracts/identity.ts';
import { type BookedTurn, openTurn } from '../../workers/domain/chat/open-turn.ts';
import { settleTurn } from '../../workers/domain/chat/settle-turn.ts';
import { type Ctx, inTransaction } from '../../workers/domain/context.ts';
import type { ChatConfig } from '../../workers/platform/chat-config.ts';
import type { TestTenant } from './tenant.ts';
import { openWorker, ownerOf } from './worker-services.ts';

interface Options {
  chat: Partial<ChatConfig>;
  principal?: Principal;
  address?: string;
  now?: Date;
}

/** Books and settles turns of one person as the chat does, without a model. */
export function turnBooks(
  tenant: TestTenant,
  { chat, principal = ownerOf(tenant), address, now = new Date() }: Options,
) {
  const services = openWorker();
  const ctx: Ctx = {
    ...services,
    clock: { now: () => now },
    principal,
    config: { ...services.config, chat: { ...services.config.chat, ...chat } },
    ...(address === undefined ? {} : { address }),
  };
  return {
    ctx,
    close: () => services.close(),
    /** @returns What the turn holds; null is without end. */
    book: async (turnId: string): Promise<number | null> => {
      const booked: BookedTurn[] = [];
      const said: ChatMessage = { id: 'm', role: 'user', parts: [] };
      await openTurn({
        ctx,
        input: {
          ...{ turnId, conversationId: turnId, begin: said, remembered: undefined },
          onAsked: () => {},
          decide: () => ({ save: [said], remove: [], result: undefined }),
          onDecided: (turn) => booked.push(turn),
        },
      });
      return booked.at(-1)?.tokenLimit ?? null;
    },
    settle: (turnId: string, tokens: number) =>
      inTransaction(ctx, (unit) =>
        settleTurn(unit, now, {
          turnId,
          used: { model: 'm', inputTokens: tokens, outputTokens: 0, costMicros: tokens },
        }),
      ),
  };
}
export type TurnBooks = ReturnType<typeof turnBooks>;

/** Turns one after the other, each settled at once, until one is refused. @returns How many went through, and why. */
export async function spendAll(
  books: TurnBooks,
  tokens: number,
  most = 100,
): Promise<{ turns: number; error: unknown }> {
  for (let turns = 0; turns < most; turns++) {
    const id = crypto.randomUUID();
    try {
      await books.book(id);
    } catch (error) {
      return { turns, error };
    }
    await books.settle(id, tokens);
  }
  return { turns: most, error: undefined };
}
