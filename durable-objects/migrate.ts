/**
 * Brings an object's SQLite schema up to date; call it first in the constructor. Durable Objects allow no
 * `PRAGMA user_version`, so a table remembers which steps ran. Steps are append-only.
 */
export function migrate(storage: DurableObjectStorage, steps: readonly string[]): void {
  storage.transactionSync(() => {
    storage.sql.exec('CREATE TABLE IF NOT EXISTS migrations (step INTEGER PRIMARY KEY)');
    const done = storage.sql.exec<{ done: number }>('SELECT count(*) AS done FROM migrations').one().done;
    for (const [index, statements] of steps.entries()) {
      if (index < done) continue;
      storage.sql.exec(statements);
      storage.sql.exec('INSERT INTO migrations (step) VALUES (?)', index);
    }
  });
}
