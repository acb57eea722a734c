const MAX_CHARACTERS = 200;
const ACTS =
  /(?<!for )(?<!for no key )(?<!do )\b(insert into|update|delete from|from|join)\s+(?:only\s+)?"?([a-z_]\w*)"?(?![\w(])/gi;
const OPERATIONS: Readonly<Record<string, string>> = {
  'insert into': 'INSERT',
  update: 'UPDATE',
  'delete from': 'DELETE',
};

/** The first word, and the function that it calls, if it does that alone. */
const CALL = /^\s*(\w+)(?:\s+([a-z_]\w*)\s*\()?/i;

/**
 * A statement's operations and tables, such as `INSERT orders INSERT order_items`, or the function that it calls, such as
 * `SELECT write_order`: OpenTelemetry's `db.query.summary`. It holds no values.
 */
export function summaryOf(statement: string): string {
  const acts = new Set<string>();
  for (const [, act = '', table = ''] of statement.matchAll(ACTS)) {
    acts.add(`${OPERATIONS[act.toLowerCase()] ?? 'SELECT'} ${table.toLowerCase()}`);
  }
  const [, first = 'statement', called] = CALL.exec(statement) ?? [];
  const call = called === undefined ? first.toUpperCase() : `${first.toUpperCase()} ${called.toLowerCase()}`;
  const summary = acts.size === 0 ? call : [...acts].join(' ');
  return summary.length <= MAX_CHARACTERS ? summary : `${summary.slice(0, MAX_CHARACTERS)}…`;
}
