import { z } from 'zod';
import { postgresFault } from '../platform/postgres-error.ts';
import { redactText } from '../platform/redact.ts';

const MAX_CHARACTERS = 1_000;

/** An error in words for the tenant's operator: its kind and its text, without secrets, statements or their values. */
export function describeFailure(error: unknown): string {
  return redactText(words(error)).slice(0, MAX_CHARACTERS).toWellFormed().replaceAll('\u0000', '');
}

function words(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${typeof error === 'string' ? error : typeof error}`;
  const sqlState = postgresFault(error)?.code;
  // Of a chain of causes the last one is PostgreSQL's own; what wraps it quotes the statement.
  if (sqlState !== undefined) return `PostgreSQL ${sqlState}: ${rootOf(error).message}`;
  if (error.cause instanceof z.ZodError) return `${error.message}: ${z.prettifyError(error.cause)}`;
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return `${error.name}: ${(error.message.split('\nparams:')[0] ?? '').replace(/^Failed query:.*/s, 'a query failed')}`;
}

function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}
