import type pg from 'pg';
import type { Spans } from './spans.ts';
import { summaryOf } from './statement-summary.ts';

/**
 * The client with a span around each statement. The cast holds because Drizzle calls only the form of `query` that
 * takes a text or a configuration and returns a promise.
 */
export function withSpans(client: pg.Client, spans: Spans): pg.Client {
  const query = (statement: string | { text: string }, values?: unknown[]) => {
    const summary = summaryOf(typeof statement === 'string' ? statement : statement.text);
    const [operation = summary] = summary.split(' ');
    const attributes = {
      'db.system.name': 'postgresql' as const,
      'db.operation.name': operation,
      'db.query.summary': summary,
    };
    return spans.run(nameOf(summary), { kind: 'client', attributes }, () => client.query(statement, values));
  };
  return Object.create(client, { query: { value: query } }) as pg.Client;
}

/** The first operation: a name with few values, to group by. */
const nameOf = (summary: string): string => summary.split(' ').slice(0, 2).join(' ');
