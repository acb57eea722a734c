import type { SuiteTable } from './suite.ts';

/** A table in Markdown, its columns padded as the formatter wants them, and the notes under it. */
export function tableOf({ columns, rows, notes }: SuiteTable): string {
  const widths = columns.map((column, at) => Math.max(3, column.length, ...rows.map((row) => (row[at] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, at) => (cells[at] ?? '').padEnd(width)).join(' | ')} |`;
  const table = [line(columns), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)];
  return [table.join('\n'), ...notes].join('\n\n');
}

/** The report with the section of one suite replaced, all else as it was; a suite that has none gets one at the end. */
export function withSection(
  report: string,
  { name, title, body }: { name: string; title: string; body: string },
): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const [from, to] = [report.indexOf(begin), report.indexOf(end)];
  const section = `${begin}\n\n${body}\n\n${end}`;
  if (from === -1 && to === -1) return `${report.trimEnd()}\n\n## ${title}\n\n${section}\n`;
  if (from === -1 || to < from) throw new Error(`the report has one of the markers of ${name} without the other`);
  return report.slice(0, from) + section + report.slice(to + end.length);
}
