import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { productRoutes } from './bench-routes.ts';
import { generateLoad } from './load/generate-load.ts';
import { byPart, hottest, profileWhile } from './profiler.ts';
import { openStage } from './stage.ts';

/**
 * Profiles the Worker's isolate under the load of one route of the bench, says where its time goes, by package and by
 * function, and writes a profile that Chrome's DevTools open.
 *   npm run bench -- profile --route 'product, cached' [--seconds 5] [--out route.cpuprofile]
 */
const { values } = parseArgs({
  options: {
    route: { type: 'string', default: 'product, cached' },
    seconds: { type: 'string', default: '5' },
    out: { type: 'string' },
  },
});
const stage = await openStage({ pooled: true, isInspected: true });
try {
  const routes = await productRoutes(stage, [await stage.newShop()]);
  const route = routes.find(({ name }) => name.startsWith(values.route));
  if (route === undefined) throw new Error(`the routes are ${routes.map(({ name }) => name).join(', ')}`);
  const load = { url: stage.system.url, requests: route.requests, connections: 16, seconds: Number(values.seconds) };
  await generateLoad({ ...load, seconds: 2 });
  const profiled = await profileWhile(await stage.system.inspectorUrl(), async () => {
    const { latenciesMs, seconds, statuses } = await generateLoad(load);
    console.log(
      `${route.name}: ${(latenciesMs.length / seconds).toFixed(0)}/s while profiled; ${JSON.stringify(statuses)}`,
    );
  });
  for (const line of [...byPart(profiled), '', ...hottest(profiled, 40)]) console.log(line);
  if (values.out !== undefined) await writeFile(values.out, JSON.stringify(profiled.profile));
} finally {
  await stage.stop();
}
