// Two tabs refresh at once, or an answer is lost and asked for again.
import { call, checks, shop } from './lib.mjs';

const c = checks('18 refresh twice');
const { slug } = await shop([]);
const login = async () =>
  (
    await call('POST', '/v1/auth/login', {
      body: { tenant_slug: slug, email: 'owner@case.test', password: 'correct horse battery 9' },
    })
  ).json;
const refresh = (refresh_token) => call('POST', '/v1/auth/refresh', { body: { refresh_token } });
const { refresh_token } = await login();
const [a, b] = await Promise.all([refresh(refresh_token), refresh(refresh_token)]);
const winner = a.status === 200 ? a : b;
c.is('at least one of two tabs', [a.status, b.status].includes(200), true);
c.is('who won stays logged in', (await refresh(winner.json.refresh_token)).status, 200);
c.end();
