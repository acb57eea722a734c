// Anybody makes tenants, and each has a month's budget of its own at the operator's model account. BASE: instance with CHAT_OPERATOR_MONTHLY_TOKENS=200000.
import { call, newTenant, rnd, setSuite, summary, tried } from './lib.mjs';

setSuite('new-tenant-budget');
let used = 0;
for (let t = 0; t < 2; t++) {
  const T = await newTenant();
  let n = 0;
  for (let i = 0; i < 16; i++) {
    const r = await call('POST', '/v1/chat', {
      token: T.owner,
      body: {
        id: `b${rnd()}`,
        message: { id: 'm', role: 'user', parts: [{ type: 'text', text: 'hi [[USAGE 15000]]' }] },
      },
    });
    if (r.status !== 200) {
      console.log(r.status, r.code);
      break;
    }
    n++;
    used += 15000;
  }
  console.log(`tenant ${t + 1}: ${n} turns`);
}
tried(
  "a stranger who makes tenants does not spend the operator's model account without end",
  used <= 215000,
  `${used} tokens by two tenants of one stranger, with a limit of 200,000 a tenant; nobody's e-mail was verified, no switch closes registration, no limit over all tenants`,
);
summary();
