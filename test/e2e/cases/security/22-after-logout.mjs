// An owner logs out. Who holds the access token that is left (30 minutes) sets the owner's password, without knowing the old one.
import { call, newTenant, PW, setSuite, summary, tried } from './lib.mjs';

setSuite('after-logout');
const A = await newTenant();
const out = await call('POST', '/v1/auth/logout', { body: { refresh_token: A.ownerRefresh } });
const set = await call('PATCH', `/v1/users/${A.ownerId}`, {
  token: A.owner,
  body: { password: `Dem-Dieb-sein-Kennwort-${7}` },
});
const thief = await call('POST', '/v1/auth/login', {
  body: { tenant_slug: A.slug, email: A.email, password: 'Dem-Dieb-sein-Kennwort-7' },
});
const owner = await call('POST', '/v1/auth/login', { body: { tenant_slug: A.slug, email: A.email, password: PW } });
tried(
  'an access token that outlives the log-out does not take the account for good',
  set.status !== 200,
  `log-out ${out.status}; password set ${set.status}; thief logs in ${thief.status}; owner ${owner.status}, and no reset exists`,
);
summary();
