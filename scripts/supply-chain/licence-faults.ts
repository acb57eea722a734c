import { type Lockfile, packageName } from './lockfile-faults.ts';

/** SPDX identifiers of licences that ask for no more than to be named. */
const PERMISSIVE = new Set([
  ...['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'CC0-1.0', 'BlueOak-1.0.0', 'Unlicense'],
]);
/** Fit for tools, of which nothing is shipped: copyleft of a file or a library, and Python's own licence (argparse). */
const FOR_TOOLS = new Set([...PERMISSIVE, 'MPL-2.0', 'LGPL-3.0-or-later', 'Python-2.0']);

/**
 * Packages that `npm start` uses beside the Worker or to build the pages. They are `dependencies`, because a start
 * installs no development tools, but are in no bundle: `npm run lint` forbids the Worker and the pages to import them.
 */
const LOCAL_TOOLS = new Set([
  ...[
    '@electric-sql/pglite',
    '@electric-sql/pglite-pgvector',
    '@tailwindcss/vite',
    'ioredis',
    'ioredis-mock',
    'node',
    'smol-toml',
    'vite',
    'wrangler',
  ],
]);

/** Every package whose licence is missing, unknown or not allowed where the package is used; one sentence each. */
export function licenceFaults(lockfile: Lockfile): string[] {
  const local = localOnly(lockfile.packages ?? {});
  return Object.entries(lockfile.packages ?? {}).flatMap(([path, { license, version, dev }]) => {
    if (path === '') return [];
    const isTool = dev === true || local.has(path);
    if (license !== undefined && satisfies(license, isTool ? FOR_TOOLS : PERMISSIVE)) return [];
    const where = isTool ? 'for a tool' : 'for what is shipped';
    return [`${packageName(path)} ${version}: the licence ${license ?? '(none named)'} is not allowed ${where}`];
  });
}

type Packages = NonNullable<Lockfile['packages']>;

/** Packages that are there for local tools alone, by their paths. */
function localOnly(packages: Packages): Set<string> {
  const names = Object.keys(packages['']?.dependencies ?? {});
  const shipped = reachable(
    packages,
    names.filter((name) => !LOCAL_TOOLS.has(name)),
  );
  const local = reachable(
    packages,
    names.filter((name) => LOCAL_TOOLS.has(name)),
  );
  return new Set([...local].filter((path) => !shipped.has(path)));
}

/** Packages of these names and all that they need, found as Node finds them: in the nearest `node_modules` above. */
function reachable(packages: Packages, names: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (name: string, from: string): void => {
    const path = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
    const entry = packages[path];
    if (entry === undefined) {
      const above = from.lastIndexOf('/node_modules/');
      if (from !== '') visit(name, above === -1 ? '' : from.slice(0, above));
      return;
    }
    if (found.has(path)) return;
    found.add(path);
    const needed = { ...entry.dependencies, ...entry.optionalDependencies, ...entry.peerDependencies };
    for (const next of Object.keys(needed)) visit(next, path);
  };
  for (const name of names) visit(name, '');
  return found;
}

/** Checks an SPDX expression of one level: all parts of an AND, any part of an OR. Nested expressions are refused. */
function satisfies(expression: string, allowed: ReadonlySet<string>): boolean {
  const plain = expression.replace(/^\(([^()]*)\)$/, '$1');
  const any = plain.split(' OR ');
  return any.length > 1
    ? any.some((part) => allowed.has(part))
    : plain.split(' AND ').every((part) => allowed.has(part));
}
