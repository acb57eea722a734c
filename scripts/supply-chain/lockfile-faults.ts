/** The fields of package.json that are checked. */
export interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  overrides?: Record<string, unknown>;
  allowScripts?: Record<string, boolean>;
}

/**
 * The fields of package-lock.json, version 3, that are checked: an entry per folder of `node_modules`, `''` for this
 * project.
 */
export interface Lockfile {
  lockfileVersion?: number;
  packages?: Record<string, LockedPackage>;
}

export interface LockedPackage {
  version?: string;
  resolved?: string;
  integrity?: string;
  license?: string;
  dev?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  hasInstallScript?: boolean;
}

const EXACT_VERSION = /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/;
const REGISTRY = 'https://registry.npmjs.org/';
const REPAIR = 'run `npm run supply-chain -- repair`';

/**
 * Returns the faults that would let an install differ from the bytes that were reviewed, one sentence each with its
 * remedy: a dependency that is not pinned, a package without its hash (npm omits those of other platforms when it finds
 * `node_modules`), a source other than the registry, an install script that is neither allowed nor forbidden.
 */
export function lockfileFaults(manifest: Manifest, lockfile: Lockfile): string[] {
  const { '': root, ...packages } = lockfile.packages ?? {};
  if (lockfile.lockfileVersion !== 3 || root === undefined) return ['package-lock.json is not a lockfile of version 3'];
  const faults: string[] = [];
  for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    if (!EXACT_VERSION.test(range)) faults.push(`package.json: ${name} is "${range}": pin one version`);
    const locked = packages[`node_modules/${name}`]?.version;
    if (locked !== range)
      faults.push(`package-lock.json has ${name} ${locked}, package.json ${range}: run \`npm install\``);
  }
  for (const [path, { version, resolved, integrity, hasInstallScript }] of Object.entries(packages)) {
    const name = packageName(path);
    if (!integrity?.startsWith('sha512-'))
      faults.push(`package-lock.json: ${name} ${version} has no SHA-512: ${REPAIR}`);
    if (resolved !== undefined && !resolved.startsWith(REGISTRY))
      faults.push(`package-lock.json: ${name} comes from ${resolved}, not from the registry`);
    if (hasInstallScript && manifest.allowScripts?.[name] === undefined)
      faults.push(`${name} has an install script: say in package.json "allowScripts" whether it may run`);
  }
  return faults;
}

/** `node_modules/a/node_modules/@b/c` is `@b/c`. */
export const packageName = (path: string): string => path.replace(/^.*node_modules\//, '');
