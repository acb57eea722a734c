import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const TESTS = join(import.meta.dirname, '../..');
const KINDS = readdirSync(TESTS, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** The tests that a cell names: `integration/users`, and behind it `orders` of the same kind. */
function namedTests(cell: string): string[] {
  let kind: string | undefined;
  return [...cell.matchAll(/`([\w/-]+)`/g)].flatMap(([, name = '']) => {
    const [first = '', ...rest] = name.split('/');
    if (KINDS.includes(first) && rest.length > 0) kind = first;
    else if (kind === undefined || rest.length > 0) return [];
    return [KINDS.includes(first) ? name : `${kind}/${name}`];
  });
}

it('names as proof of each claim of the security page only tests that exist', () => {
  const page = readFileSync(join(TESTS, '../docs/SECURITY.md'), 'utf8');
  const cells = page.split('\n').flatMap((line) => (line.startsWith('|') ? [line.split('|').at(-2) ?? ''] : [line]));
  const named = cells.flatMap(namedTests);
  const missing = named.filter((name) => {
    const [kind = '', ...rest] = name.split('/');
    return globSync(`${kind}/**/${rest.join('/')}{.test.ts,}`, { cwd: TESTS }).length === 0;
  });
  expect(named.length).toBeGreaterThan(100);
  expect(missing).toEqual([]);
});
