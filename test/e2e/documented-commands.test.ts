import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { COMMAND_GROUPS } from '../../scripts/command-groups.mjs';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';
import { until } from '../support/until.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENTED_URL = 'http://127.0.0.1:8787';
/** Streams that do not end are left after this. */
const CURL_LIMIT_S = 10;
const run = promisify(execFile);

interface Block {
  page: string;
  text: string;
  /** The requirement in the first line of a block; a block without one is run. */
  needs: string | undefined;
}

const pages = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];
const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');
const blocks: Block[] = pages.flatMap((page) =>
  [...textOf(page).matchAll(/^( *)```bash\n([\s\S]*?)^\1```/gm)].map(([, , text = '']) => ({
    ...{ page, text },
    needs: /^\s*# needs: (.+)/.exec(text)?.[1],
  })),
);
const runnable = blocks.filter(({ needs, text }) => needs === undefined && /\bcurl\b|^(?:say|mcp) /m.test(text));
/** The start of the README's tour: other pages use its variables. */
const prelude = runnable[0]?.text ?? '';

let home: SystemHome;
let system: StartedSystem;
let folder: string;
beforeAll(async () => {
  home = await newHome();
  system = await startSystem(home, { CORS_ORIGINS: 'https://shop.example' });
  folder = mkdtempSync(join(tmpdir(), 'ragline-docs-'));
});
afterAll(async () => {
  await system?.exited;
  home?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the page's blocks in one shell, in their order: what they print, and the status of each response. */
async function follow(page: string): Promise<{ printed: string; statuses: string[] }> {
  const ofPage = runnable.filter((block) => block.page === page).map(({ text }) => text);
  const headers = mkdtempSync(join(folder, 'headers-'));
  const shell = [
    `curl() { command curl --max-time ${CURL_LIMIT_S} -D "$(mktemp -p ${headers} "$(date +%s%N)-XXXX")" "$@"; }`,
    ...(page === 'README.md' ? [] : [prelude]),
    ...ofPage,
  ].join('\n');
  const { stdout } = await run('bash', ['-c', shell.replaceAll(DOCUMENTED_URL, home.url)], {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  }).catch(({ stdout }: { stdout: string }) => ({ stdout }));
  const statuses = readdirSync(headers)
    .sort()
    .map((name) => readFileSync(join(headers, name), 'utf8').split('\r\n')[0] ?? '');
  if (statuses.some((status) => !/^HTTP\/1.1 2/.test(status))) console.error(stdout.slice(-4_000));
  return { printed: stdout, statuses };
}

describe('a command in the documentation', () => {
  it('runs here, or states in its first line what it needs', () => {
    const others = blocks.filter((block) => block.needs === undefined && !runnable.includes(block));
    const commands = others.flatMap(({ page, text }) =>
      text
        .split('\n')
        .flatMap((line) => (line.trim() === '' || line.trim().startsWith('#') ? [] : [`${page}: ${line.trim()}`])),
    );
    expect(commands.filter((line) => !/: (?:[A-Z_]+=\S+ )*(?:npm (?:start|test|run)|npx vitest)\b/.test(line))).toEqual(
      [],
    );
  });

  it('names scripts that there are, and all that there are', () => {
    const named = new Set(
      pages.flatMap((page) => [...textOf(page).matchAll(/\bnpm run (?:-s )?([a-z][\w:-]*)/g)].map(([, name]) => name)),
    );
    const scripts = Object.keys(manifest.scripts);
    expect([...named].filter((name) => !scripts.includes(name ?? ''))).toEqual([]);
    const listed = textOf('docs/COMMANDS.md');
    const commands = Object.entries(COMMAND_GROUPS).flatMap(([group, inGroup]) =>
      Object.keys(inGroup).map((command) => (command === '' ? group : `${group} -- ${command}`)),
    );
    const alone = scripts.filter((name) => !/^pre/.test(name) && COMMAND_GROUPS[name] === undefined);
    expect(
      [...alone, ...commands].filter(
        (name) => !listed.includes(`\`npm run ${name}\``) && !listed.includes(`\`npm ${name}\``),
      ),
    ).toEqual([]);
    // Arguments after a name without commands, such as npm run tenants, belong to its script.
    const takesCommand = (group: string) => Object.keys(COMMAND_GROUPS[group] ?? {}).some((command) => command !== '');
    const used = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\bnpm run (?:-s )?([a-z-]+) -- ([a-z]\w*)/g)].map(([, group = '', command = '']) => ({
        group,
        command,
      })),
    );
    expect(
      used.filter(({ group, command }) => takesCommand(group) && COMMAND_GROUPS[group]?.[command] === undefined),
    ).toEqual([]);
  });

  it.each([...new Set(runnable.map(({ page }) => page))])('succeeds: %s', async (page) => {
    const { printed, statuses } = await follow(page);
    expect(statuses.length).toBeGreaterThan(0);
    expect(statuses.filter((status) => !/^HTTP\/1.1 2/.test(status))).toEqual([]);
    // The guest of one's own shop was answered from the imported menu.
    if (page === 'README.md') expect(printed).toContain('Marinara');
  });
});

