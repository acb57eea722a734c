import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const BUILT = /(?:^|\/)(?:node_modules|dist|generated)$/;

/** Folders outside of the checkout, in which the client is built as for the registry, and used as by a stranger. */
export interface PackedClient {
  /** The package as `npm publish` would send it. */
  tarball: string;
  files: string[];
  /** A new project with the client and these packages installed, beside what its manifest asks for. @returns Its folder. */
  newProject(packages: string[], manifest?: object): string;
  remove(): void;
}

/** Builds and packs `clients/typescript` from a copy, with its own lockfile. */
export function packClient(): PackedClient {
  const folder = mkdtempSync(join(tmpdir(), 'ragline-client-'));
  const copy = join(folder, 'repository');
  mkdirSync(join(copy, 'contracts'), { recursive: true });
  cpSync(join(ROOT, 'contracts/openapi.yaml'), join(copy, 'contracts/openapi.yaml'));
  const source = join(copy, 'clients/typescript');
  cpSync(join(ROOT, 'clients/typescript'), source, { recursive: true, filter: (path) => !BUILT.test(path) });
  // Its tests are for the checkout's vitest.
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  npm(source, 'ci', '--ignore-scripts');
  npm(source, 'run', 'generate');
  npm(source, 'run', 'check');
  npm(source, 'pack', '--pack-destination', folder);
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error('npm pack made no package');
  const tarball = join(folder, name);
  let projects = 0;
  return {
    tarball,
    files: execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n'),
    newProject: (packages, manifest = { private: true, type: 'module' }) => {
      projects += 1;
      const project = join(folder, `project-${projects}`);
      mkdirSync(project);
      writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
      npm(project, 'install', '--ignore-scripts', tarball, ...packages);
      return project;
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

export function npm(cwd: string, ...args: string[]): void {
  try {
    execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, encoding: 'utf8' });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`npm ${args.join(' ')} failed in ${cwd}:\n${stdout}${stderr}`, { cause: error });
  }
}
