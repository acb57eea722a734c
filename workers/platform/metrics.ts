/** The brief's names, and what each counts. Labels are bounded: route templates and outcomes, never ids. */
export interface Metrics {
  /** Adds one observation to a histogram; seconds or milliseconds as the name says. */
  observe(name: HistogramName, value: number, labels?: Record<string, string>): void;
  /** Adds to a counter. */
  count(name: CounterName, by?: number, labels?: Record<string, string>): void;
  /** Sets what is so now. */
  gauge(name: GaugeName, value: number, labels?: Record<string, string>): void;
}

export type HistogramName =
  | 'ragline_api_request_duration_seconds'
  | 'ragline_worker_task_duration_seconds'
  | 'ragline_outbox_lag_seconds'
  | 'ragline_stream_lag_seconds'
  | 'ragline_llm_first_token_ms'
  | 'ragline_webhook_delivery_seconds';

export type CounterName =
  | 'ragline_cache_requests_total'
  | 'ragline_llm_tokens_total'
  | 'ragline_webhook_attempts_total'
  | 'ragline_breaker_transitions_total'
  | 'ragline_queue_messages_total'
  | 'ragline_dead_letters_total';

/** `ragline_breaker_state`: 0 closed, 1 half-open, 2 open, as the isolate that says so knows it. */
export type GaugeName = 'ragline_breaker_state';

/** Writes each observation as a debug log line: the seam at which a registry is put. */
export function loggedMetrics(log: { debug(event: string, fields?: Record<string, unknown>): void }): Metrics {
  return {
    observe: (name, value, labels = {}) => log.debug('metric', { name, value, labels }),
    count: (name, by = 1, labels = {}) => log.debug('metric', { name, by, labels }),
    gauge: (name, value, labels = {}) => log.debug('metric', { name, value, labels }),
  };
}
