import { parseArgs } from 'node:util';
import { markdownTable } from '../../pages/markdown-table.ts';
import { writeSection } from '../../pages/page-section.ts';
import { quantile } from '../statistics.ts';
import { knownRoutes } from './bench-routes.ts';
import { fillTables } from './fill-tables.ts';
import { generateLoad } from './load/generate-load.ts';
import { openStage } from './stage.ts';

/**
 * The main routes as the database grows: with 1, 100 and 10,000 tenants of 50 products and 20 orders, and with one
 * tenant of 1,000 and of 1,000,000 products and orders. Each size has a database of its own, so that none is warm from
 * another. Requests go one after the other: what is compared is the cost of one, so of five rounds the quietest counts.
 *   npm run bench -- growth [--seconds 3 --sizes 1x50x20,100x50x20,10000x50x20,1x1000x1000,1x1000000x1000000 --out scripts/lab/LOAD.md]
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    sizes: { type: 'string', default: '1x50x20,100x50x20,10000x50x20,1x1000x1000,1x1000000x1000000' },
    out: { type: 'string' },
  },
});

const ROUNDS = 5;
const sizes = values.sizes.split(',');
const measured = new Map<string, string[]>();
let description = '';
for (const size of sizes) {
  const [tenants = 1, products = 50, orders = 20] = size.split('x').map(Number);
  const stage = await openStage({ pooled: true });
  description = stage.description;
  try {
    const began = performance.now();
    const { tenantIds, productIds } = await fillTables(stage.ownerUrl, { tenants, products, orders });
    console.log(`${size} (tenants x products x orders) filled in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    // Up to 64 of them in turn: what an isolate remembers of one helps it no more than in a day's traffic.
    const step = Math.max(1, Math.floor(tenantIds.length / 64));
    const shops = await Promise.all(
      tenantIds
        .filter((_, index) => index % step === 0)
        .map(async (tenantId) => ({ tenantId, token: await stage.issue(tenantId, 'owner') })),
    );
    const routes = await knownRoutes(stage, shops, productIds);
    const best = new Map<string, number>();
    for (let round = 0; round <= ROUNDS; round++) {
      for (const { name, requests } of routes) {
        const load = { url: stage.system.url, requests, connections: 1, seconds: Number(values.seconds) / ROUNDS };
        const { latenciesMs, statuses, firstFault } = await generateLoad(load);
        if (firstFault !== undefined) throw new Error(`${name}: ${JSON.stringify(statuses)}; ${firstFault}`);
        // The first round warms up.
        if (round > 0) best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, quantile(latenciesMs, 0.5)));
      }
    }
    for (const [name, ms] of best) {
      measured.set(name, [...(measured.get(name) ?? []), ms.toFixed(1)]);
      console.log(`${name}\t${ms.toFixed(1)}`);
    }
  } finally {
    await stage.stop();
  }
}
const table = markdownTable(
  ['p50 in ms', ...sizes],
  [...measured].map(([name, cells]) => [name, ...cells]),
);
console.log(table);
if (values.out !== undefined) await writeSection(values.out, `growth: ${description}`, table);
