import { z } from 'zod';
import { requireSystem } from '../../requirements.ts';
import { quantile, quantiles } from '../statistics.ts';
import { measureOrderToFrame } from './order-to-frame.ts';

/**
 * Order to SSE frame, against a running `npm start` with its demo shop.
 *   npm run bench -- events [orders] [url]   (else RAGLINE_URL, else this machine's PORT or 8787)
 */
const ORDERS = Number(process.argv[2] ?? 200);
const URL_BASE = await requireSystem(process.argv[3]);

const measured = await measureOrderToFrame({
  ...{ url: URL_BASE, token: await logIn(), skus: ['ESPRESSO', 'GELATO'], orders: ORDERS },
});
console.log(`${ORDERS} orders, ${measured.lost} events lost`);
console.log(['milliseconds', 'p50', 'p95', 'p99', 'p50/floor'].join('\t'));
const row = (name: string, values: readonly number[]) => {
  const ofFloor = (quantile(values, 0.5) / quantile(measured.floor, 0.5)).toFixed(2);
  console.log([name, ...quantiles(values), ofFloor].join('\t'));
};
row('floor: GET /healthz', measured.floor);
row('order: request to answer', measured.toAnswer);
row('order: request to SSE frame', measured.toFrame);
row('event: answer to SSE frame', measured.fromAnswer);
process.exitCode = measured.lost === 0 ? 0 : 1;

async function logIn(): Promise<string> {
  const response = await fetch(`${URL_BASE}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant_slug: 'bistro', email: 'owner@bistro.test', password: 'ragline-demo' }),
  });
  if (response.status !== 200) throw new Error(`login was answered ${response.status}`);
  return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
}
