import { count } from 'drizzle-orm';
import { MAX_REPLAYS, type ReplayDeadLetters, type ReplaysAccepted } from '../../../contracts/dead-letter.ts';
import { deadLetters } from '../../../schema/tables/delivery.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { claimReplays, openOnes } from './claim-replays.ts';
import { sendReplays } from './send-replays.ts';

/** Bounds memory: a message may have 128 KB. */
const CHUNK = 50;

/** Replays the oldest open dead letters that fit, a bounded number; the rest is for the next call. */
export async function replayDeadLetters({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: ReplayDeadLetters;
}): Promise<ReplaysAccepted> {
  authorise(ctx, 'dead-letter:manage');
  const { tenantId } = ctx.principal;
  const before = ctx.clock.now();
  let replayed = 0;
  for (let claimedInAll = 0; claimedInAll < MAX_REPLAYS; ) {
    const claimed = await claimReplays(ctx, input, { limit: CHUNK, before });
    if (claimed.length === 0) break;
    claimedInAll += claimed.length;
    replayed += await sendReplays(ctx, claimed);
  }
  const [left] = await read(ctx, ({ tx }) =>
    tx.select({ open: count() }).from(deadLetters).where(openOnes(tenantId, input)),
  );
  ctx.log.info('dead_letters_replayed', { tenant_id: tenantId, replayed, remaining: left?.open });
  return { replayed, remaining: left?.open ?? 0 };
}
