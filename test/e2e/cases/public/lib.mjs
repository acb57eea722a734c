export const URL_ = process.env.RURL ?? 'http://127.0.0.1:8787';
export async function call(method, path, { token, body, headers = {}, raw } = {}) {
  const h = {
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(body !== undefined ? { 'content-type': 'application/json' } : {}),
    ...headers,
  };
  const res = await fetch(URL_ + path, {
    method,
    headers: h,
    body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    redirect: 'manual',
  });
  const text = await res.text();
  let json;
  try {
    json = JSON.parse(text);
  } catch {}
  return { status: res.status, headers: res.headers, text, json };
}
export async function tenant(name = 'Case') {
  const slug = `case-${Math.random().toString(36).slice(2, 10)}`;
  const r = await call('POST', '/v1/auth/register', {
    body: { tenant_name: name, tenant_slug: slug, email: 'owner@case.test', password: 'correct horse battery 9' },
  });
  if (r.status !== 201) throw new Error(r.status + r.text);
  return { slug, token: r.json.access_token, ...r.json };
}
export const product = (token, p) =>
  call('POST', '/v1/products', { token, body: { price: { amount: 1000, currency: 'EUR' }, ...p } });
export const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
export async function chat(token, id, text) {
  const res = await fetch(`${URL_}/v1/chat`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      id,
      message: { id: `m${Math.random().toString(36).slice(2)}`, role: 'user', parts: [{ type: 'text', text }] },
    }),
  });
  const t = await res.text();
  const chunks = t
    .split('\n\n')
    .filter((l) => l.startsWith('data: ') && !l.includes('[DONE]'))
    .map((l) => JSON.parse(l.slice(6)));
  return {
    status: res.status,
    raw: t,
    chunks,
    text: chunks
      .filter((c) => c.type === 'text-delta')
      .map((c) => c.delta)
      .join(''),
  };
}
/** One line a check; the exit status says whether all held. */
export function checks(name) {
  let bad = 0;
  return {
    is(what, seen, expected) {
      const ok = JSON.stringify(seen) === JSON.stringify(expected);
      if (!ok) bad += 1;
      console.log(
        `${ok ? 'ok  ' : 'FAIL'} ${what}${ok ? '' : `\n       expected ${JSON.stringify(expected)}\n       seen     ${JSON.stringify(seen)}`}`,
      );
    },
    end() {
      console.log(`${name}: ${bad === 0 ? 'HOLD' : `FAIL (${bad})`}`);
      process.exitCode = bad === 0 ? 0 : 1;
    },
  };
}
/** A shop of its own with these products: [name, more fields]. Waits until they can be found. */
export async function shop(items, currency = 'EUR') {
  const t = await tenant();
  let n = 0;
  for (const [name, more = {}] of items) {
    const { amount = 1000, ...rest } = more;
    const r = await call('POST', '/v1/products', {
      token: t.token,
      body: { sku: `P${++n}`, name, price: { amount, currency }, ...rest },
    });
    if (r.status !== 201) throw new Error(`${name}: ${r.status} ${r.text}`);
  }
  await sleep(1500);
  return t;
}
export const searched = async (token, query, more = {}) =>
  ((await call('POST', '/v1/search', { token, body: { query, limit: 10, ...more } })).json?.data ?? []).map(
    (hit) => hit.name ?? hit.heading,
  );
export const listed = async (token, search) =>
  ((await call('GET', `/v1/products?search=${encodeURIComponent(search)}`, { token })).json?.data ?? []).map(
    (p) => p.name,
  );
