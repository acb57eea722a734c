/**
 * A table in Markdown, padded as the formatter wants it. The first columns are text, to the left; the others are numbers,
 * to the right.
 */
export function markdownTable(
  header: readonly string[],
  rows: ReadonlyArray<readonly string[]>,
  { textColumns = 1 }: { textColumns?: number } = {},
): string {
  const lines = [header, ...rows].map((cells) =>
    header.map((_, column) => (cells[column] ?? '').replaceAll('|', '\\|')),
  );
  const widths = header.map((_, column) => Math.max(3, ...lines.map((cells) => cells[column]?.length ?? 0)));
  const isText = (column: number) => column < textColumns;
  const rule = widths.map((width, column) => (isText(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const padded = (cells: readonly string[]) =>
    widths.map((width, column) =>
      isText(column) ? (cells[column] ?? '').padEnd(width) : (cells[column] ?? '').padStart(width),
    );
  return [lines[0] ?? [], rule, ...lines.slice(1)].map((cells) => `| ${padded(cells).join(' | ')} |`).join('\n');
}
