import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { requireSystem } from '../requirements.ts';
import { startTokenProxy } from './token-proxy.ts';

/**
 * Runs the official tools of the Model Context Protocol against a running RAGline (`npm start`):
 *   the conformance suite, whose scenarios that need fixtures of a test server are listed in expected-failures.yml,
 *   and the inspector, which as a client lists the tools, searches and asks for a price.
 * RAGLINE_URL (else this machine's PORT, else 8787) must have the demo tenant.
 */
const CONFORMANCE = '@modelcontextprotocol/conformance@0.1.16';
const INSPECTOR = '@modelcontextprotocol/inspector@2.12.0';
const SCOPES = ['product:read', 'quote:create', 'order:create', 'order:read', 'document:read'];
const url = await requireSystem();

const { access_token } = await post('/v1/auth/login', z.object({ access_token: z.string() }), {
  body: { tenant_slug: 'bistro', email: 'owner@bistro.test', password: 'ragline-demo' },
});
const owner = { authorization: `Bearer ${access_token}` };
const key = await post('/v1/api-keys', z.object({ id: z.string(), secret: z.string() }), {
  headers: owner,
  body: { name: 'MCP conformance', scopes: SCOPES },
});
const authorization = `Bearer ${key.secret}`;
// The suite can send no token.
const proxy = await startTokenProxy(url, authorization);
try {
  await run(CONFORMANCE, [
    'server',
    ...['--url', `${proxy.url}/mcp`],
    ...['--expected-failures', join(import.meta.dirname, 'expected-failures.yml')],
  ]);
  await inspect('tools/list');
  await inspect('tools/call', '--tool-name', 'retrieve_menu', '--tool-arg', 'query=pizza', 'limit=1');
  await inspect('tools/call', '--tool-name', 'apply_promos', '--tool-arg', 'items=[{"sku":"TIRAMISU","quantity":2}]');
} finally {
  proxy.close();
  await fetch(`${url}/v1/api-keys/${key.id}`, { method: 'DELETE', headers: owner });
}

async function inspect(method: string, ...more: string[]): Promise<void> {
  const server = ['--cli', `${url}/mcp`, '--transport', 'http', '--header', `Authorization: ${authorization}`];
  await run(INSPECTOR, [...server, '--method', method, ...more]);
}

/** Runs a pinned package of npm. @throws when it ends with a status other than 0. */
async function run(packageName: string, args: string[]): Promise<void> {
  console.log(`\n> ${packageName} ${args.join(' ').replace(authorization, 'Bearer …')}`);
  const child = spawn('npx', ['--yes', packageName, ...args], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${packageName} ended with ${String(code)}`);
}

async function post<T>(
  path: string,
  schema: z.ZodType<T>,
  { headers, body }: { headers?: Record<string, string>; body: object },
): Promise<T> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return schema.parse(await response.json());
}
