// The demo tenants: tenant x role x verb over every operation of the document. No role gets more than the table allows.
import { call, guest, key, setSuite, summary, tried } from './lib.mjs';

setSuite('role-verb');
const { PERMISSIONS } = await import('../../../../contracts/identity.ts');
const doc = (await call('GET', '/openapi.json')).json;
const login = async (t, r) =>
  (
    await call('POST', '/v1/auth/login', {
      body: { tenant_slug: t, email: `${r}@${t}.test`, password: 'ragline-demo' },
    })
  ).json.access_token;
const who = {
  staff: await login('bistro', 'staff'),
  customer: await login('bistro', 'customer'),
  guest: (await guest('bistro')).token,
};
const none = '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70';
let n = 0;
for (const [path, ms] of Object.entries(doc.paths))
  for (const [m, op] of Object.entries(ms)) {
    if (!op.operationId || !path.startsWith('/v1/') || path.startsWith('/v1/auth/') || /stream|\/ws$/.test(path))
      continue;
    const perm = op['x-permission'] ?? /permission `?([a-z-]+:[a-z-]+)`?/i.exec(op.description ?? '')?.[1];
    const url = path.replaceAll(/\{[^}]+\}/g, none);
    for (const [role, token] of Object.entries(who)) {
      const mayNot = perm && !PERMISSIONS[perm]?.includes(role);
      const r = await call(m.toUpperCase(), url, {
        token,
        ...(m === 'get'
          ? {}
          : {
              raw: '{"zz":1}',
              headers: {
                'content-type': path.endsWith('/import') ? 'application/x-ndjson' : 'application/json',
                'idempotency-key': key(),
              },
            }),
      });
      n++;
      if (mayNot) tried(`${role} ${op.operationId} (${perm})`, r.status === 403, r.status);
      else
        tried(
          `${role} ${op.operationId}`,
          r.status < 500 &&
            !(
              perm === undefined &&
              /^(create(?!Ticket)|update|delete|rotate|revoke|import|reindex)/.test(op.operationId) &&
              r.status < 300
            ),
          r.status,
        );
    }
    const anon = await call(m.toUpperCase(), url, {});
    tried(`nobody ${op.operationId}`, anon.status === 401, anon.status);
  }
console.log(n, 'calls');
summary();
