// RATE_LIMIT_SCALE=0.05: three (in production fifty) wrong guesses from several addresses keep the owner out.
import { call, newTenant, PW, setSuite, summary, tried } from './lib.mjs';

setSuite('lockout');
const ip = (x) => ({ 'cf-connecting-ip': x });
const B = await newTenant();
const st = [];
for (let a = 0; a < 5; a++) {
  const r = await call('POST', '/v1/auth/login', {
    body: { tenant_slug: B.slug, email: B.email, password: 'wrong-wrong-wrong-1' },
    headers: ip(`198.18.${a}.9`),
  });
  st.push(r.status);
}
const own = await call('POST', '/v1/auth/login', {
  body: { tenant_slug: B.slug, email: B.email, password: PW },
  headers: ip('192.0.2.201'),
});
tried(
  'the owner logs in with the right password, from an address that never failed, while others guess',
  own.status === 200,
  `guesses ${st.join()}; owner ${own.status} ${own.json?.detail} retry-after ${own.headers.get('retry-after')}`,
);
const rf = await call('POST', '/v1/auth/refresh', {
  body: { refresh_token: B.ownerRefresh },
  headers: ip('192.0.2.201'),
});
tried('open sessions go on', rf.status === 200, rf.status);
summary();
