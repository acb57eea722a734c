import type { EndedTurn } from '../../contracts/chat.ts';
import { costMicros } from '../domain/chat/cost.ts';
import { settleTurn } from '../domain/chat/settle-turn.ts';
import { type Ctx, inTransaction } from '../domain/context.ts';
import { storeAnswer } from '../domain/conversations/store-answer.ts';
import { withAnswer } from './conversation-memory.ts';
import { foldAnswer } from './fold-answer.ts';
import type { TurnWorkDeps } from './turn-work-deps.ts';
import { usedTokens } from './used-tokens.ts';

/** Counts the turn and stores its answer, once. The answer of a deleted conversation is dropped. */
export async function endTurn(
  { services, memory }: TurnWorkDeps,
  { turn, continues, chunks }: EndedTurn,
): Promise<void> {
  const answer = await foldAnswer(chunks, continues);
  const used = usedTokens(chunks);
  // Usage and answer are stored even if the actor may no longer act.
  const ctx: Ctx = { ...services, principal: turn.principal, authority: 'system' };
  const { last } = memory;
  memory.last = undefined;
  const stored = await inTransaction(ctx, async (unit) => {
    await settleTurn(unit, ctx.clock.now(), {
      turnId: turn.turnId,
      used: used && {
        model: used.model,
        inputTokens: used.input,
        outputTokens: used.output,
        costMicros: costMicros(ctx.config.chat.prices[used.model], used),
      },
    });
    if (answer === undefined) return undefined;
    return await storeAnswer(ctx, unit, { conversationId: turn.conversationId, answer });
  });
  if (last === undefined) return;
  const snapshot = answer === undefined ? last.snapshot : stored && withAnswer(last.snapshot, answer, stored);
  memory.last = snapshot && { userId: last.userId, snapshot };
}
