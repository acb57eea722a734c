// Checks what an open stream or socket still shows and does after its right has ended.

import {
  addUser,
  BASE,
  call,
  guest,
  key,
  newTenant,
  PW,
  product,
  rnd,
  setSuite,
  sleep,
  summary,
  tried,
  WebSocket,
} from './lib.mjs';

setSuite('open-streams');
const A = await newTenant();
await call('POST', '/v1/products', { token: A.owner, body: product('W-1') });
const ws = (path, token) =>
  new Promise((resolve, reject) => {
    const s = new WebSocket(
      BASE.replace('http', 'ws') + path,
      token ? { headers: { authorization: `Bearer ${token}` } } : {},
    );
    s.got = [];
    s.on('message', (m) => s.got.push(JSON.parse(String(m))));
    s.on('close', (c) => {
      s.closedWith = c;
    });
    s.on('open', () => resolve(s));
    s.on('error', (e) => {
      s.err = e;
      reject(e);
    });
    s.on('unexpected-response', (_q, r) => reject(new Error(`HTTP ${r.statusCode}`)));
    setTimeout(() => reject(new Error('no answer within 10 s')), 10_000);
  });
const place = (token, note) =>
  call('POST', '/v1/orders', {
    token,
    body: { items: [{ sku: 'W-1', quantity: 1 }], note },
    headers: { 'idempotency-key': key() },
  });
const say = (id, text) => ({
  type: 'send',
  requestId: rnd(),
  id,
  messages: [{ id: `m${rnd()}`, role: 'user', parts: [{ type: 'text', text }] }],
});
const sse = async (token) => {
  const c = new AbortController();
  const r = await fetch(`${BASE}/v1/events/stream`, {
    headers: { authorization: `Bearer ${token}` },
    signal: c.signal,
  });
  const out = { text: '', c, status: r.status };
  void (async () => {
    try {
      for await (const x of r.body) out.text += Buffer.from(x).toString();
      out.ended = true;
    } catch {}
  })();
  return out;
};

