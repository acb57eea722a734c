import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';

/** Scripts that outsiders wrote against the started system. Each prints what did not hold, and says so by its status. */
const CASES = join(import.meta.dirname, 'cases');
const MODEL = { OPENAI_CHAT_MODEL: 'm', OPENAI_EMBEDDING_MODEL: 'e' };

const SYSTEMS: ReadonlyArray<{
  title: string;
  env: Record<string, string>;
  model?: 'obedient' | 'of the case';
  cases: string[];
}> = [
  {
    title: 'as it starts',
    env: {},
    cases: [
      'security/01-matrix-idor',
      'security/02-tokens',
      'security/03-open-streams',
      'security/04-stale-owner',
      'security/05-money',
      'security/07-ssrf',
      'security/09-mcp-misc',
      'security/10-database',
      'security/13a-output-unit',
      'security/14-races-misc',
      'security/19-growth-amplify',
      'security/20-demo-tenants',
      'security/22-after-logout',
      'public/01-empty-body-with-content-type',
      'public/02-free-from-products',
      'public/03-ingredient-inside-a-word',
      'public/04-word-boundaries',
      'public/05-letters-of-other-scripts',
      'public/06-prices-in-other-currencies',
      'public/07-vegan-is-vegetarian',
      'public/10-mcp-arguments',
      'public/11-sse-polyfill',
      'public/12-preflight-headers',
      'public/13-mcp-accept',
      'public/14-if-match',
      'public/15-timestamps',
      'public/16-sort-by-name',
      'public/17-scripts-without-spaces',
      'public/18-refresh-twice',
      'public/20-holds',
    ],
  },
  {
    title: 'with a model that obeys every text',
    env: { ...MODEL, CHAT_MONTHLY_TOKENS: '200000', CHAT_OPERATOR_MONTHLY_TOKENS: '2000000' },
    model: 'obedient',
    cases: [
      'security/06-obedient-model',
      'security/13-output-more',
      'security/15-expiry-budget',
      'security/16-socket-expiry',
      'security/21-last',
    ],
  },
  {
    title: 'with a model and an operator’s limit for all tenants',
    env: { ...MODEL, CHAT_OPERATOR_MONTHLY_TOKENS: '200000' },
    model: 'obedient',
    cases: ['security/17-new-tenant-budget'],
  },
  {
    title: 'with the quotas of production',
    env: { RATE_LIMIT_SCALE: '1', METRICS_TOKEN: 'a-token-for-scrapes-only' },
    cases: ['security/08-limits-headers', 'security/18-claims'],
  },
  {
    title: 'with a twentieth of the quotas',
    env: { RATE_LIMIT_SCALE: '0.05' },
    cases: ['security/11-starvation', 'security/12-lockout'],
  },
  {
    title: 'with a model server that nearly speaks OpenAI’s protocol',
    env: { ...MODEL, CHAT_FIRST_TOKEN_TIMEOUT_MS: '2500', CHAT_IDLE_TIMEOUT_MS: '2500' },
    model: 'of the case',
    cases: ['public/08-10-model-servers', 'public/19-reasoning-is-life'],
  },
];

for (const { title, env, model: kind, cases } of SYSTEMS) {
  describe(`independent test cases, against the system ${title}`, () => {
    let home: SystemHome;
    let system: StartedSystem;
    let model: ChildProcess | undefined;
    let modelLog: string;
    let modelPort: number;

    beforeAll(async () => {
      home = await newHome();
      modelLog = join(home.folder, 'model.jsonl');
      modelPort = await freePort();
      if (kind === 'obedient') {
        const script = join(CASES, 'security/obedient-model.mjs');
        model = spawn(process.execPath, [script], {
          env: { ...process.env, MODEL_PORT: String(modelPort), MODEL_LOG: modelLog },
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        if (model.stdout !== null) await once(model.stdout, 'data');
      }
      const server = kind === undefined ? {} : { OPENAI_API_BASE: `http://127.0.0.1:${modelPort}/v1` };
      // A start checks the model server, but the case starts its own later.
      const standIn = createServer((_request, response) => response.writeHead(404).end());
      if (kind === 'of the case') await once(standIn.listen(modelPort, '127.0.0.1'), 'listening');
      system = await startSystem(home, { ...env, ...server });
      standIn.closeAllConnections();
      standIn.close();
    });
    afterAll(async () => {
      await system?.kill();
      model?.kill();
      home?.remove();
    });

    it.each(cases)('%s holds', { timeout: 600_000 }, async (name) => {
      const variables = {
        BASE: home.url,
        RURL: home.url,
        PG: /postgres:\/\/\S+/.exec(system.output())?.[0] ?? '',
        KEYS: join(home.folder, 'auth-private-jwks.json'),
        MODEL_LOG: modelLog,
        MODEL_PORT: String(modelPort),
        ...(env.METRICS_TOKEN === undefined ? {} : { METRICS_TOKEN: env.METRICS_TOKEN }),
      };
      const { output, status } = await runCase(name, variables);
      expect({ status, output }).toEqual({ status: 0, output });
    });
  });
}

/** Runs one script to its end. @returns What it printed of faults, and its exit status. */
async function runCase(name: string, env: Record<string, string>): Promise<{ output: string; status: number | null }> {
  const script = join(CASES, `${name}.mjs`);
  if (!existsSync(script)) throw new Error(`there is no case ${name}`);
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  const faults = printed.split('\n').filter((line) => /^(?:!!|FAIL|\s+(?:expected|seen)\b|.*Error)/.test(line));
  return { output: faults.join('\n'), status };
}
