import { and, eq } from 'drizzle-orm';
import { deadLetters } from '../../../schema/tables/delivery.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { UnitOfWork } from '../context.ts';
import type { DeadLetterRow } from './dead-letter-view.ts';

export const isDeadLetter = (tenantId: string, id: string) =>
  and(eq(deadLetters.tenantId, tenantId), eq(deadLetters.id, id));

/** @throws {ProblemError} `not_found`. */
export async function loadDeadLetter(unit: Pick<UnitOfWork, 'tx' | 'tenantId'>, id: string): Promise<DeadLetterRow> {
  return required(await unit.tx.select().from(deadLetters).where(isDeadLetter(unit.tenantId, id)));
}

/**
 * The dead letter, locked until the transaction ends: of two requests at once the second sees what the first did.
 * @throws {ProblemError} `not_found`.
 */
export async function lockDeadLetter(unit: UnitOfWork, id: string): Promise<DeadLetterRow> {
  return required(await unit.tx.select().from(deadLetters).where(isDeadLetter(unit.tenantId, id)).for('update'));
}

function required([row]: DeadLetterRow[]): DeadLetterRow {
  if (row === undefined) throw new ProblemError('not_found', 'There is no such dead letter.');
  return row;
}
