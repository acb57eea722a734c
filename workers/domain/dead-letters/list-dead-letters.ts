import { and, eq } from 'drizzle-orm';
import type { DeadLetter, ListDeadLettersQuery } from '../../../contracts/dead-letter.ts';
import type { Page } from '../../../contracts/page.ts';
import { deadLetters } from '../../../schema/tables/delivery.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { newestFirst } from '../cursor.ts';
import { deadLetterView } from './dead-letter-view.ts';

/** A page of the tenant's dead letters, newest first. */
export async function listDeadLetters({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: ListDeadLettersQuery;
}): Promise<Page<DeadLetter>> {
  authorise(ctx, 'dead-letter:manage');
  const { tenantId } = ctx.principal;
  const newest = newestFirst(input, deadLetters.id);
  const rows = await read(ctx, ({ tx }) =>
    newest.of(
      tx
        .select()
        .from(deadLetters)
        .where(
          and(
            eq(deadLetters.tenantId, tenantId),
            input.queue === undefined ? undefined : eq(deadLetters.queue, input.queue),
            input.status === undefined ? undefined : eq(deadLetters.status, input.status),
            newest.isBehind,
          ),
        ),
    ),
  );
  return newest.page(rows, deadLetterView);
}