// 1. A planted guest token: the attacker opens sockets with it, the victim then registers.
{
  const g = await guest(A.slug);
  const conv = `c${rnd()}`;
  const evil = await ws('/v1/events/ws', g.token),
    evilSse = await sse(g.token),
    evilChat = await ws(`/v1/chat/${conv}/ws`, g.token);
  const reg = await call('POST', '/v1/auth/customers', {
    token: g.token,
    body: { tenant_slug: A.slug, email: `v${rnd()}@x.test`, password: PW, full_name: 'Victim' },
  });
  tried('registers with the guest id', reg.json?.user_id === g.id, reg.status);
  const victim = reg.json.access_token;
  const tick = await call('POST', '/v1/events/tickets', { token: g.token });
  tried('former guest gets no ticket', tick.status === 401, tick.status);
  await place(victim, 'PRIVATE-AFTER-REGISTER');
  await sleep(1500);
  const seen = JSON.stringify(evil.got).includes('PRIVATE-AFTER-REGISTER');
  tried(
    "socket of the former guest shows none of the customer's orders",
    !seen,
    'the event socket that was opened with the guest token delivered order_created of the registered customer, note included',
  );
  tried(
    "SSE of the former guest shows none of the customer's orders",
    !evilSse.text.includes('PRIVATE-AFTER-REGISTER'),
    'so did the SSE stream',
  );
  // chat: the victim talks; the planted chat socket resumes the turn of the same conversation
  const vs = await ws(`/v1/chat/${conv}/ws`, victim);
  vs.send(JSON.stringify(say(conv, 'hello, what have you got? W-1')));
  for (let i = 0; i < 20; i++) {
    await sleep(50);
    evilChat.send(JSON.stringify({ type: 'resume', requestId: `r${i}`, id: conv }));
  }
  await sleep(1500);
  const chunks = evilChat.got.filter((f) => f.type === 'chunk');
  tried(
    'chat socket of the former guest hears of no turn',
    !evilChat.got.some((f) => f.type === 'turn'),
    evilChat.got.filter((f) => f.type === 'turn').slice(0, 2),
  );
  tried('chat socket of the former guest reads no answer', chunks.length === 0, chunks.slice(0, 4));
  evilChat.send(JSON.stringify(say(conv, 'order W-1')));
  await sleep(800);
  tried(
    'chat socket of the former guest may not speak',
    evilChat.got.some((f) => f.type === 'error' && /unauth/.test(f.code)),
    evilChat.got.filter((f) => f.type === 'error'),
  );
  evil.close();
  evilChat.close();
  vs.close();
  evilSse.c.abort();
}
// 2. A revoked API key.
{
  const k = (
    await call('POST', '/v1/api-keys', {
      token: A.owner,
      body: {
        name: 'k',
        scopes: [
          'event:read',
          'event:read-all',
          'chat:use',
          'product:read',
          'quote:create',
          'order:create',
          'order:read',
          'document:read',
        ],
      },
    })
  ).json;
  const conv = `k${rnd()}`;
  const ev = await ws('/v1/events/ws', k.secret),
    st = await sse(k.secret),
    ch = await ws(`/v1/chat/${conv}/ws`, k.secret);
  const tk = (await call('POST', '/v1/events/tickets', { token: k.secret })).json;
  const del = await call('DELETE', `/v1/api-keys/${k.id}`, { token: A.owner });
  tried(
    'key is revoked',
    del.status === 204 && (await call('GET', '/v1/orders', { token: k.secret })).status === 401,
    del.status,
  );
  const c = await addUser(A, ['customer']);
  await place(c.token, 'AFTER-REVOKE');
  await sleep(1500);
  tried(
    'event socket of a revoked key goes silent',
    !JSON.stringify(ev.got).includes('AFTER-REVOKE'),
    "event socket opened by a key that is revoked by now delivered another customer's order_created",
  );
  tried('SSE of a revoked key goes silent', !st.text.includes('AFTER-REVOKE'), 'SSE too');
  ch.send(JSON.stringify(say(conv, 'I want one W-1, order it please')));
  await sleep(2500);
  const answered = ch.got.filter((f) => f.type === 'chunk').length;
  tried(
    'chat socket of a revoked key gets no answer',
    answered === 0,
    `${answered} chunks of an answer; errors ${JSON.stringify(ch.got.filter((f) => f.type === 'error'))}`,
  );
  // place an order through it
  const approval = ch.got.map((f) => f.chunk).find((x) => x?.type === 'tool-approval-request');
  if (approval) {
    const history = ch.got.map((f) => f.chunk).filter(Boolean);
    const start = history.find((x) => x.type === 'start'),
      inp = history.findLast((x) => x.type === 'tool-input-available' && x.toolCallId === approval.toolCallId);
    ch.send(
      JSON.stringify({
        type: 'send',
        requestId: 'ap',
        id: conv,
        messages: [
          {
            id: start.messageId,
            role: 'assistant',
            parts: [
              {
                type: `tool-${inp.toolName}`,
                state: 'approval-responded',
                toolCallId: approval.toolCallId,
                input: inp.input,
                approval: { id: approval.approvalId, approved: true },
              },
            ],
          },
        ],
      }),
    );
    await sleep(2500);
    const out = ch.got.map((f) => f.chunk).findLast((x) => x?.type === 'tool-output-available');
    const all = await call('GET', '/v1/orders', { token: A.owner });
    const placed = all.json.data.find((o) => o.user_id === k.id);
    tried(
      'a revoked key places no order',
      placed === undefined,
      `order ${placed?.number} of total ${placed?.total} placed by key ${k.id} after its revocation; ${JSON.stringify(out)?.slice(0, 200)}`,
    );
  } else console.log('no approval seen', JSON.stringify(ch.got.map((f) => f.chunk?.type ?? f.type)).slice(0, 500));
  try {
    const t = await ws(`/v1/events/ws?ticket=${tk.ticket}`);
    tried(
      'ticket of a revoked key opens nothing',
      false,
      'a ticket asked for before the revocation opened a new socket after it',
    );
    t.close();
  } catch (e) {
    tried('ticket of a revoked key opens nothing', true, e.message);
  }
  ev.close();
  ch.close();
  st.c.abort();
}
// 3. A person who is switched off
{
  const s = await addUser(A, ['staff']);
  const ev = await ws('/v1/events/ws', s.token);
  const ch = await ws(`/v1/chat/s${'x'}/ws`, s.token);
  await call('PATCH', `/v1/users/${s.id}`, { token: A.owner, body: { is_active: false } });
  const r = await call('GET', '/v1/orders', { token: s.token });
  const c = await addUser(A, ['customer']);
  await place(c.token, 'AFTER-OFF');
  await sleep(1200);
  tried('deactivated staff reads no orders', r.status === 401, r.status);
  tried('event socket of deactivated staff goes silent', !JSON.stringify(ev.got).includes('AFTER-OFF'), ev.got);
  ch.send(JSON.stringify(say('sx', 'hello')));
  await sleep(500);
  tried('chat socket of deactivated staff gets no answer', !ch.got.some((f) => f.type === 'chunk'), ch.got);
  const all = (await call('GET', '/v1/orders', { token: A.owner })).json.data;
  const patch = await call('PATCH', `/v1/orders/${all[0].id}`, { token: s.token, body: { status: 'cancelled' } });
  tried("deactivated staff cancels nobody's order", patch.status === 401, patch.status);
  const u = await call('POST', '/v1/users', {
    token: s.token,
    body: { email: 'a@b.co', password: PW, roles: ['staff'] },
  });
  // Staff may not do this at all, and a session that has ended may do nothing: which is said first is no matter.
  tried('deactivated staff gains nothing more', u.status === 401 || u.status === 403, u.status);
  // A deactivated ADMIN makes themselves a lasting way in
  const a = await addUser(A, ['admin']);
  await call('PATCH', `/v1/users/${a.id}`, { token: A.owner, body: { is_active: false } });
  const mk = await call('POST', '/v1/users', {
    token: a.token,
    body: { email: `back${rnd()}@door.test`, password: PW, roles: ['staff'] },
  });
  const setpw = mk.json
    ? await call('POST', '/v1/auth/login', { body: { tenant_slug: A.slug, email: mk.json.email, password: PW } })
    : {};
  tried(
    'a deactivated admin cannot make an account that outlives the half hour',
    mk.status !== 201,
    `POST /v1/users ${mk.status}, login of it ${setpw.status}`,
  );
  const reset = await call('PATCH', `/v1/users/${c.id}`, { token: a.token, body: { password: `${PW}taken` } });
  tried("a deactivated admin cannot reset a customer's password", reset.status !== 200, reset.status);
  const hook = await call('POST', '/v1/webhook-endpoints', { token: a.token, body: { url: 'https://example.com/x' } });
  tried(
    'a deactivated admin cannot make a webhook endpoint (exfiltrates all orders for good)',
    hook.status !== 201,
    hook.status,
  );
  const kk = await call('POST', '/v1/api-keys', {
    token: a.token,
    body: { name: 'k', scopes: ['order:read-all', 'order:read'] },
  });
  const use = kk.json?.secret ? await call('GET', '/v1/orders', { token: kk.json.secret }) : {};
  tried("a deactivated admin's key is dead", use.status === 401 || kk.status !== 201, `${kk.status} ${use.status}`);
  ev.close();
  ch.close();
}
// 4. Tickets
{
  const c = await addUser(A, ['customer']);
  const t = (await call('POST', '/v1/events/tickets', { token: c.token })).json.ticket;
  const rs = await Promise.allSettled(Array.from({ length: 10 }, () => ws(`/v1/events/ws?ticket=${t}`)));
  // Written for tickets that open once. A ticket of an event stream opens that stream again, and no other.
  tried(
    'one ticket opens its own stream again',
    rs.every((r) => r.status === 'fulfilled'),
    rs.map((r) => r.status + (r.reason?.message ?? '')).join(),
  );
  for (const { value } of rs) value?.close();
  for (const [n, p] of [
    ['for other topics', `/v1/events/ws?ticket=${t}&topics=orders`],
    ['at a chat', `/v1/chat/any/ws?ticket=${t}`],
    ['on another tenant', `/v1/events/ws?ticket=${t.replace(A.id, '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70')}`],
    ['junk', '/v1/events/ws?ticket=tk_x'],
    ['none', '/v1/events/ws'],
  ]) {
    const r = await ws(p).then(
      (s) => {
        s.close();
        return 'open';
      },
      (e) => e.message,
    );
    tried(`ticket ${n}`, r !== 'open', r);
  }
  const t2 = (await call('POST', '/v1/events/tickets', { token: c.token })).json.ticket;
  for (const p of ['/v1/orders', '/v1/users', '/v1/events', '/v1/auth/me']) {
    const r = await call('GET', `${p}?ticket=${t2}`);
    tried(`ticket at ${p}`, r.status === 401, r.status);
  }
  const r = await call('GET', '/v1/orders', { token: t2 });
  tried('ticket as bearer', r.status === 401, r.status);
  const o2 = await addUser(A, ['customer']);
  const cv = `own${rnd()}`;
  await call('POST', '/v1/chat', {
    token: o2.token,
    body: { id: cv, message: { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'hi' }] } },
  });
  const other = await ws(`/v1/chat/${cv}/ws`, c.token).then(
    (s) => {
      s.close();
      return 'open';
    },
    (e) => e.message,
  );
  tried("chat socket on another's conversation", other !== 'open', other);
  // squatting a socket before the conversation exists, then the other begins it
  const cv2 = `sq${rnd()}`;
  const sq = await ws(`/v1/chat/${cv2}/ws`, c.token);
  const own = await ws(`/v1/chat/${cv2}/ws`, o2.token);
  own.send(JSON.stringify(say(cv2, 'my secret is 42')));
  await sleep(1500);
  sq.send(JSON.stringify({ type: 'resume', requestId: 'z', id: cv2 }));
  sq.send(JSON.stringify({ type: 'stop', requestId: 'z2' }));
  sq.send(JSON.stringify(say(cv2, 'what did I say?')));
  await sleep(1200);
  tried(
    'a socket opened before the conversation began sees nothing of it',
    !JSON.stringify(sq.got).includes('42') && !sq.got.some((f) => f.type === 'turn' || f.type === 'chunk'),
    sq.got.slice(0, 5),
  );
  sq.close();
  own.close();
  // frames
  const fz = await ws('/v1/events/ws', c.token);
  for (const m of [
    '{',
    '[]',
    'null',
    '{"type":"subscribe","userId":"x"}',
    '{"type":"subscribe","sees":"tenant"}',
    '{"type":"subscribe","topics":["nope"]}',
    '{"type":"subscribe","after":-1}',
    '{"type":"subscribe","after":1e99}',
    '{"type":"ack","after":999999999}',
    '{"type":"__proto__"}',
    'x'.repeat(70000),
  ])
    fz.send(m);
  fz.send(Buffer.from([0, 255, 254]));
  await sleep(800);
  tried(
    'hostile frames: answered or closed, no 1011',
    fz.closedWith === undefined || fz.closedWith < 1011 || fz.closedWith >= 4000,
    fz.closedWith,
  );
  fz.close();
  const bad = await ws('/v1/events/ws?after=0', o2.token);
  bad.send('{"type":"subscribe","after":0}');
  await sleep(800);
  tried(
    'replay shows own events alone',
    bad.got.filter((f) => f.type === 'event').every((f) => !JSON.stringify(f).includes('AFTER-OFF')),
    'others',
  );
  bad.close();
}
summary();
process.exit(0);
