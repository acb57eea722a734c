import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SuiteTable } from './suite.ts';

const PAGE = join(import.meta.dirname, '../../docs/EVALUATION.md');

/** Puts a suite's table into its place on the page. Heading and explanation stand around it, and stay. */
export async function writeToPage(suite: string, table: SuiteTable): Promise<void> {
  const section = { suite, title: table.title, body: tableOf(table) };
  await writeFile(PAGE, withSection(await readFile(PAGE, 'utf8'), section));
}

/** A table in Markdown, its columns padded as the formatter wants them, and the notes under it. */
export function tableOf({ columns, rows, notes }: Pick<SuiteTable, 'columns' | 'rows' | 'notes'>): string {
  const widths = columns.map((column, at) => Math.max(3, column.length, ...rows.map((row) => (row[at] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, at) => (cells[at] ?? '').padEnd(width)).join(' | ')} |`;
  const table = [line(columns), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)];
  return [table.join('\n'), ...notes].join('\n\n');
}

/**
 * The page with what is between the markers of one suite replaced, all else as it was; a suite that has no place gets
 * one at the end, under its title. @throws when one of its markers is there without the other.
 */
export function withSection(
  page: string,
  { suite, title, body }: { suite: string; title: string; body: string },
): string {
  const [begin, end] = [`<!-- begin ${suite} -->`, `<!-- end ${suite} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  const section = `${begin}\n\n${body}\n\n${end}`;
  if (from === -1 && to === -1) return `${page.trimEnd()}\n\n## ${title}\n\n${section}\n`;
  if (from === -1 || to < from) throw new Error(`the page has one of the markers of ${suite} without the other`);
  return page.slice(0, from) + section + page.slice(to + end.length);
}