describe('a command without what it needs', () => {
  // A PATH with only node, npm and the tools of a preview, because the machine may have the missing programs.
  const tools = mkdtempSync(join(tmpdir(), 'ragline-tools-'));
  for (const tool of ['sh', 'env', 'npm', 'git']) {
    const path = execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
    symlinkSync(path, join(tools, tool));
  }
  symlinkSync(process.execPath, join(tools, 'node'));
  afterAll(() => rmSync(tools, { recursive: true }));
  const nothing = { PATH: `${join(ROOT, 'node_modules/.bin')}:${tools}`, HOME: tmpdir() };
  it.each([
    ['migrate', /DATABASE_URL is not set/],
    ['seed', /DATABASE_URL is not set/],
    ['tenants', /DATABASE_URL is not set/],
    ['keys -- rotate', /no key set came on stdin: pipe the set in use/],
    ['deploy -- preview', /NEON_API_KEY is not set|not a branch|no branch/],
    ['bench -- k6', /k6 is not on the PATH/],
    ['ops -- check', /promtool is not on the PATH/],
    ['ops -- dashboards', /prometheus is not on the PATH/],
    ['bench -- events', /no RAGline answers at http:\/\/127.0.0.1:1/],
    ['ops -- mcp', /no RAGline answers at http:\/\/127.0.0.1:1/],
  ])('says so in one sentence: npm run %s', async (name, sentence) => {
    const child = run('npm', ['run', '-s', ...name.split(' ')], {
      cwd: ROOT,
      env: { ...nothing, PORT: '1', K6_BINARY: '' },
    });
    child.child.stdin?.end();
    const failure: unknown = await child.catch((error: unknown) => error);
    const { stderr, code } = failure as { stderr: string; code: number };
    expect([code, stderr.trim().split('\n').length, stderr]).toEqual([1, 1, expect.stringMatching(sentence)]);
  });
});

describe('npm start', () => {
  it('passes its variables on: CORS_ORIGINS admits its origins and no other', async () => {
    const allowed = async (origin: string) =>
      (await fetch(`${home.url}/healthz`, { headers: { origin } })).headers.get('access-control-allow-origin');
    expect(await allowed('https://shop.example')).toBe('https://shop.example');
    expect(await allowed('https://other.example')).toBeNull();
  });

  it('ends with one sentence when its state folder is removed', async () => {
    rmSync(home.folder, { recursive: true, force: true });
    const code = await until(
      () => Promise.race([system.exited, new Promise<'running'>((resolve) => setTimeout(resolve, 500, 'running'))]),
      (value) => value !== 'running',
      30_000,
    );
    expect(code).toBe(1);
    expect(system.output()).toContain(`The state folder ${home.folder} was removed while RAGline ran`);
  });
});
