import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PackedClient, packClient } from '../support/node/packed-client.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';

const ROOT = join(import.meta.dirname, '../..');
const NODE_20 = { name: `node-${process.platform}-${process.arch}`, version: '20.20.2' };
const MAX_BYTES = 15_000;

let home: SystemHome;
let system: StartedSystem;
let client: PackedClient;
let project: string;

beforeAll(async () => {
  home = await newHome();
  system = await startSystem(home);
  client = packClient();
  project = client.newProject(['ai@7.0.173', '@types/node@24.19.2', `${NODE_20.name}@${NODE_20.version}`]);
  cpSync(join(ROOT, 'clients/typescript/programs'), project, { recursive: true });
});
afterAll(async () => {
  client?.remove();
  await system?.kill();
  home?.remove();
});

const bundle = async (entry: string, platform: 'browser' | 'node', minify = false): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [join(project, entry)],
    bundle: true,
    format: 'esm',
    platform,
    minify,
    target: 'es2022',
    write: false,
    logLevel: 'error',
    ...(platform === 'browser' ? { conditions: ['workerd', 'worker', 'browser'] } : {}),
  });
  return outputFiles[0]?.text ?? '';
};

interface Shopped {
  names: string[];
  orders: string[];
  followed: string;
}
const expectShopped = (shopped: Shopped): void => {
  expect(shopped).toMatchObject({
    refused: 'unavailable_product',
    wrong: 'invalid_request',
    roles: ['guest'],
    answered: true,
  });
  expect(shopped.names).toHaveLength(5);
  expect(shopped.orders).toEqual([shopped.followed, shopped.followed]);
};

describe('the packed client, in a separate project', () => {
  it('has its types, and no file of the server', () => {
    const all = client.files.filter(
      (file) => !/^package\/(?:package\.json|README\.md|LICENSE|dist\/[\w./-]+)$/.test(file),
    );
    expect(all).toEqual([]);
    expect(client.files).toEqual(expect.arrayContaining(['package/dist/index.d.ts', 'package/dist/chat.d.ts']));
    const installed = join(project, 'node_modules/@ragline/client/dist');
    const texts = readdirSync(installed, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.js$/.test(file))
      .map((file) => readFileSync(join(installed, file), 'utf8'));
    expect(texts.join('\n')).not.toMatch(/drizzle|durable-objects|workers\/|from '(?:hono|zod|pg)/);
    // The stranger's program is typed by it, its wrong line included.
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', project], { stdio: 'pipe' });
  });

  it('runs on Node 20', async () => {
    const node = join(project, 'node_modules', NODE_20.name, 'bin/node');
    const script = await bundle('in-node.ts', 'node');
    const output = execFileSync(node, ['--input-type=module', '-', home.url], { input: script, encoding: 'utf8' });
    const { version, ...shopped } = JSON.parse(output);
    expect(version).toBe(`v${NODE_20.version}`);
    expectShopped(shopped);
  });

  it('runs in a Worker', async () => {
    const worker = new Miniflare(
      convertV4MiniflareOptions({
        modules: true,
        script: await bundle('in-worker.ts', 'browser'),
        compatibilityDate: '2026-01-01',
        bindings: { API: home.url },
      }),
    );
    try {
      const response = await worker.dispatchFetch('https://worker.test/');
      expectShopped((await response.json()) as Shopped);
    } finally {
      await worker.dispose();
    }
  });

  it(`adds less than ${MAX_BYTES} bytes to a page`, async () => {
    const script = await bundle('in-page.ts', 'browser', true);
    expect(gzipSync(script).byteLength).toBeLessThan(MAX_BYTES);
  });
});
