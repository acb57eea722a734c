import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newHome, startSystem } from '../../test/support/node/started-system.ts';
import { until } from '../../test/support/until.ts';
import { anyFreePort } from '../dev-stack/ports.ts';
import { ShopUser } from '../ops/shop-user.ts';
import { openReceiver } from '../ops/traffic.ts';
import { collectSpans } from './collected-spans.ts';
import { printTree } from './span-tree.ts';

/**
 * Starts the system against an OpenTelemetry Collector, orders by chat, and prints the trace of the order, span by span.
 *   npm run trace:order [-- --collector /path/to/otelcol] [--write]
 * Without a collector the spans are taken directly. `--write` puts the print into docs/TRACES.md.
 * A collector with what is needed here is built by its own builder (`go install
 * go.opentelemetry.io/collector/cmd/builder@latest`) from: otlpreceiver, otlphttpexporter.
 */
const LIMIT_MS = 120_000;
const DOCS = join(import.meta.dirname, '../../docs/TRACES.md');
const [BEGIN, END] = ['<!-- trace:order -->', '<!-- end -->'];

const flag = process.argv.indexOf('--collector');
const binary = flag === -1 ? undefined : process.argv[flag + 1];
const folder = mkdtempSync(join(tmpdir(), 'ragline-traces-'));
const collected = await collectSpans();
const collector = binary === undefined ? undefined : await startCollector(binary);
const home = await newHome();
const system = await startSystem(home, { OTEL_EXPORTER_OTLP_ENDPOINT: collector?.url ?? collected.url });
let receiver: Server | undefined;
try {
  const spans = await orderByChat();
  const text = printTree(spans);
  console.log(text);
  if (process.argv.includes('--write')) write(text);
} finally {
  await system.kill();
  collector?.process.kill();
  await collected.stop();
  receiver?.closeAllConnections();
  receiver?.close();
  home.remove();
  rmSync(folder, { recursive: true, force: true });
}

/** A collector that hands on what it takes, as JSON, to where it is read. */
async function startCollector(command: string): Promise<{ url: string; process: ChildProcess }> {
  const port = await anyFreePort();
  const config = join(folder, 'collector.yaml');
  writeFileSync(
    config,
    `receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:${port} } } } }
exporters: { otlphttp: { endpoint: ${collected.url}, encoding: json, compression: none } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { traces: { receivers: [otlp], exporters: [otlphttp] } }
`,
  );
  const child = spawn(command, ['--config', config], { stdio: ['ignore', 'inherit', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  const isUp = async () =>
    await fetch(url).then(
      () => child.exitCode === null,
      () => false,
    );
  await until(isUp, (up) => up, LIMIT_MS);
  return { url, process: child };
}

async function orderByChat() {
  const owner = await ShopUser.logIn(home.url, 'owner@bistro.test');
  const customer = await ShopUser.logIn(home.url, 'customer@bistro.test');
  receiver = await openReceiver(owner);
  const chat = customer.chat();
  await chat.say('something vegan under 12 euros');
  await chat.say('any discount?');
  await chat.say('order it');
  await chat.decide(true);
  const wanted = ['create orders', 'relay orders', 'process ragline-orders', 'POST', 'process ragline-chat-tools'];
  const ofOrder = () => {
    const traceId = collected.spans.find(({ name }) => name === 'create orders')?.traceId;
    return collected.spans.filter((span) => span.traceId === traceId);
  };
  return await until(
    async () => ofOrder(),
    (spans) => wanted.every((name) => spans.some((span) => span.name === name)),
    LIMIT_MS,
  );
}

function write(text: string): void {
  const [before = '', rest = ''] = readFileSync(DOCS, 'utf8').split(BEGIN);
  writeFileSync(DOCS, `${before}${BEGIN}\n\n\`\`\`text\n${text}\n\`\`\`\n\n${END}${rest.split(END)[1] ?? ''}`);
}
