import type { UserMessage } from '../../contracts/chat.ts';
import type { Principal } from '../../contracts/identity.ts';
import { openTurn } from '../../workers/domain/chat/open-turn.ts';
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
      const input = { turnId, conversationId: turnId, trigger: 'submit-message', remembered: undefined } as const;
      const { booked, stored } = await openTurn({ ctx, input: { ...input, message: userMessage('m') } });
      await stored;
      return booked.tokenLimit;
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

/** A message that consists of its id. */
export const userMessage = (id: string): UserMessage => ({ id, role: 'user', parts: [{ type: 'text', text: id }] });

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
