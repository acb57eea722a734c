// An owner or admin who has just been removed uses the access token that they still hold.
import { addUser, call, newTenant, PW, rnd, setSuite, summary, tried } from './lib.mjs';

setSuite('stale-owner');
const A = await newTenant();
const second = await addUser(A, ['owner']);
// the first owner throws the second out: no owner any more, switched off, other password
const out = await call('PATCH', `/v1/users/${second.id}`, {
  token: A.owner,
  body: { roles: ['customer'], is_active: false, password: `Ganz-anderes-Kennwort-${rnd()}` },
});
console.log('thrown out:', out.status, out.json.roles, out.json.is_active);
const back = await call('PATCH', `/v1/users/${second.id}`, {
  token: second.token,
  body: { roles: ['owner'], is_active: true, password: PW },
});
tried(
  'a removed owner does not make themselves owner again',
  back.status !== 200,
  `PATCH own account -> ${back.status} ${JSON.stringify(back.json?.roles)} active=${back.json?.is_active}`,
);
const coup = await call('PATCH', `/v1/users/${A.ownerId}`, {
  token: second.token,
  body: { roles: ['customer'], is_active: false, password: `Ganz-anderes-Kennwort-${rnd()}` },
});
tried(
  'a removed owner does not throw the first owner out',
  coup.status !== 200,
  `PATCH first owner -> ${coup.status} active=${coup.json?.is_active}`,
);
const l1 = await call('POST', '/v1/auth/login', { body: { tenant_slug: A.slug, email: A.email, password: PW } });
const l2 = await call('POST', '/v1/auth/login', { body: { tenant_slug: A.slug, email: second.email, password: PW } });
tried(
  'the tenant still belongs to its owner',
  l1.status === 200 && l2.status === 401,
  `first owner's login ${l1.status}, removed owner's login ${l2.status} with roles ${JSON.stringify(l2.json?.roles)}`,
);
// admin
const B = await newTenant();
const ad = await addUser(B, ['admin']);
await call('PATCH', `/v1/users/${ad.id}`, { token: B.owner, body: { roles: ['customer'], is_active: false } });
const r = await call('PATCH', `/v1/users/${ad.id}`, {
  token: ad.token,
  body: { roles: ['staff'], is_active: true, password: PW },
});
const l3 = await call('POST', '/v1/auth/login', { body: { tenant_slug: B.slug, email: ad.email, password: PW } });
tried(
  'a removed admin does not take themselves back as staff',
  r.status !== 200 && l3.status !== 200,
  `${r.status} ${JSON.stringify(r.json?.roles)} login ${l3.status}`,
);
summary();
