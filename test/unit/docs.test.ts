import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...globSync('docs/**/*.md')];

/** The relative targets of a page's links, without their anchors. */
const targetsOf = (page: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g)].map(
    ([, target = '']) => target,
  );

describe('the docs', () => {
  it.each(PAGES)('%s links only to files that exist', (page) => {
    const missing = targetsOf(page).filter((target) => !existsSync(join(dirname(page), target)));
    expect(missing).toEqual([]);
  });

  it('list every decision record in their index', () => {
    const records = readdirSync('docs/decisions').filter((file) => /^\d{4}-/.test(file));
    expect(targetsOf('docs/decisions/README.md').toSorted()).toEqual(records.toSorted());
  });
});
