/**
 * A service level objective, as Prometheus counters. Rules, dashboards and docs are generated from the list of these.
 */
export interface Objective {
  id: string;
  /** The objective, in words. */
  title: string;
  /** The share of events that must be good, over 30 days. */
  target: number;
  /** Where the target comes from. */
  source: string;
  alert: string;
  /** The alert's summary: what has happened, in one line. */
  summary: string;
  /** Events that were not good, and all of them, in a window such as `5m`: expressions of one value, a rate. */
  bad(window: string): string;
  all(window: string): string;
}

/** An alert on a threshold, beside those on budgets. */
export interface Threshold {
  alert: string;
  expression: string;
  /** How long it must hold. */
  for: string;
  severity: 'page' | 'ticket';
  summary: string;
}

/** Streams last as long as their readers, logins are slow on purpose, and a scrape asks eight objects. */
const INTERACTIVE = 'route!~"/v1/chat.*|/v1/events/.*|/v1/auth/.*|/mcp.*|/metrics|unmatched"';

const rate = (series: string, window: string) => `sum(rate(${series}[${window}]))`;

/** Returns the rates of all observations of a histogram and of those above `bound`, which must be one of its bounds. */
const slower = (metric: string, bound: string, labels = '') => ({
  all: (window: string) => rate(`${metric}_count${labels === '' ? '' : `{${labels}}`}`, window),
  bad: (window: string) =>
    `${rate(`${metric}_count${labels === '' ? '' : `{${labels}}`}`, window)} - ` +
    rate(`${metric}_bucket{${labels === '' ? '' : `${labels},`}le="${bound}"}`, window),
});

/** Some kinds of a counter's events. What never happened has no series: that is 0, not unknown. */
const some = (metric: string, bad: string, all = '') => ({
  all: (window: string) => rate(all === '' ? metric : `${metric}{${all}}`, window),
  bad: (window: string) => `(${rate(`${metric}{${bad}}`, window)} or vector(0))`,
});

export const OBJECTIVES: readonly Objective[] = [
  {
    id: 'api-availability',
    title: 'Requests that are not answered with a 5xx',
    target: 0.999,
    source: 'ours',
    alert: 'ApiErrorBudgetBurn',
    summary: 'The API answers 5xx.',
    ...some('ragline_api_request_duration_seconds_count', 'status=~"5.."'),
  },
  {
    id: 'api-latency',
    title: 'Requests of the REST API answered within 120 ms (logins and streams left out)',
    target: 0.95,
    source: 'the brief: p95 < 120 ms',
    alert: 'ApiLatencyBudgetBurn',
    summary: 'The API is slow.',
    ...slower('ragline_api_request_duration_seconds', '0.12', INTERACTIVE),
  },
  {
    id: 'event-delivery',
    title: 'Events at the sockets of their tenant within 100 ms of being written',
    target: 0.95,
    source: 'the brief: outbox 100 ms',
    alert: 'EventDeliveryBudgetBurn',
    summary: 'Events reach clients late.',
    ...slower('ragline_outbox_lag_seconds', '0.1'),
  },
  {
    id: 'stream-mirror',
    title: 'Events in their Redis stream within 100 ms of being written',
    target: 0.95,
    source: 'the brief: stream lag p95 < 100 ms',
    alert: 'StreamMirrorBudgetBurn',
    summary: 'The Redis streams lag behind the events.',
    ...slower('ragline_stream_lag_seconds', '0.1'),
  },
  {
    id: 'webhook-success',
    title: 'Attempts of webhooks that are accepted (what we refuse to send to left out)',
    target: 0.95,
    source: 'ours: receivers are their owners’',
    alert: 'WebhookBudgetBurn',
    summary: 'Webhooks of many endpoints are not accepted.',
    ...some('ragline_webhook_attempts_total', 'outcome=~"refused|timeout|unreachable"', 'outcome!="blocked"'),
  },
  {
    id: 'chat-first-token',
    title: 'Chat turns whose first token or tool call comes within 2 s',
    target: 0.95,
    source: 'ours; the brief’s p50 < 300 ms is ChatFirstTokenSlow',
    alert: 'ChatFirstTokenBudgetBurn',
    summary: 'Chat answers begin late.',
    ...slower('ragline_llm_first_token_ms', '2000'),
  },
  {
    id: 'retrieval',
    title: 'Searches of the catalogue answered within 50 ms',
    target: 0.95,
    source: 'the brief: retrieval < 50 ms',
    alert: 'RetrievalBudgetBurn',
    summary: 'Searches of the catalogue are slow.',
    ...slower('ragline_retrieval_duration_seconds', '0.05'),
  },
  {
    id: 'worker-pool',
    title: 'Messages of the worker pool that do not end as a dead letter',
    target: 0.999,
    source: 'the brief: recovery > 99 %',
    alert: 'DeadLetterBudgetBurn',
    summary: 'Many messages end as dead letters.',
    ...some('ragline_queue_messages_total', 'outcome="dead_letter"', 'outcome!="retry"'),
  },
];

