import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...globSync('{docs,scripts/lab}/**/*.md')];

const TABLES = globSync('schema/migrations/*.sql').flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/^CREATE TABLE (\w+)/gm)].map(([, table = '']) => table),
);

/** A page's links to files of this repository: the file's path, and the heading's anchor or ''. */
const linksOf = (page: string): Array<{ target: string; path: string; anchor: string }> =>
  [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)]*))?\)/g)].map(
    ([, target = '', anchor = '']) => ({ target, anchor, path: target === '' ? page : join(dirname(page), target) }),
  );

/** The anchors of a page's headings, as GitHub makes them. */
const anchorsOf = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('the docs', () => {
  it.each(PAGES)('%s links only to files and headings that exist', (page) => {
    const broken = linksOf(page).filter(
      ({ path, anchor }) => !existsSync(path) || (anchor !== '' && !anchorsOf(path).includes(anchor)),
    );
    expect(broken.map(({ target, anchor }) => `${target}#${anchor}`)).toEqual([]);
  });

  it.each(PAGES)('%s names only files of the code that exist', (page) => {
    const named = readFileSync(page, 'utf8').matchAll(
      /`((?:workers|durable-objects|contracts|schema|scripts|test|web|clients|examples|k6|ops)\/[\w./-]+)`/g,
    );
    const paths = [...named].map(([, path = '']) => path);
    expect(paths.filter((path) => !['', '.ts', '.test.ts'].some((end) => existsSync(`${path}${end}`)))).toEqual([]);
  });

  it('list every page and decision record in their indexes', () => {
    const inFolder = (folder: string) =>
      readdirSync(folder).filter((file) => /\.md$/.test(file) && file !== 'README.md');
    const listed = (index: string) => new Set(linksOf(index).map(({ target }) => target));
    expect(inFolder('docs').filter((file) => !listed('docs/README.md').has(file))).toEqual([]);
    expect([...listed('docs/decisions/README.md')].toSorted()).toEqual(inFolder('docs/decisions').toSorted());
  });

  it('list every table of the database', () => {
    const text = readFileSync('docs/RETENTION.md', 'utf8');
    expect(TABLES.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});
