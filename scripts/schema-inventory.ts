import type pg from 'pg';

/**
 * Names of all policies, grants, functions, triggers and columns. Indexes are left out: searches create some at run
 * time.
 */
const INVENTORY = `
  with own as (select oid, relname, relacl, relforcerowsecurity from pg_class
    where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace),
  functions as (select p.oid, p.proacl from pg_proc p where p.pronamespace = 'public'::regnamespace
    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')),
  grants as (
    select relname as object, (aclexplode(relacl)).* from own
    union all select relname || '.' || attname, (aclexplode(attacl)).* from own join pg_attribute on attrelid = own.oid
      where not attisdropped
    union all select oid::regprocedure::text, (aclexplode(proacl)).* from functions)
  select 'policy ' || tablename || '.' || policyname as name from pg_policies where schemaname = 'public'
  union all select 'forced row-level security of ' || relname from own where relforcerowsecurity
  union all select 'grant of ' || privilege_type || ' on ' || object || ' to ' || rolname
    from grants join pg_roles r on r.oid = grantee where rolname in ('ragline_app', 'ragline_system')
  union all select 'function ' || oid::regprocedure from functions
  union all select 'trigger ' || tgname || ' of ' || relname from pg_trigger join own on own.oid = tgrelid where not tgisinternal
  union all select 'column ' || relname || '.' || attname from own join pg_attribute on attrelid = own.oid
    where attnum > 0 and not attisdropped`;
const UNPROTECTED = `
  select relname as name from pg_class c where relrowsecurity and relnamespace = 'public'::regnamespace
  and not exists (select from pg_policy where polrelid = c.oid)`;
/** Earlier releases recorded grants on dropped columns as well, which no dump holds. */
const MISSING = `
  select name from ragline_schema, unnest(inventory) as name where name not like '%pg.dropped.%'
  except select name from (${INVENTORY}) as i order by 1`;

const SHOWN = 5;

/** Records what the schema consists of, for later checks of this database or of a copy that was restored from it. */
export async function recordInventory(client: pg.Client): Promise<void> {
  await client.query(
    'create table if not exists ragline_schema (id boolean primary key default true check (id), inventory text[] not null)',
  );
  await client.query(
    `insert into ragline_schema (inventory) select array_agg(name order by name) from (${INVENTORY}) as i
     on conflict (id) do update set inventory = excluded.inventory`,
  );
}

/**
 * @throws {Error} when the database lacks a part of the schema that was recorded in it, such as the policies and grants
 * that a restore leaves out where the roles do not exist.
 */
export async function checkInventory(client: pg.Client): Promise<void> {
  const missing = (await isRecorded(client))
    ? await namesOf(client, MISSING)
    : (await namesOf(client, UNPROTECTED)).map((table) => `the policies of ${table}`);
  if (missing.length === 0) return;
  const more = missing.length > SHOWN ? `, and ${missing.length - SHOWN} more` : '';
  throw new Error(
    `The schema of this database is not whole. It lacks ${missing.slice(0, SHOWN).join('; ')}${more}. A restore leaves ` +
      'policies and grants out where roles are missing: run CREATE ROLE ragline_app NOLOGIN; CREATE ROLE ragline_system ' +
      'NOLOGIN; and restore again into an empty database.',
  );
}

const isRecorded = async (client: pg.Client): Promise<boolean> =>
  (
    await namesOf(
      client,
      "select to_regclass('ragline_schema')::text as name where to_regclass('ragline_schema') is not null",
    )
  ).length > 0;

async function namesOf(client: pg.Client, statement: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(statement);
  return rows.map(({ name }) => name);
}
