import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { ToolFailure } from '../contracts/chat-tool.ts';
import { ChatToolEvents, EVENT_TYPES } from '../contracts/event.ts';
import { createApp } from '../workers/api/app.ts';
import { openApiDocument } from '../workers/api/openapi.ts';
import { AGENT_TOOLS } from '../workers/llm/tools/all-tools.ts';
import { asyncApiDocument } from './contracts/asyncapi-document.ts';
import { commandsPage } from './contracts/commands-page.ts';
import { configurationPage } from './contracts/configuration-page.ts';
import { eventTable, metricTable, toolTable } from './contracts/page-tables.ts';
import { eventSchemas, FRAMES, MESSAGES, standaloneSchema } from './contracts/wire-schemas.ts';
import { withSection } from './pages/page-section.ts';

/**
 * Writes what is generated from the contracts, or with `--check` fails when a file is stale.
 *   contracts/openapi.yaml        every operation, from the objects that the routes validate with
 *   contracts/asyncapi.yaml       every way by which events and frames leave or enter
 *   contracts/events/*_v1.json    each kind of event; `chat_tool_v1.json` also has the tools' inputs and outputs
 *   contracts/frames/*_v1.json    what the streams, the WebSocket and the log carry
 *   contracts/messages/*_v1.json  what Queues and Redis streams carry beside events
 *   docs/CONFIGURATION.md         every variable, from the objects that the environment is parsed with
 *   docs/COMMANDS.md              every command of `npm run`
 *   docs/EVENTS.md, MCP.md, METRICS.md   the tables of event types, tools and metrics
 *   clients/typescript/src/keyed-operations.ts   the operations that take an idempotency key
 *   clients/typescript/src/event-types.ts   the types of events, for the pages
 */
const ROOT = join(import.meta.dirname, '..');

const api = openApi();
const contracts: Record<string, string> = {
  'openapi.yaml': yaml(api),
  'asyncapi.yaml': yaml(asyncApiDocument()),
  ...Object.fromEntries(
    eventSchemas().map(({ id, schema }) => {
      const path = `events/${snakeCase(id.replace(/Event$/, ''))}_v1.json`;
      return [
        path,
        json({ ...standaloneSchema(path, schema), ...(schema === ChatToolEvents.schema ? { tools: tools() } : {}) }),
      ];
    }),
  ),
  ...schemaFiles('frames', FRAMES),
  ...schemaFiles('messages', MESSAGES),
};

const [events, mcp, metrics] = await Promise.all([page('EVENTS'), page('MCP'), page('METRICS')]);
const generated: Record<string, string> = {
  ...Object.fromEntries(Object.entries(contracts).map(([name, content]) => [`contracts/${name}`, content])),
  'docs/CONFIGURATION.md': configurationPage(),
  'docs/COMMANDS.md': commandsPage(),
  'docs/EVENTS.md': withSection(events, 'event types', eventTable()),
  'docs/MCP.md': withSection(mcp, 'tools', toolTable()),
  'docs/METRICS.md': withSection(metrics, 'metrics', metricTable()),
  'clients/typescript/src/keyed-operations.ts': keyedOperations(),
  'clients/typescript/src/event-types.ts': eventTypes(),
};

const isCheck = process.argv.includes('--check');
const stale: string[] = [];
for (const [name, content] of Object.entries(generated)) {
  const file = join(ROOT, name);
  if ((await readFile(file, 'utf8').catch(() => undefined)) === content) continue;
  if (isCheck) stale.push(name);
  else await mkdir(dirname(file), { recursive: true }).then(() => writeFile(file, content));
}
if (stale.length > 0) {
  console.error(`Stale: ${stale.join(', ')}. Run \`npm run contracts -- generate\` and commit the result.`);
  process.exitCode = 1;
}

function page(name: string): Promise<string> {
  return readFile(join(ROOT, `docs/${name}.md`), 'utf8');
}

function openApi() {
  const app = createApp({
    asyncApi: '',
    openServices: () => {
      throw new Error('no request is served here');
    },
  });
  return openApiDocument(app);
}

/** For the client, which sends a key of its own with each of these. */
function keyedOperations(): string {
  const names = Object.entries(api.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, { parameters?: { in: string; name: string }[] }>)
      .filter(([, { parameters = [] }]) => parameters.some((one) => one.name.toLowerCase() === 'idempotency-key'))
      .map(([method]) => `  '${method.toUpperCase()} ${path}',\n`),
  );
  return `/** Operations that take an Idempotency-Key, by method and path. \`npm run contracts -- generate\` writes this file. */
export const KEYED_OPERATIONS: ReadonlySet<string> = new Set([\n${names.join('')}]);\n`;
}

function eventTypes(): string {
  const types = EVENT_TYPES.map((type) => `  '${type}',\n`).join('');
  return `/** Every type of event. \`npm run contracts -- generate\` writes this file. */
export const EVENT_TYPES = [\n${types}] as const;\n`;
}

function schemaFiles(folder: string, schemas: Record<string, z.ZodType>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const path = `${folder}/${snakeCase(name)}_v1.json`;
      return [path, json(standaloneSchema(path, schema))];
    }),
  );
}

/** The tools' inputs and outputs, beside the events that tell of their calls. */
function tools() {
  return Object.fromEntries(
    Object.values(AGENT_TOOLS).map(({ name, input, output }) => [
      name,
      {
        input: z.toJSONSchema(input, { io: 'input' }),
        output: z.toJSONSchema(output),
        failure: z.toJSONSchema(ToolFailure),
      },
    ]),
  );
}

function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}
function yaml(value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false, lineWidth: 120 });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
