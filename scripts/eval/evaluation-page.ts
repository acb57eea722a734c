import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../../docs/EVALUATION.md');

/** Puts a suite's result into its place on the page; one that has none yet gets it at the end. */
export async function writeToPage(suite: string, markdown: string): Promise<void> {
  await writeFile(PAGE, placed(await readFile(PAGE, 'utf8'), suite, markdown));
}

/** The page with `markdown` between the markers of the suite. */
export function placed(page: string, suite: string, markdown: string): string {
  const [begin, end] = [`<!-- begin ${suite} -->`, `<!-- end ${suite} -->`];
  const section = `${begin}\n\n${markdown}\n\n${end}`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from) return `${page.trimEnd()}\n\n${section}\n`;
  return `${page.slice(0, from)}${section}${page.slice(to + end.length)}`;
}
