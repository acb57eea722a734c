import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import * as chatTools from '../contracts/chat-tool.ts';
import { ChatToolEvent, JobEvent, OrderEvent } from '../contracts/event.ts';
import { createApp } from '../workers/api/app.ts';
import { openApiDocument } from '../workers/api/openapi.ts';

/**
 * Writes what is generated from the contracts, or with `--check` fails when a file is stale.
 *   contracts/openapi.yaml            every operation, from the objects that the routes validate with
 *   contracts/events/order_v1.json    events on the topic `orders`
 *   contracts/events/job_v1.json      progress of jobs, on `notifications`
 *   contracts/events/chat_tool_v1.json  events on `chat_tools`, and the tools' inputs and outputs
 */
const FOLDER = join(import.meta.dirname, '../contracts');

const generated: Record<string, string> = {
  'openapi.yaml': stringify(openApi(), { aliasDuplicateObjects: false, lineWidth: 120 }),
  'events/order_v1.json': json(jsonSchema(OrderEvent, 'order_v1')),
  'events/job_v1.json': json(jsonSchema(JobEvent, 'job_v1')),
  'events/chat_tool_v1.json': json({
    ...jsonSchema(ChatToolEvent, 'chat_tool_v1'),
    tools: Object.fromEntries(
      [
        ['retrieve_menu', chatTools.RetrieveMenuInput, chatTools.RetrieveMenuOutput] as const,
        ['apply_promos', chatTools.ApplyPromosInput, chatTools.ApplyPromosOutput] as const,
        ['confirm', chatTools.ConfirmInput, chatTools.ConfirmOutput] as const,
      ].map(([name, input, output]) => [
        name,
        {
          input: z.toJSONSchema(input, { io: 'input' }),
          output: z.toJSONSchema(output),
          failure: z.toJSONSchema(chatTools.ToolFailure),
        },
      ]),
    ),
  }),
};

const isCheck = process.argv.includes('--check');
const stale: string[] = [];
for (const [name, content] of Object.entries(generated)) {
  const file = join(FOLDER, name);
  if ((await readFile(file, 'utf8').catch(() => undefined)) === content) continue;
  if (isCheck) stale.push(`contracts/${name}`);
  else await writeFile(file, content);
}
if (stale.length > 0) {
  console.error(`Stale: ${stale.join(', ')}. Run \`npm run contracts:generate\` and commit the result.`);
  process.exitCode = 1;
}

function openApi() {
  const app = createApp({
    openServices: () => {
      throw new Error('no request is served here');
    },
    config: () => ({ corsOrigins: [], mode: 'local', openai: undefined, rateLimitScale: 1 }),
  });
  return openApiDocument(app);
}

function jsonSchema(schema: z.ZodType, name: string) {
  return { $id: `https://ragline.dev/contracts/events/${name}.json`, ...z.toJSONSchema(schema) };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
