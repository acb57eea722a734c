import WebSocket from 'ws';
import { productRoutes } from './bench-routes.ts';
import { generateLoad } from './load/generate-load.ts';
import { runtimeUsage } from './processes.ts';
import { openStage } from './stage.ts';
const stage = await openStage({ pooled: true, isInspected: true });
const shop = await stage.newShop();
const routes = await productRoutes(stage, [shop]);
const base = (await stage.system.inspectorUrl()).replace(/^ws/, 'http');
const targets: any = await (await fetch(new URL('/json', base))).json();
console.log(targets.map((t: any) => t.id));
const t = targets.find((x: any) => x.id.includes('ragline'));
async function heap(gc: boolean) {
  const ws = new WebSocket(t.webSocketDebuggerUrl);
  await new Promise((r) => ws.once('open', r));
  let n = 0;
  const call = (method: string) => new Promise<any>((r) => { const id = ++n; ws.on('message', (d) => { const m = JSON.parse(String(d)); if (m.id === id) r(m.result ?? m.error); }); ws.send(JSON.stringify({ id, method })); });
  await call('HeapProfiler.enable');
  if (gc) { await call('HeapProfiler.collectGarbage'); await call('HeapProfiler.collectGarbage'); }
  const u = await call('Runtime.getHeapUsage');
  ws.close();
  return JSON.stringify(u);
}
console.log('start', await heap(true), (runtimeUsage().memoryBytes / 1e6).toFixed(0));
for (const name of ['product, cached', 'product, cached', 'order of 2 lines','order of 2 lines']) {
  const route = routes.find((r) => r.name === name);
    const r = await generateLoad({ url: stage.system.url, requests: route?.requests ?? [], connections: 8, seconds: 8 });
    console.log(name, r.latenciesMs.length, 'requests', (runtimeUsage().memoryBytes / 1e6).toFixed(0), 'MB');
    console.log('  after gc', await heap(true), (runtimeUsage().memoryBytes / 1e6).toFixed(0), 'MB');
}
await stage.stop();