export const THRESHOLDS: readonly Threshold[] = [
  {
    alert: 'ScrapeFails',
    expression: 'up{job="ragline"} == 0 or absent(up{job="ragline"})',
    for: '5m',
    severity: 'page',
    summary: 'Prometheus gets no metrics: every other alert is blind.',
  },
  {
    alert: 'EventsLeftBehind',
    expression: 'ragline_left_behind{kind="events"} > 0',
    for: '5m',
    severity: 'page',
    summary: 'The sweep finds undelivered events, minute after minute.',
  },
  {
    alert: 'RevocationsLeftBehind',
    expression: 'ragline_left_behind{kind="revocations"} > 0',
    for: '5m',
    severity: 'page',
    summary: 'The sweep finds open channels of ended sessions, minute after minute.',
  },
  {
    alert: 'BreakerOpen',
    expression: 'ragline_breaker_state{host=~"redis|model"} == 2',
    for: '2m',
    severity: 'page',
    summary: 'The circuit breaker of {{ $labels.host }} stays open: it fails or does not answer.',
  },
  {
    alert: 'DeadLetters',
    expression: 'sum by (queue) (increase(ragline_dead_letters_total[15m])) > 0',
    for: '0m',
    severity: 'ticket',
    summary: 'Messages of {{ $labels.queue }} failed for good.',
  },
  {
    alert: 'CacheHitRatioLow',
    expression: 'ragline:cache_hits:ratio_rate30m < 0.8 and sum(rate(ragline_cache_requests_total[30m])) > 1',
    for: '30m',
    severity: 'ticket',
    summary: 'Fewer than 80 % of the cached reads are hits (the brief: > 80 %).',
  },
  {
    alert: 'ChatFirstTokenSlow',
    expression:
      'ragline:chat_first_token_ms:p50_rate1h > 300 and sum(increase(ragline_llm_first_token_ms_count[1h])) > 20',
    for: '15m',
    severity: 'ticket',
    summary: 'Half of the chat turns wait for more than 300 ms for their first token (the brief: p50 < 300 ms).',
  },
  {
    alert: 'TraceSpansDropped',
    expression: 'sum(rate(ragline_trace_spans_total{outcome="dropped"}[15m])) > 0',
    for: '15m',
    severity: 'ticket',
    summary: 'The collector does not take the traces.',
  },
];

/** Quantities that dashboards and alerts share. */
export const RECORDED: ReadonlyArray<{ record: string; expression: string }> = [
  {
    record: 'ragline:cache_hits:ratio_rate30m',
    expression:
      '(sum(rate(ragline_cache_requests_total{outcome="hit"}[30m])) or vector(0)) / sum(rate(ragline_cache_requests_total[30m]))',
  },
  {
    record: 'ragline:chat_first_token_ms:p50_rate1h',
    expression: 'histogram_quantile(0.5, sum by (le) (rate(ragline_llm_first_token_ms_bucket[1h])))',
  },
];
