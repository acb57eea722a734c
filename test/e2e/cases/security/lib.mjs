// Shared by the cases. BASE is the address of the started system. A `!!` line is a try that did not hold.

import * as jose from 'jose';
import WebSocket from 'ws';

export { jose, WebSocket };
export const BASE = process.env.BASE ?? 'http://127.0.0.1:8787';
export const rnd = () => Math.random().toString(36).slice(2, 10);
/** A password that no list of common ones has. */
export const PW = `Vier-Ziegen-am-Hang-${rnd()}`;
export const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
let suite = 'x';
export const setSuite = (s) => {
  suite = s;
};
const counts = { held: 0, broke: 0 };
export function tried(name, held, got) {
  counts[held ? 'held' : 'broke']++;
  if (!held)
    console.log(`!! ${suite} | ${name} | ${typeof got === 'string' ? got : JSON.stringify(got)}`.slice(0, 700));
}
/** Prints the count and ends the process: status 1 when anything did not hold. */
export function summary() {
  console.log(`${suite}: ${counts.held} held, ${counts.broke} did not`);
  process.exit(counts.broke === 0 && counts.held > 0 ? 0 : 1);
}
export async function call(method, path, { token, body, headers = {}, raw, base = BASE, timeout = 20000 } = {}) {
  const h = { ...headers };
  if (token) h.authorization = `Bearer ${token}`;
  let payload = raw;
  if (body !== undefined) {
    payload = JSON.stringify(body);
    h['content-type'] ??= 'application/json';
  }
  const r = await fetch(base + path, {
    method,
    headers: h,
    body: payload,
    signal: AbortSignal.timeout(timeout),
    redirect: 'manual',
  });
  const text = await r.text();
  let json;
  try {
    json = JSON.parse(text);
  } catch {}
  return { status: r.status, text, json, headers: r.headers, code: json?.code };
}
export async function newTenant(slug = `case-${rnd()}`, base = BASE) {
  const email = `owner@${slug}.test`;
  const r = await call('POST', '/v1/auth/register', {
    base,
    body: { tenant_name: `Case ${slug}`, tenant_slug: slug, email, password: PW },
    headers: { 'cf-connecting-ip': `198.51.100.${Math.floor(Math.random() * 250)}` },
  });
  if (r.status !== 201) throw new Error(r.text);
  return {
    slug,
    email,
    owner: r.json.access_token,
    ownerRefresh: r.json.refresh_token,
    id: r.json.tenant_id,
    ownerId: r.json.user_id,
  };
}
export async function addUser(t, roles, name = rnd(), base = BASE) {
  const email = `${name}@${t.slug}.test`;
  const u = await call('POST', '/v1/users', { base, token: t.owner, body: { email, password: PW, roles } });
  if (u.status !== 201) throw new Error(u.text);
  const s = await call('POST', '/v1/auth/login', {
    base,
    body: { tenant_slug: t.slug, email, password: PW },
    headers: { 'cf-connecting-ip': `203.0.113.${Math.floor(Math.random() * 250)}` },
  });
  if (s.status !== 200) throw new Error(s.text);
  return { id: u.json.id, email, token: s.json.access_token, refresh: s.json.refresh_token };
}
export async function guest(slug, base = BASE) {
  const r = await call('POST', '/v1/auth/guest', {
    base,
    body: { tenant_slug: slug },
    headers: { 'cf-connecting-ip': `192.0.2.${Math.floor(Math.random() * 250)}` },
  });
  if (r.status !== 200) throw new Error(r.text);
  return { token: r.json.access_token, id: r.json.user_id };
}
export const product = (sku, extra = {}) => ({
  sku,
  name: `P ${sku}`,
  price: { amount: 1000, currency: 'EUR' },
  stock: 50,
  ...extra,
});
export const key = () => rnd() + rnd();
