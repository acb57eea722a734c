import { createServer } from 'node:http';
import { call, newTenant, setSuite, sleep, summary, tried } from './lib.mjs';

setSuite('ssrf');
const A = await newTenant();
const { parseTarget } = await import('../../../../workers/domain/webhooks/target.ts');
const { isPublicAddress } = await import('../../../../workers/platform/public-address.ts');
const urls = [
  'http://example.com',
  'https://10.0.0.1',
  'https://192.168.1.1',
  'https://172.16.0.1',
  'https://169.254.169.254/latest/meta-data',
  'https://[fd00::1]',
  'https://[fe80::1]',
  'https://[::ffff:10.0.0.1]',
  'https://[::ffff:a00:1]',
  'https://[::]',
  'https://0.0.0.0',
  'https://0',
  'https://2130706433',
  'https://0x7f000001',
  'https://017700000001',
  'https://127.1',
  'https://0x7f.1',
  'https://10.1',
  'https://167772161',
  'https://0xA9FEA9FE',
  'https://100.64.0.1',
  'https://198.18.0.1',
  'https://224.0.0.1',
  'https://255.255.255.255',
  'https://240.0.0.1',
  'https://192.0.2.1',
  'https://192.0.0.1',
  'https://168.63.129.16',
  'https://[64:ff9b::a00:1]',
  'https://[2002:a00:1::]',
  'https://[2001:0:a00:1::]',
  'https://[2001:db8::1]',
  'https://[::a00:1]',
  'https://[100::1]',
  'https://[ff02::1]',
  'https://[64:ff9b:1::1]',
  'https://localhost',
  'https://localhost.',
  'https://LOCALHOST',
  'https://ｌｏｃａｌｈｏｓｔ',
  'https://loc\u00adalhost',
  'https://a.localhost',
  'https://metadata.google.internal',
  'https://x.internal.',
  'https://printer.local',
  'https://intranet',
  'https://router.lan',
  'https://x.corp',
  'https://x.home.arpa',
  'https://a.onion',
  'https://①②⑦.⓪.⓪.①',
  'https://１０.0.0.1',
  'https://10。0。0。1',
  'https://10%2e0%2e0%2e1',
  'https://user:pw@example.com',
  'https://example.com@10.0.0.1',
  'https://10.0.0.1#@example.com',
  'https://10.0.0.1?@example.com',
  'https://example.com\\@10.0.0.1',
  'https://example.com:22',
  'https://example.com:25',
  'https://example.com:0',
  'https://example.com:80',
  'ftp://example.com',
  'file:///etc/passwd',
  'gopher://x.y',
  'javascript:alert(1)',
  'data:text/html,x',
  '//example.com',
  'https:example.com:1',
  'https://',
  'https://exa mple.com',
  'https://example.com/\r\nX: y',
  'https://example.com/\u0000',
  ' https://10.0.0.1',
  'https://example.com#x',
  `https://${'a'.repeat(3000)}.com`,
  'https://[::1]',
  'https://127.0.0.1',
];
for (const u of urls) {
  const t = parseTarget(u, 'production');
  // by the host that would be asked for: names go to DNS afterwards, so a name alone is not a hole
  tried(
    `production: ${JSON.stringify(u).slice(0, 60)}`,
    'fault' in t || (t.host !== undefined && /^(?:example\.com)$/.test(t.host) && !/10\.0\.0\.1/.test(t.url.hostname)),
    JSON.stringify('fault' in t ? t.fault : { host: t.host, href: t.url.href }),
  );
}
for (const ip of [
  '10.0.0.1',
  '::ffff:10.0.0.1',
  '::1',
  'fc00::',
  '0.0.0.0',
  '2002:7f00:1::',
  '64:ff9b::7f00:1',
  '2001::1',
  'fec0::1',
  '::127.0.0.1',
  '169.254.1.1',
  '100.100.100.200',
  '192.88.99.1',
  '2001:10::1',
  '2001:20::1',
  '3fff::1',
  '5f00::1',
  '2620:4f:8000::1',
  '192.31.196.1',
  'x',
  '',
  '1.2.3',
  '010.0.0.1',
  '1.2.3.4.5',
  '0x7f.0.0.1',
  '2130706433',
]) {
  const isPub = isPublicAddress(ip);
  const allowed = ['2620:4f:8000::1', '192.31.196.1', '2001:20::1'];
  tried(`DNS answer ${ip}`, !isPub || allowed.includes(ip), isPub);
}
// over the API, also for a change of the URL
for (const u of [
  'https://10.0.0.1',
  'https://[::ffff:10.0.0.1]',
  'https://metadata.google.internal',
  'https://user:pw@example.com',
  'https://example.com:22',
  'http://example.com',
]) {
  const r = await call('POST', '/v1/webhook-endpoints', { token: A.owner, body: { url: u } });
  tried(`API: ${u}`, r.status === 422, r.status);
}
const ok = (await call('POST', '/v1/webhook-endpoints', { token: A.owner, body: { url: 'https://example.com/hook' } }))
  .json;
