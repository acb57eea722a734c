import { OBJECTIVES } from './objectives.ts';

type Unit = 's' | 'ms' | 'reqps' | 'percentunit' | 'short' | 'ops';

interface Panel {
  title: string;
  /** Help text for the panel. */
  description?: string;
  unit: Unit;
  kind?: 'timeseries' | 'stat' | 'table';
  /** Queries by their legends. */
  queries: Readonly<Record<string, string>>;
  /** A line at what is promised. */
  threshold?: number;
}

export interface Dashboard {
  uid: string;
  title: string;
  panels: readonly Panel[];
}

/** Grafana puts in a window that fits the scrapes and the width of the panel. */
const W = '$__rate_interval';
const quantile = (share: number, metric: string, by = '') =>
  `histogram_quantile(${share}, sum by (le${by}) (rate(${metric}_bucket[${W}])))`;
const quantiles = (metric: string) => ({
  p50: quantile(0.5, metric),
  p95: quantile(0.95, metric),
  p99: quantile(0.99, metric),
});
const REQUESTS = 'ragline_api_request_duration_seconds';

export const DASHBOARDS: readonly Dashboard[] = [
  {
    uid: 'ragline-overview',
    title: 'RAGline: overview',
    panels: [
      {
        title: 'Budget left of the last three days',
        description: 'What remains of each objective’s share of errors. Below 0 it is spent.',
        unit: 'percentunit',
        kind: 'stat',
        queries: { '{{slo}}': '1 - ragline:slo_errors:ratio_rate3d / on (slo) (1 - ragline:slo_target:ratio)' },
      },
      {
        title: 'Requests by status',
        unit: 'reqps',
        queries: { '{{status}}': `sum by (status) (rate(${REQUESTS}_count[${W}]))` },
      },
      {
        title: 'Share of 5xx',
        unit: 'percentunit',
        threshold: 0.001,
        queries: {
          '5xx': `(sum(rate(${REQUESTS}_count{status=~"5.."}[${W}])) or vector(0)) / sum(rate(${REQUESTS}_count[${W}]))`,
        },
      },
      {
        title: 'Latency of the API',
        description: 'Of a stream, to its beginning.',
        unit: 's',
        threshold: 0.12,
        queries: quantiles(REQUESTS),
      },
      {
        title: 'p95 by route, the slowest ten',
        unit: 's',
        queries: { '{{route}}': `topk(10, ${quantile(0.95, REQUESTS, ', route')})` },
      },
      {
        title: 'Requests by route, the busiest ten',
        unit: 'reqps',
        queries: { '{{method}} {{route}}': `topk(10, sum by (method, route) (rate(${REQUESTS}_count[${W}])))` },
      },
      {
        title: 'Orders',
        unit: 'ops',
        queries: { '{{outcome}}': `sum by (outcome) (rate(ragline_orders_total[${W}]))` },
      },
      {
        title: 'Hits of the cache',
        unit: 'percentunit',
        threshold: 0.8,
        queries: {
          hits: `sum(rate(ragline_cache_requests_total{outcome="hit"}[${W}])) / sum(rate(ragline_cache_requests_total[${W}]))`,
        },
      },
      {
        title: 'Repeated requests, by route',
        description: 'Answered with the first answer to their Idempotency-Key.',
        unit: 'ops',
        queries: { '{{route}}': `sum by (route) (rate(ragline_idempotent_replays_total[${W}]))` },
      },
      {
        title: 'Circuit breakers',
        description: '0 closed, 1 half-open, 2 open. A host that never failed has no line.',
        unit: 'short',
        queries: { '{{host}}': 'ragline_breaker_state or label_replace(vector(0), "host", "none has failed", "", "")' },
      },
      {
        title: 'Spans',
        description: 'Only while traces are on.',
        unit: 'ops',
        queries: { '{{outcome}}': `sum by (outcome) (rate(ragline_trace_spans_total[${W}]))` },
      },
      {
        title: 'Alerts that fire',
        unit: 'short',
        kind: 'table',
        queries: { alerts: 'sum by (alertname, severity) (ALERTS{alertstate="firing"}) or vector(0)' },
      },
    ],
  },
  {
    uid: 'ragline-events',
    title: 'RAGline: events and worker pool',
    panels: [
      {
        title: 'Written to delivered at the sockets',
        unit: 's',
        threshold: 0.1,
        queries: quantiles('ragline_outbox_lag_seconds'),
      },
      {
        title: 'Written to its Redis stream, p95',
        description: 'The hub appends at once; what it cannot append comes by the Queue, about a second later.',
        unit: 's',
        threshold: 0.1,
        queries: { '{{topic}}': quantile(0.95, 'ragline_stream_lag_seconds', ', topic') },
      },
      {
        title: 'Events delivered',
        unit: 'ops',
        queries: { events: `sum(rate(ragline_outbox_lag_seconds_count[${W}]))` },
      },
      {
        title: 'Open sockets',
        unit: 'short',
        queries: {
          open: 'sum(ragline_hub_sockets_opened_total) - (sum(ragline_hub_sockets_closed_total) or vector(0))',
        },
      },
      {
        title: 'Left behind at the last sweep',
        description:
          'Tenants with events or chunks, and jobs that stood still. More than a minute of events is an alert.',
        unit: 'short',
        queries: { '{{kind}}': 'ragline_left_behind' },
      },
      {
        title: 'Messages by queue',
        unit: 'ops',
        queries: { '{{queue}} {{outcome}}': `sum by (queue, outcome) (rate(ragline_queue_messages_total[${W}]))` },
      },
      {
        title: 'One message, p95',
        unit: 's',
        queries: { '{{queue}}': quantile(0.95, 'ragline_worker_task_duration_seconds', ', queue') },
      },
      {
        title: 'Dead letters of a day',
        unit: 'short',
        queries: { '{{queue}}': 'sum by (queue) (increase(ragline_dead_letters_total[1d])) or vector(0)' },
      },
      {
        title: 'Webhooks: attempts by outcome',
        unit: 'ops',
        queries: { '{{outcome}}': `sum by (outcome) (rate(ragline_webhook_attempts_total[${W}]))` },
      },
      {
        title: 'Webhooks: written to accepted',
        description: 'All attempts and the pauses between them included.',
        unit: 's',
        queries: quantiles('ragline_webhook_delivery_seconds'),
      },
    ],
  },
  {
    uid: 'ragline-chat',
    title: 'RAGline: chat and retrieval',
    panels: [
      {
        title: 'First token or tool call',
        unit: 'ms',
        threshold: 300,
        queries: quantiles('ragline_llm_first_token_ms'),
      },
      {
        title: 'First token by model, p95',
        unit: 'ms',
        queries: { '{{model}}': quantile(0.95, 'ragline_llm_first_token_ms', ', model') },
      },
      {
        title: 'Turns',
        unit: 'ops',
        queries: { '{{model}}': `sum by (model) (rate(ragline_llm_first_token_ms_count[${W}]))` },
      },
      {
        title: 'Tokens a second',
        unit: 'ops',
        queries: { '{{model}} {{kind}}': `sum by (model, kind) (rate(ragline_llm_tokens_total[${W}]))` },
      },
      {
        title: 'One search',
        description: 'The embedding of the query included.',
        unit: 's',
        threshold: 0.05,
        queries: quantiles('ragline_retrieval_duration_seconds'),
      },
      {
        title: 'Searches by kind',
        unit: 'ops',
        queries: { '{{kind}}': `sum by (kind) (rate(ragline_retrieval_duration_seconds_count[${W}]))` },
      },
      {
        title: 'Chat requests by status',
        unit: 'reqps',
        queries: { '{{status}}': `sum by (status) (rate(${REQUESTS}_count{route=~"/v1/chat.*"}[${W}]))` },
      },
    ],
  },
];

