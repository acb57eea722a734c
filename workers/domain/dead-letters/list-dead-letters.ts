import { and, desc, eq, lt } from 'drizzle-orm';
import type { DeadLetter, ListDeadLettersQuery } from '../../../contracts/dead-letter.ts';
import type { Page } from '../../../contracts/page.ts';
import { deadLetters } from '../../../schema/tables/delivery.ts';
import { authorise, type Ctx, scopeOf } from '../context.ts';
import { decodeCursor, encodeCursor, toPage } from '../cursor.ts';
import { deadLetterView } from './dead-letter-view.ts';

/** A page of the tenant's dead letters, newest first. */
export async function listDeadLetters(args: { ctx: Ctx; input: ListDeadLettersQuery }): Promise<Page<DeadLetter>> {
  const { ctx, input } = args;
  authorise(ctx, 'dead-letter:manage');
  const { tenantId } = ctx.principal;
  const after = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 'newest').id;
  const rows = await ctx.db.transaction(scopeOf(ctx), (tx) =>
    tx
      .select()
      .from(deadLetters)
      .where(
        and(
          eq(deadLetters.tenantId, tenantId),
          input.queue === undefined ? undefined : eq(deadLetters.queue, input.queue),
          input.status === undefined ? undefined : eq(deadLetters.status, input.status),
          after === undefined ? undefined : lt(deadLetters.id, after),
        ),
      )
      .orderBy(desc(deadLetters.id))
      .limit(input.limit + 1),
  );
  return toPage(rows, input.limit, deadLetterView, (row) => encodeCursor('newest', row.id, row.id));
}