for (const u of ['https://10.0.0.1', 'http://example.com', 'https://0x0a000001']) {
  const r = await call('PATCH', `/v1/webhook-endpoints/${ok.id}`, { token: A.owner, body: { url: u } });
  tried(`API change: ${u}`, r.status === 422, r.status);
}
await call('DELETE', `/v1/webhook-endpoints/${ok.id}`, { token: A.owner });
// redirects, large and hanging answers, header leaks: a receiver on loopback (local mode lets it through)
const seen = [];
const srv = createServer((q, s) => {
  seen.push({ url: q.url, headers: q.headers });
  if (q.url === '/redirect') s.writeHead(307, { location: '/inner' }).end();
  else if (q.url === '/big') {
    s.writeHead(200);
    let n = 0;
    const t = setInterval(() => {
      if (!s.write('x'.repeat(65536)) && ++n > 400) {
      }
      if (++n > 300 || s.destroyed) {
        clearInterval(t);
        s.end();
      }
    }, 1);
    s.on('close', () => {
      seen.push({ closed: q.url, n });
      clearInterval(t);
    });
  } else if (q.url === '/headers')
    s.writeHead(200, { 'set-cookie': 's=1', 'x-evil': '\u00e4<script>', 'www-authenticate': 'x' }).end(
      '<script>alert(1)</script>\u0000',
    );
  else s.writeHead(200).end('inner');
}).listen(0, '127.0.0.1');
await sleep(100);
const port = srv.address().port;
for (const path of ['redirect', 'big', 'headers']) {
  const h = (
    await call('POST', '/v1/webhook-endpoints', { token: A.owner, body: { url: `http://127.0.0.1:${port}/${path}` } })
  ).json;
  await call('POST', `/v1/webhook-endpoints/${h.id}/test`, { token: A.owner });
  await sleep(2500);
  const d = (await call('GET', `/v1/webhook-endpoints/${h.id}/deliveries`, { token: A.owner })).json.data[0];
  const one = (await call('GET', `/v1/webhook-endpoints/${h.id}/deliveries/${d?.id}`, { token: A.owner })).json;
  const _at = one?.attempts_log?.[0] ?? one?.attempts?.[0] ?? one;
  if (path === 'redirect') tried('redirect is not followed', !seen.some((x) => x.url === '/inner'), seen);
  if (path === 'big')
    tried(
      'endless answer is cut',
      JSON.stringify(one).length < 20000 && seen.some((x) => x.closed === '/big'),
      JSON.stringify(one).length,
    );
  if (path === 'headers')
    tried(
      'cookies of a receiver are not shown',
      !JSON.stringify(one).includes('s=1'),
      JSON.stringify(one).slice(0, 400),
    );
  await call('DELETE', `/v1/webhook-endpoints/${h.id}`, { token: A.owner });
}
tried(
  'webhook carries no token of ours',
  !JSON.stringify(seen).includes('eyJ') && !JSON.stringify(seen).includes('authorization'),
  '',
);
// secrets never shown again
const h = (await call('POST', '/v1/webhook-endpoints', { token: A.owner, body: { url: `http://127.0.0.1:${port}/x` } }))
  .json;
const g2 = await call('GET', `/v1/webhook-endpoints/${h.id}`, { token: A.owner });
tried('secret is shown once', h.secret?.startsWith('whsec_') && !g2.text.includes('whsec_'), g2.text.slice(0, 100));
let made = 0;
for (let i = 0; i < 55; i++) {
  const r = await call('POST', '/v1/webhook-endpoints', { token: A.owner, body: { url: `https://example.com/${i}` } });
  if (r.status === 201) made++;
  else break;
}
tried('50 endpoints at most', made <= 50, made);
srv.close();
summary();