/** A variable of the dashboard, because data sources have different names in each Grafana. */
const DATASOURCE = { type: 'prometheus', uid: '$datasource' };
const CHOICE = { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', refresh: 1 };
const COLUMNS = 2;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 8;

/** A dashboard as Grafana provisions it. */
export function dashboardJson({ uid, title, panels }: Dashboard): string {
  const dashboard = {
    uid,
    title,
    tags: ['ragline'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    timezone: 'utc',
    templating: { list: [CHOICE] },
    annotations: { list: [] },
    panels: panels.map(panelJson),
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

function panelJson({ title, description, unit, kind = 'timeseries', queries, threshold }: Panel, index: number) {
  const isInstant = kind !== 'timeseries';
  const steps = [
    { color: 'green', value: null },
    ...(threshold === undefined ? [] : [{ color: 'red', value: threshold }]),
  ];
  return {
    id: index + 1,
    type: kind,
    title,
    ...(description === undefined ? {} : { description }),
    datasource: DATASOURCE,
    gridPos: { x: (index % COLUMNS) * WIDTH, y: Math.floor(index / COLUMNS) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: {
      defaults: {
        unit,
        min: kind === 'stat' ? null : 0,
        thresholds: { mode: 'absolute', steps },
        custom: threshold === undefined || isInstant ? {} : { thresholdsStyle: { mode: 'line' } },
      },
      overrides: [],
    },
    options: kind === 'stat' ? { reduceOptions: { calcs: ['lastNotNull'] }, textMode: 'value_and_name' } : {},
    targets: Object.entries(queries).map(([legendFormat, expr], target) => ({
      refId: String.fromCharCode(65 + target),
      datasource: DATASOURCE,
      expr,
      legendFormat,
      ...(isInstant ? { instant: true, range: false } : { range: true }),
      ...(kind === 'table' ? { format: 'table' } : {}),
    })),
  };
}

/** For the docs: how to ask for an objective by hand. */
export const shareOf = (id: string): string => {
  const objective = OBJECTIVES.find((candidate) => candidate.id === id);
  if (objective === undefined) throw new Error(`there is no objective ${id}`);
  return `1 - (${objective.bad('30d')}) / (${objective.all('30d')})`;
};
