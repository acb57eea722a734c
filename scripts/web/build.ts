import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserFault } from '../dev-stack/user-fault.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TARGET = join(ROOT, 'dist/assets');
const HASH = '.hash';
/** The files of Swagger UI that the page at /docs loads. */
const SWAGGER_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];
/** All inputs of the build; folders count with their contents. */
const INPUTS = ['web', 'clients/typescript/src', 'scripts/web', 'package-lock.json'];
/** Types, which no build reads. */
const IS_IGNORED = /\/(?:generated|node_modules)\//;

/**
 * Builds the pages of `web/` into `dist/assets`, with the files of Swagger UI beside them: what `[assets]` in
 * wrangler.toml names. Does nothing when the inputs are those of the last build. Several processes may call it at once.
 * @returns Whether it built.
 * @throws {UserFault} When the sources do not build.
 */
export async function buildWeb(): Promise<boolean> {
  const hash = await hashOfInputs();
  if ((await readFile(join(TARGET, HASH), 'utf8').catch(() => '')) === hash) return false;
  await mkdir(join(ROOT, 'dist'), { recursive: true });
  const folder = await mkdtemp(join(ROOT, 'dist/assets-'));
  try {
    await chmod(folder, 0o755);
    await bundle(folder, 'production');
    await bundle(folder, 'widget');
    for (const name of SWAGGER_FILES) {
      await cp(join(ROOT, 'node_modules/swagger-ui-dist', name), join(folder, 'docs', name));
    }
    await writeFile(join(folder, HASH), hash);
    // What a deploy does not upload.
    await writeFile(join(folder, '.assetsignore'), `${HASH}\nmanifest.json\n`);
    await rm(TARGET, { recursive: true, force: true });
    await rename(folder, TARGET).catch((error: unknown) => {
      // Another process has written the same files.
      if (!isErrno(error, 'ENOTEMPTY')) throw error;
    });
    return true;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** In a separate process, because Vite builds for NODE_ENV, which is `test` in tests. */
async function bundle(outDir: string, mode: 'production' | 'widget'): Promise<void> {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const args = [
    'build',
    '--config',
    join(ROOT, 'web/vite.config.ts'),
    '--logLevel',
    'error',
    '--mode',
    mode,
    '--outDir',
    outDir,
  ];
  const child = spawn(process.execPath, [vite, ...args], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new UserFault(`web/ does not build:\n${output.trim()}`);
}

async function hashOfInputs(): Promise<string> {
  const hash = createHash('sha256');
  for (const input of INPUTS) {
    for (const file of await filesOf(join(ROOT, input)))
      hash.update(file.slice(ROOT.length)).update(await readFile(file));
  }
  return hash.digest('hex');
}

async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (isErrno(error, 'ENOTDIR')) return undefined;
    throw error;
  });
  if (entries === undefined) return [path];
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.filter((file) => !IS_IGNORED.test(file)).sort();
}

const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && (error as NodeJS.ErrnoException).code === code;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log((await buildWeb()) ? 'web: built dist/assets' : 'web: dist/assets is up to date');
}
