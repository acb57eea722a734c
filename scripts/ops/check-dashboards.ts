import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { newHome, startSystem } from '../../test/support/node/started-system.ts';
import { until } from '../../test/support/until.ts';
import { anyFreePort } from '../dev-stack/ports.ts';
import { collectSpans } from '../lab/traces/collected-spans.ts';
import { requireProgram } from '../requirements.ts';
import { ShopUser } from './shop-user.ts';
import { makeTraffic, openReceiver } from './traffic.ts';

/**
 * Starts the system, lets it do some of everything, and lets a real Prometheus (`prometheus` on the PATH) scrape it with
 * the configuration of ops/prometheus. Then runs the query of each panel and of each rule: fails on an error, and on a
 * panel without data.
 *   npm run ops -- dashboards
 */
requireProgram('prometheus', 'install Prometheus (apt install prometheus, brew install prometheus)');
const OPS = join(import.meta.dirname, '../../ops');
const LIMIT_MS = 120_000;
/** The value that Grafana substitutes for `$__rate_interval` when scrapes are a second apart. */
const INTERVAL = '30s';

const Dashboard = z.object({
  title: z.string(),
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
});
const Answer = z.object({
  status: z.string(),
  error: z.string().optional(),
  data: z.object({ result: z.array(z.unknown()) }).optional(),
});
const Rules = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(z.object({ name: z.string(), health: z.string(), lastError: z.string().optional() })),
      }),
    ),
  }),
});

const folder = mkdtempSync(join(tmpdir(), 'ragline-prometheus-'));
const collected = await collectSpans();
const home = await newHome();
const system = await startSystem(home, { OTEL_EXPORTER_OTLP_ENDPOINT: collected.url });
const prometheus = await startPrometheus(home.port);
let receiver: Server | undefined;
let faults: string[] = [];
try {
  receiver = await openReceiver(await ShopUser.logIn(home.url, 'owner@bistro.test'));
  const customer = await ShopUser.logIn(home.url, 'customer@bistro.test');
  // A rate needs two scrapes, so traffic continues while Prometheus scrapes.
  let faultsBefore = Number.POSITIVE_INFINITY;
  faults = await until(
    async () => {
      await makeTraffic(customer);
      const found = await allFaults();
      if (found.length !== faultsBefore) console.log(`${found.length} faults left`);
      faultsBefore = found.length;
      return found;
    },
    (found) => found.length === 0,
    LIMIT_MS,
  ).catch(async (error: unknown) => [...(await allFaults()), String(error).slice(0, 300)]);
} finally {
  prometheus.process.kill();
  await system.kill();
  await collected.stop();
  receiver?.closeAllConnections();
  receiver?.close();
  home.remove();
  rmSync(folder, { recursive: true, force: true });
}
for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? 'every panel has data, every rule is evaluated' : `${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;

async function startPrometheus(target: number): Promise<{ url: string; process: ChildProcess }> {
  cpSync(join(OPS, 'prometheus'), folder, { recursive: true });
  const file = join(folder, 'prometheus.yml');
  const config = parse(readFileSync(file, 'utf8'));
  config.global = { scrape_interval: '1s', evaluation_interval: '1s' };
  config.scrape_configs[0].static_configs = [{ targets: [`127.0.0.1:${target}`] }];
  writeFileSync(file, stringify(config));
  const rules = join(folder, 'recording-rules.yml');
  writeFileSync(rules, readFileSync(rules, 'utf8').replaceAll('interval: 30s', 'interval: 1s'));
  const port = await anyFreePort();
  const child = spawn(
    'prometheus',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(isReady, (ready) => ready, LIMIT_MS);
  return { url, process: child };
}

async function allFaults(): Promise<string[]> {
  return [...(await panelFaults()), ...(await ruleFaults())];
}

async function panelFaults(): Promise<string[]> {
  const found: string[] = [];
  const dashboards = join(OPS, 'grafana/dashboards');
  for (const file of readdirSync(dashboards)) {
    const { title, panels } = Dashboard.parse(JSON.parse(readFileSync(join(dashboards, file), 'utf8')));
    for (const panel of panels) {
      for (const { expr } of panel.targets) {
        const query = expr.replaceAll('$__rate_interval', INTERVAL);
        const response = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(query)}`);
        const { status, error, data } = Answer.parse(await response.json());
        if (status !== 'success') found.push(`${title}, ${panel.title}: ${error}\n  ${query}`);
        else if (data === undefined || !data.result.some(isNumber))
          found.push(`${title}, ${panel.title}: no data\n  ${query}`);
      }
    }
  }
  return found;
}

/** The quotient 0/0 is not data either. */
function isNumber(sample: unknown): boolean {
  const parsed = z.object({ value: z.tuple([z.number(), z.string()]) }).safeParse(sample);
  return parsed.success && !Number.isNaN(Number(parsed.data.value[1]));
}

async function ruleFaults(): Promise<string[]> {
  const { data } = Rules.parse(await (await fetch(`${prometheus.url}/api/v1/rules`)).json());
  const rules = data.groups.flatMap((group) => group.rules);
  if (rules.length === 0) return ['no rule was loaded'];
  return rules
    .filter(({ health }) => health !== 'ok')
    .map((rule) => `rule ${rule.name}: ${rule.lastError ?? rule.health}`);
}
