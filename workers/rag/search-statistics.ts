import { sql } from 'drizzle-orm';
import type { Services } from '../domain/context.ts';

/** Counts the tenant's chunks and their length, by kind: what the weight of a word is measured against. */
export async function refreshStatistics({ db }: Pick<Services, 'db'>, tenantId: string): Promise<void> {
  await db.transaction({ tenantId }, (tx) =>
    tx.execute(sql`
      INSERT INTO search_statistics AS s (tenant_id, kind, chunks, average_length)
      SELECT ${tenantId}, kind, count(*), avg(length) FROM chunks WHERE tenant_id = ${tenantId} GROUP BY kind
      ON CONFLICT (tenant_id, kind) DO UPDATE SET chunks = excluded.chunks, average_length = excluded.average_length
        WHERE (s.chunks, s.average_length) <> (excluded.chunks, excluded.average_length)`),
  );
}
