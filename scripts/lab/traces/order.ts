import type { Server } from 'node:http';
import { join } from 'node:path';
import { newHome, startSystem } from '../../../test/support/node/started-system.ts';
import { until } from '../../../test/support/until.ts';
import { ShopUser } from '../../ops/shop-user.ts';
import { openReceiver } from '../../ops/traffic.ts';
import { writeSection } from '../../pages/page-section.ts';
import { collectSpans } from './collected-spans.ts';
import { printTree } from './span-tree.ts';

/**
 * Starts the system against an OpenTelemetry Collector, orders by chat, and prints the trace of the order, span by span.
 *   npm run ops -- trace [--collector /path/to/otelcol] [--write]
 * Without a collector the spans come straight. `--write` puts the print into docs/TRACES.md.
 */
const LIMIT_MS = 120_000;
const DOCS = join(import.meta.dirname, '../../../docs/TRACES.md');

const flag = process.argv.indexOf('--collector');
const binary = flag === -1 ? undefined : process.argv[flag + 1];
const collected = await collectSpans(binary);
const home = await newHome();
const system = await startSystem(home, { OTEL_EXPORTER_OTLP_ENDPOINT: collected.url });
let receiver: Server | undefined;
try {
  const spans = await orderByChat();
  const text = printTree(spans);
  console.log(text);
  if (process.argv.includes('--write')) await writeSection(DOCS, 'order by chat', `\`\`\`text\n${text}\n\`\`\``);
} finally {
  await system.kill();
  await collected.stop();
  receiver?.closeAllConnections();
  receiver?.close();
  home.remove();
}

async function orderByChat() {
  const owner = await ShopUser.logIn(home.url, 'owner@bistro.test');
  const customer = await ShopUser.logIn(home.url, 'customer@bistro.test');
  receiver = await openReceiver(owner);
  const chat = customer.chat();
  await chat.say('something vegan under 12 euros');
  await chat.say('I have code WELCOME10');
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
