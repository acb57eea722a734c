import { parseArgs } from 'node:util';
import { markdownTable } from '../../pages/markdown-table.ts';
import { writeSection } from '../../pages/page-section.ts';
import { floorRoutes, productRoutes } from './bench-routes.ts';
import { CHAT_MODELS, startModel } from './chat-turns.ts';
import { measureRoutes, ROUTE_COLUMNS } from './measure-routes.ts';
import { measureStreams, STREAM_COLUMNS } from './measure-streams.ts';
import { openStage } from './stage.ts';

/**
 * Measures the main routes and streams on the built Worker, each with the floor of the same run: on the embedded stack
 * or, with DATABASE_URL and REDIS_URL, on PostgreSQL behind a transaction pool (PgBouncer, which must be installed).
 *   npm run bench -- routes [--seconds 2 --connections 32 --tenants 16 --only 'order|floor' --out scripts/lab/MEASUREMENTS.md]
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '32' },
    tenants: { type: 'string', default: '16' },
    only: { type: 'string' },
    out: { type: 'string' },
  },
});
const isAsked = (name: string) => values.only === undefined || new RegExp(values.only).test(name);
const tables: string[] = [];
let description = '';

const stage = await openStage({ pooled: true, withFloor: true });
try {
  description = stage.description;
  const shops = await Promise.all(Array.from({ length: Number(values.tenants) }, () => stage.newShop()));
  const options = { connections: Number(values.connections), seconds: Number(values.seconds) };
  console.log(`on ${description}, ${options.connections} connections; milliseconds`);
  console.log(ROUTE_COLUMNS.join('\t'));
  const routes = [...(await floorRoutes(stage, shops)), ...(await productRoutes(stage, shops))];
  const asked = routes.filter(({ name }) => isAsked(name));
  tables.push(markdownTable(ROUTE_COLUMNS, await measureRoutes(stage, asked, options)));
} finally {
  await stage.stop();
}

if (isAsked('streams')) {
  console.log(STREAM_COLUMNS.join('\t'));
  const model = await startModel();
  const streaming = { pooled: true, withFloor: true, modelUrl: model.url, env: CHAT_MODELS };
  try {
    const streamStage = await openStage(streaming);
    tables.push(markdownTable(STREAM_COLUMNS, await measureStreams(streamStage).finally(streamStage.stop)));
  } finally {
    model.stop();
  }
}
if (values.out !== undefined) await writeSection(values.out, `bench: ${description}`, tables.join('\n\n'));
