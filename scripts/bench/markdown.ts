import { readFile, writeFile } from 'node:fs/promises';

/** A table in Markdown, its columns aligned; the first column is text, the others are numbers. */
export function markdownTable(header: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const widths = header.map((name, column) => Math.max(4, name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (column === 0 ? (cells[column] ?? '').padEnd(width) : (cells[column] ?? '').padStart(width))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(header), line(rule), ...rows.map(line)].join('\n');
}

/**
 * Puts a text between `<!-- name -->` and `<!-- /name -->` of a file; into a new file, or one without the markers, at
 * its end.
 */
export async function writeBetweenMarkers(path: string, name: string, text: string): Promise<void> {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const section = `${begin}\n\n${text.trim()}\n\n${end}`;
  const known = await readFile(path, 'utf8').catch(() => '');
  const [from, to] = [known.indexOf(begin), known.indexOf(end)];
  const isThere = from !== -1 && to > from;
  const whole = isThere
    ? known.slice(0, from) + section + known.slice(to + end.length)
    : `${known.trim()}\n\n${section}\n`.trimStart();
  await writeFile(path, whole);
}
