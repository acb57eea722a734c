import { type Lockfile, packageName } from './lockfile-faults.ts';

/** SPDX identifiers of licences that ask for no more than to be named. */
const PERMISSIVE = new Set([
  ...['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'CC0-1.0', 'BlueOak-1.0.0', 'Unlicense'],
]);
/** Fit for tools, of which nothing is shipped: copyleft of a file or a library, and Python's own licence (argparse). */
const FOR_TOOLS = new Set([...PERMISSIVE, 'MPL-2.0', 'LGPL-3.0-or-later', 'Python-2.0']);

/** Every package whose licence is missing, unknown or not allowed where the package is used; one sentence each. */
export function licenceFaults(lockfile: Lockfile): string[] {
  return Object.entries(lockfile.packages ?? {}).flatMap(([path, { license, version, dev }]) => {
    if (path === '') return [];
    const isTool = dev === true;
    if (license !== undefined && satisfies(license, isTool ? FOR_TOOLS : PERMISSIVE)) return [];
    const where = isTool ? 'for a tool' : 'for what is shipped';
    return [`${packageName(path)} ${version}: the licence ${license ?? '(none named)'} is not allowed ${where}`];
  });
}

/** An SPDX expression of one level: every part of an AND, any of an OR. Whatever is more is not satisfied. */
function satisfies(expression: string, allowed: ReadonlySet<string>): boolean {
  const plain = expression.replace(/^\(([^()]*)\)$/, '$1');
  const any = plain.split(' OR ');
  return any.length > 1
    ? any.some((part) => allowed.has(part))
    : plain.split(' AND ').every((part) => allowed.has(part));
}
