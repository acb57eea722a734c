import { stringify } from 'yaml';
import { OBJECTIVES, type Objective, RECORDED, THRESHOLDS } from './objectives.ts';

/** Pairs of a window and a twelfth of it, which ends an alert soon after its cause. Site Reliability Workbook, ch. 5. */
const BURNS = [
  { severity: 'page', long: '1h', short: '5m', factor: 14.4 },
  { severity: 'page', long: '6h', short: '30m', factor: 6 },
  { severity: 'ticket', long: '1d', short: '2h', factor: 3 },
  { severity: 'ticket', long: '3d', short: '6h', factor: 1 },
] as const;
const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'];
/** The fewest events for an alert: one failure in three requests at night must not page a person. */
const LEAST_EVENTS = 20;

const errorRatio = ({ id }: Objective, window: string) => `ragline:slo_errors:ratio_rate${window}{slo="${id}"}`;

/** The share of the budget's own rate, without the noise of binary fractions. */
const limit = ({ target }: Objective, factor: number) => Number(((1 - target) * factor).toPrecision(6));

function burnExpression(objective: Objective, severity: 'page' | 'ticket'): string {
  const burning = BURNS.filter((burn) => burn.severity === severity).map(({ long, short, factor }) => {
    const over = (window: string) => `${errorRatio(objective, window)} > ${limit(objective, factor)}`;
    return `(${over(long)} and ${over(short)})`;
  });
  const window = severity === 'page' ? '1h' : '1d';
  return `(\n  ${burning.join('\n  or\n  ')}\n)\nand ragline:slo_events:increase${window}{slo="${objective.id}"} > ${LEAST_EVENTS}\n`;
}

const annotations = (alert: string, summary: string) => ({
  summary,
  runbook: `docs/OPERATIONS.md#${alert.toLowerCase()}`,
});

const HEADER = '# Made by `npm run ops -- generate` from scripts/ops/objectives.ts.\n';
const asYaml = (groups: unknown[]): string => HEADER + stringify({ groups }, { lineWidth: 0, blockQuote: 'literal' });

/** Recording rules: the share of bad events of each objective over each window. */
export function recordingRules(): string {
  const slos = OBJECTIVES.flatMap((objective) => [
    ...WINDOWS.map((window) => ({
      record: `ragline:slo_errors:ratio_rate${window}`,
      expr: `(${objective.bad(window)}) / (${objective.all(window)})`,
      labels: { slo: objective.id },
    })),
    ...['1h', '1d'].map((window) => ({
      record: `ragline:slo_events:increase${window}`,
      expr: objective.all(window).replaceAll('rate(', 'increase('),
      labels: { slo: objective.id },
    })),
    { record: 'ragline:slo_target:ratio', expr: `vector(${objective.target})`, labels: { slo: objective.id } },
  ]);
  return asYaml([
    { name: 'ragline-objectives', interval: '30s', rules: slos },
    {
      name: 'ragline-shared',
      interval: '30s',
      rules: RECORDED.map(({ record, expression: expr }) => ({ record, expr })),
    },
  ]);
}

/** Alerting rules: of budgets by how fast they burn, and of thresholds. */
export function alertingRules(): string {
  const burns = OBJECTIVES.flatMap((objective) =>
    (['page', 'ticket'] as const).map((severity) => ({
      alert: objective.alert,
      expr: burnExpression(objective, severity),
      labels: { severity, slo: objective.id },
      annotations: annotations(objective.alert, objective.summary),
    })),
  );
  const thresholds = THRESHOLDS.map(({ alert, expression, for: held, severity, summary }) => ({
    alert,
    expr: expression,
    for: held,
    labels: { severity },
    annotations: annotations(alert, summary),
  }));
  return asYaml([
    { name: 'ragline-budgets', rules: burns },
    { name: 'ragline-thresholds', rules: thresholds },
  ]);
}

/** Every alert, once. */
export const ALERTS: readonly string[] = [...OBJECTIVES, ...THRESHOLDS].map(({ alert }) => alert);
