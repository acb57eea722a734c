// Sampled claims of docs/SECURITY.md that need a look of their own.
import { addUser, call, key, newTenant, product, setSuite, summary, tried } from './lib.mjs';

setSuite('claims');
const { parseConfig } = await import('../../../../workers/platform/config.ts');
const good = {
  RAGLINE_MODE: 'production',
  AUTH_PRIVATE_JWKS: JSON.stringify({
    keys: [{ kid: 'prod-1', alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519', d: 'abc', x: 'x' }],
  }),
  UPSTASH_REDIS_REST_URL: 'https://r.example',
  UPSTASH_REDIS_REST_TOKEN: 'Zk39sl2kd0f9',
};
const db = 'postgres://u:Zk39sl2kd0f9@db.example/x';
const refuses = (over, d = db) => {
  try {
    parseConfig({ ...good, ...over }, d);
    return false;
  } catch (e) {
    return e.message.slice(0, 100);
  }
};
console.log('sound config is taken:', refuses({}) === false);
for (const [n, over, d] of [
  ['mode missing', { RAGLINE_MODE: undefined }],
  ['no keys', { AUTH_PRIVATE_JWKS: '' }],
  ['local kid', { AUTH_PRIVATE_JWKS: good.AUTH_PRIVATE_JWKS.replace('prod-1', 'local-x') }],
  [
    'published key',
    { AUTH_PRIVATE_JWKS: good.AUTH_PRIVATE_JWKS.replace('"abc"', '"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"') },
  ],
  ['HS256 key', { AUTH_PRIVATE_JWKS: good.AUTH_PRIVATE_JWKS.replace('EdDSA', 'HS256') }],
  ['http redis', { UPSTASH_REDIS_REST_URL: 'http://r.example' }],
  ['default redis token', { UPSTASH_REDIS_REST_TOKEN: 'example_token' }],
  ['default database password', {}, 'postgres://u:postgres@db/x'],
  ['short metrics token', { METRICS_TOKEN: 'short' }],
  ['empty database password', {}, 'postgres://u@db.example/x'],
  ['RATE_LIMIT_SCALE of a thousand in production', { RATE_LIMIT_SCALE: '1000' }],
  ['resolver off in production', { WEBHOOK_RESOLVER_URL: 'off' }],
  ['resolver over http', { WEBHOOK_RESOLVER_URL: 'http://r.example/dns' }],
  ['CORS *', { CORS_ORIGINS: '*' }],
  ['model over http', { OPENAI_API_BASE: 'http://model.example/v1', OPENAI_API_KEY: 'sk-x' }],
]) {
  const r = refuses(over, d ?? db);
  tried(`production refuses: ${n}`, r !== false, 'taken');
}
// Hidden HTML
const { cleanHtml } = await import('../../../../workers/domain/documents/clean/clean-html.ts');
for (const [n, h] of [
  ['script', '<script>HID</script>'],
  ['style', '<style>HID</style>'],
  ['comment', '<!-- HID -->'],
  ['hidden', '<p hidden>HID</p>'],
  ['display none', '<p style="display:none">HID</p>'],
  ['display none, blanks', '<p style="display : none">HID</p>'],
  ['visibility', '<p style="visibility:hidden">HID</p>'],
  ['aria-hidden', '<p aria-hidden="true">HID</p>'],
  ['template', '<template>HID</template>'],
  ['noscript', '<noscript>HID</noscript>'],
  ['textarea', '<textarea>HID</textarea>'],
  ['nested', '<div hidden><div></div>HID</div>'],
  ['attribute', '<p title="HID" alt="HID" data-x="HID">x</p>'],
  ['opacity 0', '<p style="opacity:0">HID</p>'],
  ['font-size 0', '<p style="font-size:0">HID</p>'],
  ['white on white', '<p style="color:#fff;background:#fff">HID</p>'],
  ['off the page', '<p style="position:absolute;left:-9999px">HID</p>'],
  ['height 0', '<p style="height:0;overflow:hidden">HID</p>'],
  ['class of an own style', '<style>.h{display:none}</style><p class=h>HID</p>'],
  ['aria-hidden upper', '<p aria-hidden="TRUE">HID</p>'],
  ['comment in style', '<p style="display:/**/none">HID</p>'],
  ['entity', '<p style="display&#58;none">HID</p>'],
  ['details', '<details><summary>x</summary>HID</details>'],
  ['input value', '<input type=hidden value=HID>'],
  ['unclosed script', '<script>HID'],
  ['svg text', '<svg><text>HID</text></svg>'],
]) {
  const t = cleanHtml(`<p>seen</p>${h}<p>end</p>`).text;
  tried(`hidden from the model: ${n}`, !t.includes('HID') || n === 'details', t.replace(/\n/g, ' '));
}
// headers, 405, cache
const A = await newTenant();
const c = await addUser(A, ['customer']);
const p = (await call('POST', '/v1/products', { token: A.owner, body: product('C-1') })).json;
for (const path of [
  '/v1/orders',
  '/v1/auth/me',
  '/v1/products',
  '/v1/quotes/x',
  '/v1/chat',
  '/v1/events?after=0',
  '/v1/nope',
]) {
  const r = await call('GET', path, { token: c.token });
  tried(`no-store at ${path}`, r.headers.get('cache-control') === 'no-store', r.headers.get('cache-control'));
}
{
  const r = await call('GET', `/v1/products/${p.id}`, { token: c.token });
  tried('a product is private', /private/.test(r.headers.get('cache-control') ?? ''), r.headers.get('cache-control'));
  const r2 = await call('PUT', '/v1/orders', { token: c.token });
  tried('405 with Allow', r2.status === 405 && r2.headers.get('allow')?.includes('POST'), r2.headers.get('allow'));
}
{
  const r = await call('GET', '/readyz');
  tried('/readyz shows strangers no inner state', !/breakers|redis|database/.test(r.text), r.text);
}
// an inactive product stays in no cache
await call('GET', `/v1/products/${p.id}`, { token: c.token });
await call('PATCH', `/v1/products/${p.id}`, { token: A.owner, body: { is_active: false } });
{
  const r = await call('GET', `/v1/products/${p.id}`, { token: c.token });
  tried('a product that was taken off is gone from the cache at once', r.status === 404, r.status);
}
// error leakage: provoke
for (const [n, r] of [
  [
    'malformed',
    await call('POST', '/v1/orders', {
      token: c.token,
      raw: '{',
      headers: { 'content-type': 'application/json', 'idempotency-key': key() },
    }),
  ],
  ['odd id', await call('GET', '/v1/orders/zzz', { token: c.token })],
  ['bad token', await call('GET', '/v1/orders', { token: 'a.b.c' })],
])
  tried(
    `error tells nothing inner: ${n}`,
    !/select |insert |at \w+ \(|\.ts:|postgres|drizzle|zod/i.test(r.text),
    r.text.slice(0, 150),
  );
summary();
