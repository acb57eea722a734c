import { and, eq } from 'drizzle-orm';
import { documents } from '../../../schema/tables/search.ts';
import type { UnitOfWork } from '../context.ts';
import { requireRow } from '../require-row.ts';
import { type IfVersion, requireVersion } from '../require-version.ts';
import type { DocumentRow } from './document-view.ts';

export const isDocument = (tenantId: string, id: string) => and(eq(documents.tenantId, tenantId), eq(documents.id, id));

/**
 * The document, locked until the transaction ends.
 * @param ifVersion Only while it has this version.
 * @throws {ProblemError} `not_found`, `precondition_failed`.
 */
export async function lockDocument(
  unit: UnitOfWork,
  { id, ifVersion }: { id: string; ifVersion?: IfVersion },
): Promise<DocumentRow> {
  const [row] = await unit.tx.select().from(documents).where(isDocument(unit.tenantId, id)).for('update');
  requireRow(row, 'document');
  requireVersion(row, ifVersion);
  return row;
}
