import { readFile, writeFile } from 'node:fs/promises';

/** A table in Markdown; the first column is text, the others are numbers. */
export function markdownTable(header: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = header.map((_, index) => (index === 0 ? '---' : '---:'));
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
