/** A metric's HELP text and its labels, in order. */
interface Definition {
  help: string;
  labels: readonly string[];
}

/** The bounds include the targets (40, 100, 120 and 300 ms), so that shares within them are exact. */
const REQUEST_SECONDS = [0.005, 0.01, 0.02, 0.04, 0.08, 0.12, 0.25, 0.5, 1, 2.5, 5, 10];
const TASK_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const LAG_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];
/** Retries take days. */
const DELIVERY_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3_600, 86_400];
const FIRST_TOKEN_MS = [10, 25, 50, 100, 200, 300, 500, 1_000, 2_000, 5_000, 10_000];
const RETRIEVAL_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export const HISTOGRAMS = {
  ragline_api_request_duration_seconds: {
    help: 'From a request to its answer; of a stream, to its beginning. The route is the template, or unmatched.',
    labels: ['method', 'route', 'status'],
    buckets: REQUEST_SECONDS,
  },
  ragline_worker_task_duration_seconds: {
    help: 'One message of a Queue in the worker pool: ok, retry, dead_letter.',
    labels: ['queue', 'outcome'],
    buckets: TASK_SECONDS,
  },
  ragline_outbox_lag_seconds: {
    help: 'From the moment an event was written to its delivery to the sockets of its tenant.',
    labels: [],
    buckets: LAG_SECONDS,
  },
  ragline_stream_lag_seconds: {
    help: 'From the moment an event was written to its entry in the Redis stream of its topic.',
    labels: ['topic'],
    buckets: LAG_SECONDS,
  },
  ragline_llm_first_token_ms: {
    help: 'From the beginning of a chat turn to the first token or tool call of the model, in milliseconds.',
    labels: ['model'],
    buckets: FIRST_TOKEN_MS,
  },
  ragline_retrieval_duration_seconds: {
    help: 'One search of the catalogue, the embedding of its query included: hybrid, lexical, list.',
    labels: ['kind'],
    buckets: RETRIEVAL_SECONDS,
  },
  ragline_rerank_duration_seconds: {
    help: 'One request to the re-ranking service: reranked, failed.',
    labels: ['outcome'],
    buckets: RETRIEVAL_SECONDS,
  },
  ragline_webhook_delivery_seconds: {
    help: 'From the moment an event was written to its acceptance by a webhook endpoint, with all attempts and pauses.',
    labels: [],
    buckets: DELIVERY_SECONDS,
  },
} as const satisfies Record<string, Definition & { buckets: readonly number[] }>;

export const COUNTERS = {
  ragline_cache_requests_total: {
    help: 'Reads of cached data: hit, miss; by the last tier that was asked: edge, or redis behind it.',
    labels: ['outcome', 'tier'],
  },
  ragline_requests_shed_total: {
    help: 'Requests that were refused with 503 because their isolate had too many under way.',
    labels: [],
  },
  ragline_llm_tokens_total: { help: 'Tokens that models read (input) and wrote (output).', labels: ['model', 'kind'] },
  ragline_orders_total: {
    help: 'Orders by outcome: placed, completed, cancelled; refused counts attempts.',
    labels: ['outcome'],
  },
  ragline_stock_refusals_total: { help: 'Orders that were refused because too little was in stock.', labels: [] },
  ragline_idempotent_replays_total: {
    help: 'Requests that were answered with the first answer to their key.',
    labels: ['route'],
  },
  ragline_queue_messages_total: {
    help: 'Messages that the worker pool handled: ok, retry, dead_letter.',
    labels: ['queue', 'outcome'],
  },
  ragline_dead_letters_total: { help: 'Messages that failed for good.', labels: ['queue'] },
  ragline_webhook_attempts_total: {
    help: 'Requests to the webhook endpoints of tenants: delivered, refused, timeout, unreachable, blocked.',
    labels: ['outcome'],
  },
  ragline_hub_sockets_opened_total: { help: 'Event sockets that hubs and shards took.', labels: [] },
  ragline_hub_sockets_closed_total: { help: 'Event sockets that ended; opened less closed are open.', labels: [] },
  ragline_breaker_transitions_total: {
    help: 'Changes of a shared circuit breaker, by its new state. Hosts of tenants are other.',
    labels: ['host', 'to'],
  },
  ragline_trace_spans_total: {
    help: 'Recorded spans: sent to the collector, or dropped.',
    labels: ['outcome'],
  },
} as const satisfies Record<string, Definition>;

export const GAUGES = {
  ragline_breaker_state: {
    help: '0 closed, 1 half-open, 2 open, as the last isolate reported it.',
    labels: ['host'],
  },
  ragline_left_behind: {
    help: 'What the last sweep found waiting, 200 at most: tenants with events, chunks or revocations, and jobs.',
    labels: ['kind'],
  },
} as const satisfies Record<string, Definition>;

/** Gauges that a scrape computes from other metrics. */
export const DERIVED = {
  ragline_cache_hit_ratio: { help: 'Hits in all reads of cached data, since the counting began.', labels: [] },
} as const satisfies Record<string, Definition>;
