// Row-level security and rights of the roles, at the database itself. URL: the embedded database of one's own instance.
import { createRequire } from 'node:module';
import { setSuite, summary, tried } from './lib.mjs';

setSuite('database');
const pg = createRequire(import.meta.url)('pg');
const c = new pg.Client({ connectionString: process.env.PG });
await c.connect();
const q = async (sql, v) => {
  try {
    return await c.query(sql, v);
  } catch (e) {
    return { error: e.message, rows: [] };
  }
};
const tables = (
  await q(
    `SELECT c.relname, c.relrowsecurity rs, c.relforcerowsecurity f, EXISTS(SELECT 1 FROM pg_attribute a WHERE a.attrelid=c.oid AND a.attname='tenant_id' AND NOT a.attisdropped) t FROM pg_class c WHERE c.relkind IN ('r','p') AND c.relnamespace='public'::regnamespace`,
  )
).rows;
for (const t of tables.filter((x) => x.t || x.relname === 'tenants'))
  tried(`RLS forced on ${t.relname}`, t.rs && t.f, t);
console.log(
  'without tenant_id:',
  tables
    .filter((x) => !x.t)
    .map((x) => x.relname)
    .join(),
);
const [a, b] = (await q('SELECT id FROM tenants ORDER BY id LIMIT 2')).rows.map((r) => r.id);
const as = async (tenant, sql, v) => {
  await q('BEGIN');
  await q('SET LOCAL ROLE ragline_app');
  if (tenant) await q(`SET LOCAL app.tenant_id = '${tenant}'`);
  const r = await q(sql, v);
  await q('ROLLBACK');
  return r;
};
for (const t of tables.filter((x) => x.t)) {
  const r = await as(a, `SELECT count(*)::int n FROM ${t.relname} WHERE tenant_id <> $1`, [a]);
  tried(`app role of A sees no other rows in ${t.relname}`, r.rows[0]?.n === 0, r.error ?? r.rows[0]);
  const z = await as(null, `SELECT count(*)::int n FROM ${t.relname}`);
  tried(`app role without a tenant sees nothing in ${t.relname}`, (z.rows[0]?.n ?? 0) === 0, z.error ?? z.rows[0]);
}
for (const [n, sql] of [
  [
    'insert a product for B',
    `INSERT INTO products (id, tenant_id, sku, name, price_minor, currency) VALUES (gen_random_uuid(), '${b}', 'x', 'x', 1, 'EUR')`,
  ],
  ['move own rows to B', `UPDATE products SET tenant_id='${b}'`],
  ['change the audit log', "UPDATE audit_log SET action='x'"],
  ['delete the audit log', 'DELETE FROM audit_log'],
  ['truncate', 'TRUNCATE audit_log'],
  ['delete a tenant', 'DELETE FROM tenants'],
  ['drop', 'DROP TABLE orders'],
  ['create', 'CREATE TABLE x (a int)'],
  ['disable RLS', 'ALTER TABLE orders DISABLE ROW LEVEL SECURITY'],
  ['copy program', "COPY products TO PROGRAM 'id'"],
  ['read files', "SELECT pg_read_file('/etc/passwd')"],
  ['change own plan', "UPDATE tenants SET plan='business' RETURNING id"],
]) {
  const r = await as(a, sql);
  const ok = r.error !== undefined || (n === 'move own rows to B' && r.rowCount === 0);
  if (n === 'change own plan') {
    console.log('app role may change its plan:', r.error ?? r.rowCount);
    continue;
  }
  tried(`app role: ${n}`, ok, r.rowCount);
}
const sys = async (sql) => {
  await q('BEGIN');
  await q('SET LOCAL ROLE ragline_system');
  const r = await q(sql);
  await q('ROLLBACK');
  return r;
};
// The sums of what all tenants spent on models, with nothing of any one of them.
const sums = new Set(['operator_spend']);
for (const t of tables.filter(({ relname }) => !sums.has(relname))) {
  const r = await sys(`SELECT * FROM ${t.relname} LIMIT 1`);
  tried(`system role reads no whole row of ${t.relname}`, r.error !== undefined, r.rows);
}
for (const s of [
  'SELECT password_hash FROM users',
  'SELECT token_hash FROM refresh_tokens',
  'SELECT key_hash FROM api_keys',
  'SELECT sealed_secret FROM webhook_endpoints',
  'SELECT body FROM webhook_deliveries',
  'SELECT payload FROM dead_letters',
  'DELETE FROM quotes WHERE true',
  "UPDATE tenants SET slug='x'",
]) {
  const r = await sys(s);
  tried(`system role: ${s}`, r.error !== undefined || (s.startsWith('DELETE') && r.rowCount === 0), r.rowCount);
}
{
  await q('BEGIN');
  await q('SET LOCAL ROLE ragline_app');
  await q(`SET LOCAL app.tenant_id = '${a}'`);
  await q('COMMIT');
  const r = await q("SELECT current_user u, current_setting('app.tenant_id', true) t");
  tried(
    'nothing of a tenant stays on a pooled connection after COMMIT',
    r.rows[0].u !== 'ragline_app' && !r.rows[0].t,
    r.rows[0],
  );
  await q('BEGIN');
  await q('SET LOCAL ROLE ragline_app');
  await q(`SET LOCAL app.tenant_id = '${a}'`);
  await q('SELECT 1/0');
  const m = await q('SELECT 1');
  await q('COMMIT');
  const r2 = await q("SELECT current_user u, current_setting('app.tenant_id', true) t");
  tried(
    'nor after a failed statement and COMMIT sent ahead',
    m.error !== undefined && r2.rows[0].u !== 'ragline_app' && !r2.rows[0].t,
    r2.rows[0],
  );
  await q('BEGIN');
  await q('SET LOCAL ROLE ragline_app');
  await q(`SET LOCAL app.tenant_id = '${a}'`);
  const _esc = await q('RESET ROLE');
  const who = await q('SELECT current_user u');
  await q('ROLLBACK');
  console.log(
    'RESET ROLE inside a tenant transaction gives',
    who.rows[0]?.u,
    '(13.2.2, documented: the login role could do more)',
  );
  const begin = await q(
    "BEGIN; SET LOCAL statement_timeout = 15000; SET LOCAL ROLE no_such_role; SET LOCAL app.tenant_id = 'x'",
  );
  const next = await q('SELECT count(*) FROM users');
  await q('ROLLBACK');
  tried(
    'a BEGIN whose role fails leaves no open door',
    begin.error !== undefined && next.error !== undefined,
    next.rows,
  );
}
const fns = (
  await q(
    "SELECT proname, prosecdef, proconfig, proacl::text FROM pg_proc WHERE pronamespace='public'::regnamespace AND prosecdef",
  )
).rows;
for (const f of fns)
  tried(
    `SECURITY DEFINER ${f.proname} has a search_path and is not PUBLIC's`,
    /search_path/.test(String(f.proconfig)) && !/(^|[{,])=X/.test(f.proacl ?? '{=X'),
    f,
  );
const hashes = (await q('SELECT password_hash FROM users LIMIT 3')).rows;
tried(
  'passwords are scrypt',
  hashes.every((h) => h.password_hash.startsWith('$scrypt$ln=15')),
  hashes,
);
const idem = await q(
  'SELECT response::text r FROM idempotency_keys WHERE response IS NOT NULL ORDER BY created_at DESC LIMIT 500',
);
const pii = idem.rows.filter((r) => /note|address|email/.test(r.r)).length;
console.log('idempotency rows with note/address/e-mail in clear:', pii, 'of', idem.rows.length);
tried('READ: stored answers hold PII for 24 h in clear, in the row and in the gate', true, pii);
const aud = (await q('SELECT action, count(*)::int n FROM audit_log GROUP BY 1 ORDER BY 2 DESC')).rows;
console.log('audit', aud.map((x) => `${x.action} ${x.n}`).join(', '));
await c.end();
summary();
