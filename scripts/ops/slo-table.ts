import { markdownTable } from '../pages/markdown-table.ts';
import { OBJECTIVES, THRESHOLDS } from './objectives.ts';

const percent = (share: number): string => `${Number((share * 100).toPrecision(6))} %`;
const runbook = (alert: string): string => `[${alert}](OPERATIONS.md#${alert.toLowerCase()})`;

/** The tables of docs/SLOs.md, between its markers. */
export function sloTables(): string {
  const objectives = OBJECTIVES.map(({ id, title, target, source, alert }) => [
    ...[title, percent(target), source, runbook(alert), `\`slo="${id}"\``],
  ]);
  const thresholds = THRESHOLDS.map(({ alert, for: held, severity, expression }) => [
    ...[runbook(alert), `\`${expression}\``, held, severity],
  ]);
  const queries = OBJECTIVES.map(({ id, bad, all }) => `# ${id}\n1 - (${bad('30d')}) / (${all('30d')})`);
  return [
    markdownTable(['objective', 'target', 'from', 'alert', 'label'], objectives, { textColumns: 5 }),
    markdownTable(['alert', 'when', 'for', 'severity'], thresholds, { textColumns: 4 }),
    'The share of good events of the last 30 days, of each:',
    ['```promql', ...queries, '```'].join('\n'),
  ].join('\n\n');
}
