import { parseArgs } from 'node:util';
import { floorRoutes, productRoutes } from './bench-routes.ts';
import { markdownTable, writeBetweenMarkers } from './markdown.ts';
import { bundleFloor, measureRoutes, ROUTE_COLUMNS } from './measure-routes.ts';
import { openStage } from './stage.ts';

/**
 * Measures the main routes on the built Worker, each with the floor of the same run: on the embedded stack or, with
 * DATABASE_URL and REDIS_URL, on PostgreSQL behind a transaction pool (PgBouncer, which must be installed).
 *   npm run bench [-- --seconds 5 --connections 32 --tenants 16 --out docs/MEASUREMENTS.md]
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' },
    tenants: { type: 'string', default: '16' },
    only: { type: 'string' },
    out: { type: 'string' },
  },
});
const stage = await openStage({
  pooled: true,
  floor: { script: await bundleFloor(), durableObjects: { OBJECT: 'Bare' } },
});
try {
  const shops = await Promise.all(Array.from({ length: Number(values.tenants) }, () => stage.newShop()));
  const options = { connections: Number(values.connections), seconds: Number(values.seconds) };
  console.log(`on ${stage.description}, ${options.connections} connections; milliseconds`);
  console.log(ROUTE_COLUMNS.join('\t'));
  const routes = [...(await floorRoutes(stage, shops)), ...(await productRoutes(stage, shops))].filter(
    ({ name }) => values.only === undefined || new RegExp(values.only).test(name),
  );
  const table = markdownTable(ROUTE_COLUMNS, await measureRoutes(stage, routes, options));
  if (values.out !== undefined) await writeBetweenMarkers(values.out, `bench: ${stage.description}`, table);
} finally {
  await stage.stop();
}
