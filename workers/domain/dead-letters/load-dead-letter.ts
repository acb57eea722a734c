import { and, eq } from 'drizzle-orm';
import { deadLetters } from '../../../schema/tables/delivery.ts';
import type { Unit, UnitOfWork } from '../context.ts';
import { requireRow } from '../require-row.ts';
import type { DeadLetterRow } from './dead-letter-view.ts';

export const isDeadLetter = (tenantId: string, id: string) =>
  and(eq(deadLetters.tenantId, tenantId), eq(deadLetters.id, id));

/** @throws {ProblemError} `not_found`. */
export async function loadDeadLetter(unit: Unit, id: string): Promise<DeadLetterRow> {
  const [row] = await unit.tx.select().from(deadLetters).where(isDeadLetter(unit.tenantId, id));
  requireRow(row, 'dead letter');
  return row;
}

/**
 * The dead letter, locked until the transaction ends: of two requests at once the second sees what the first did.
 * @throws {ProblemError} `not_found`.
 */
export async function lockDeadLetter(unit: UnitOfWork, id: string): Promise<DeadLetterRow> {
  const [row] = await unit.tx.select().from(deadLetters).where(isDeadLetter(unit.tenantId, id)).for('update');
  requireRow(row, 'dead letter');
  return row;
}
