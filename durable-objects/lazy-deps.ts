const NAME_SCHEMA = 'CREATE TABLE IF NOT EXISTS object_name (name TEXT NOT NULL)';

/**
 * Creates an object's dependencies from its name at their first use. The name is stored too, because a runtime that
 * wakes an object by its alarm may not know it.
 */
export function lazyDeps<T>(ctx: DurableObjectState, connect: (name: string) => T): () => T {
  let deps: T | undefined;
  const { sql } = ctx.storage;
  sql.exec(NAME_SCHEMA);
  const [stored] = sql.exec<{ name: string }>('SELECT name FROM object_name LIMIT 1');
  const name = ctx.id.name ?? stored?.name;
  if (stored === undefined && name !== undefined) sql.exec('INSERT INTO object_name (name) VALUES (?)', name);
  return () => {
    if (name === undefined) throw new Error('this object must be addressed by name');
    deps ??= connect(name);
    return deps;
  };
}
