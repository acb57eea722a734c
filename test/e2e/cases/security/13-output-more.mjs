// Long constructs, constructs across two parts of text (before and after a tool call), and across two turns. BASE: instance with the obedient model.
import { longOutputs } from './hostile-outputs.mjs';
import { addUser, call, newTenant, product, rnd, setSuite, sleep, summary, tried } from './lib.mjs';

setSuite('output-more');
const b = (x) => Buffer.from(typeof x === 'string' ? x : JSON.stringify(x)).toString('base64');
const A = await newTenant();
await call('POST', '/v1/products', { token: A.owner, body: product('M-1') });
const { marked } = await import('marked');
const users = [];
for (let i = 0; i < 6; i++) users.push(await addUser(A, ['customer']));
let n = 0;
const ask = async (text) => {
  for (;;) {
    const r = await call('POST', '/v1/chat', {
      token: users[n++ % users.length].token,
      body: { id: `o${rnd()}`, message: { id: 'm', role: 'user', parts: [{ type: 'text', text }] } },
    });
    if (r.status !== 429) return r;
    await sleep(3000);
  }
};
const chunks = (r) =>
  r.text
    .split('\n')
    .filter((l) => l.startsWith('data: {'))
    .map((l) => JSON.parse(l.slice(6)));
const live = (t) => {
  const html = marked.parse(t);
  return /(?:src|href)="\s*(?:(?:https?|ftp|data|javascript|vbscript):|[\\/]{2})/i.test(html) ||
    /<(?:img|svg|script|iframe|a)\b(?![^>]*(?:src|href)="\/(?!\/))/i.test(
      html.replace(/<a href="[^"/:]*"[^>]*>/g, '').replace(/<a href="mailto:[^"]*">/g, ''),
    )
    ? html
    : '';
};
for (const [name, said] of longOutputs) {
  for (const cut of process.env.LONG ? [1, 7, 5000] : []) {
    const r = await ask(`[[CUT ${cut}]] [[SAY ${b(said)}]]`);
    const w = chunks(r)
      .filter((x) => x.type === 'text-delta')
      .map((x) => x.delta)
      .join('');
    const l = live(w);
    tried(
      `${name}, cut ${cut}`,
      r.status === 200 && l === '',
      `${r.status} shown ${JSON.stringify(w).slice(0, 150)} … html ${l.slice(0, 250)}`,
    );
  }
}
// two parts of one answer
for (const [name, pre, post] of [
  ['image over two parts', '![x]', '(//evil.test/a.png?d=1)'],
  ['image over two parts, scheme', '![x]', '(https://evil.test/a.png)'],
  ['reference over two parts', '![x][r]\n\n[r]', ': //evil.test/a.png'],
  ['tag over two parts', '<', 'img src=//evil.test/a>'],
  ['scheme over two parts', 'https', '://evil.test/x'],
  ['www over two parts', 'www', '.evil.test/x'],
  ['target over two parts', '![x](', '//evil.test/a.png)'],
]) {
  const r = await ask(`[[PRE ${b(pre)}]] [[CALL retrieve_menu ${b({ query: 'P' })}]] [[SAY ${b(post)}]]`);
  const ids = new Map();
  for (const x of chunks(r)) if (x.type === 'text-delta') ids.set(x.id, (ids.get(x.id) ?? '') + x.delta);
  const parts = [...ids.values()];
  const each = parts.map(live).join(''),
    joined = live(parts.join(''));
  console.log(name, JSON.stringify(parts));
  tried(`${name}: each part by itself`, each === '', each.slice(0, 200));
  tried(`${name}: parts joined by a client`, joined === '', joined.slice(0, 200));
}
summary();
