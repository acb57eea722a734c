import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { markdownTable } from '../../../scripts/pages/markdown-table.ts';
import { withSection, writeSection } from '../../../scripts/pages/page-section.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PAGE =
  'Intro.\n\n<!-- begin one -->\n\nold\n\n<!-- end one -->\n\n<!-- begin two -->\n\nold\n\n<!-- end two -->\n';

describe('a section of a page', () => {
  it('is replaced, and all else left, as often as it is written', () => {
    const once = withSection(PAGE, 'two', 'new\n');
    expect(once).toBe(PAGE.replace(/old(?=\n\n<!-- end two)/, 'new'));
    expect(withSection(once, 'two', 'new')).toBe(once);
    expect(withSection(once, 'two', 'old')).toBe(PAGE);
  });

  it('takes its text to the letter', () => {
    const text = 'costs $& and $1 and $$, or $`';
    expect(withSection(PAGE, 'one', text)).toContain(`<!-- begin one -->\n\n${text}\n\n<!-- end one -->`);
  });

  it.each([
    ['three', PAGE, 'there is no <!-- begin three -->'],
    ['one', PAGE.replace('<!-- begin one -->', ''), 'there is no <!-- begin one -->'],
    ['one', PAGE.replace('<!-- end one -->', ''), 'there is no <!-- end one --> after <!-- begin one -->'],
    ['one', `<!-- end one -->\n${PAGE.replace('<!-- end one -->', '')}`, 'there is no <!-- end one --> after'],
  ])('%s cannot be written where a marker is missing', (name, page, fault) => {
    expect(() => withSection(page, name, 'new')).toThrow(fault);
  });

  it('leaves the file alone when it cannot be written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ragline-page-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'PAGE.md');
    writeFileSync(path, PAGE);
    await expect(writeSection(path, 'three', 'new')).rejects.toThrow('there is no <!-- begin three -->');
    expect(readFileSync(path, 'utf8')).toBe(PAGE);
    await writeSection(path, 'one', 'new');
    expect(readFileSync(path, 'utf8')).toBe(withSection(PAGE, 'one', 'new'));
  });
});

describe('the sections of the docs', () => {
  const filesIn = (folder: string, ending: string) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith(ending))
      .map((file) => ({ file, text: readFileSync(join(ROOT, folder, file), 'utf8') }));
  const scripts = filesIn('scripts', '.ts').filter(({ file }) => !file.startsWith('pages/'));
  /** Names of sections that the scripts write, by their text; `${…}` marks what is known only at run time. */
  const written = scripts.flatMap(({ file, text }) =>
    [...text.matchAll(/\b(?:writeSection|withSection)\(\s*[\w.]+,\s*([^,]+),/g)].map(([, name = '']) => ({
      ...{ file, name: name.trim() },
    })),
  );
  const suites = scripts.flatMap(({ file, text }) =>
    /^lab\/eval\/.*-suite\.ts$/.test(file)
      ? [...text.matchAll(/^ {2}name: ('\w+'),$/gm)].map(([, name = '']) => name)
      : [],
  );
  const names = [...written.filter(({ file }) => file !== 'lab/eval/run.ts').map(({ name }) => name), ...suites];
  const patterns = names.map((name) => new RegExp(`^${name.slice(1, -1).replaceAll(/\$\{[^}]*\}/g, '.+')}$`));
  const markers = [...filesIn('docs', '.md'), ...filesIn('scripts/lab', '.md')].flatMap(({ file, text }) =>
    [...text.matchAll(/^<!-- begin (.+) -->$/gm)].map(([, name = '']) => ({ file, name, text })),
  );

  it('are found in the scripts by this test', () => {
    const calls = scripts.flatMap(({ text }) => [...text.matchAll(/\b(?:writeSection|withSection)\(/g)]);
    expect(written).toHaveLength(calls.length);
    for (const name of names) expect(name).toMatch(/^(['`]).+\1$/);
    expect(suites.length).toBe(scripts.filter(({ file }) => /^lab\/eval\/.*-suite\.ts$/.test(file)).length);
  });

  it('have their markers for each that a script writes', () => {
    for (const pattern of patterns) {
      expect(
        markers.some(({ name }) => pattern.test(name)),
        String(pattern),
      ).toBe(true);
    }
  });

  it('are each written by a script, stand once, and end', () => {
    for (const { file, name, text } of markers) {
      expect(
        patterns.some((pattern) => pattern.test(name)),
        `${file}: ${name}`,
      ).toBe(true);
      expect(text.split(`<!-- begin ${name} -->`)).toHaveLength(2);
      expect(() => withSection(text, name, 'new')).not.toThrow();
    }
  });
});

describe('a table', () => {
  it('has text to the left and numbers to the right, padded, and no cell that ends early', () => {
    const rows = [['fused', 'a|b', '12'], ['x']];
    expect(markdownTable(['line', '', 'n'], rows, { textColumns: 2 })).toBe(
      ['| line  |      |   n |', '| ----- | ---- | --: |', '| fused | a\\|b |  12 |', '| x     |      |     |'].join(
        '\n',
      ),
    );
    expect(markdownTable(['a', 'b'], [])).toBe('| a   |   b |\n| --- | --: |');
  });
});
