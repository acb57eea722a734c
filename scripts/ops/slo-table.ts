import { OBJECTIVES, THRESHOLDS } from './objectives.ts';

const percent = (share: number): string => `${Number((share * 100).toPrecision(6))} %`;

/** The tables of docs/SLOs.md, between its markers. */
export function sloTables(): string {
  const objectives = OBJECTIVES.map(
    ({ id, title, target, source, alert }) =>
      `| ${title} | ${percent(target)} | ${source} | [${alert}](OPERATIONS.md#${alert.toLowerCase()}) | \`slo="${id}"\` |`,
  );
  const thresholds = THRESHOLDS.map(
    ({ alert, for: held, severity, expression }) =>
      `| [${alert}](OPERATIONS.md#${alert.toLowerCase()}) | \`${expression.replaceAll('|', '\\|')}\` | ${held} | ${severity} |`,
  );
  const queries = OBJECTIVES.map(({ id, bad, all }) => `# ${id}\n1 - (${bad('30d')}) / (${all('30d')})`);
  return [
    '| objective | target | from | alert | label |',
    '| --- | --- | --- | --- | --- |',
    ...objectives,
    '',
    '| alert | when | for | |',
    '| --- | --- | --- | --- |',
    ...thresholds,
    '',
    'The share of good events of the last 30 days, of each:',
    '',
    '```promql',
    ...queries,
    '```',
  ].join('\n');
}
