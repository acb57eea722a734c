/**
 * The service's targets as k6 thresholds, in milliseconds over requests that were not refused (see
 * scripts/lab/LOAD.md).
 */
export const TARGETS = {
  checks: ['rate==1'],
  events_missed: ['count==0'],
  'http_req_duration{name:product,expected_response:true}': ['med<40', 'p(95)<120'],
  'http_req_duration{name:order,expected_response:true}': ['p(95)<120'],
  'http_req_duration{name:search,expected_response:true}': ['med<50'],
  cache_hit_ratio: ['value>0.8'],
  stream_lag: ['p(95)<100'],
  chat_first_byte: ['med<300'],
  chat_tokens_per_second: ['med>50'],
};

/** Thresholds for any load: each request succeeds or is refused with Retry-After, and no event is lost. */
export const UNDER_ANY_LOAD = {
  checks: ['rate==1'],
  events_missed: ['count==0'],
  // No targets: without a threshold k6 does not report these apart.
  'http_req_duration{name:product,expected_response:true}': ['med>=0'],
  'http_req_duration{name:order,expected_response:true}': ['med>=0'],
};

/** `K6_RATE` scales every rate of a script; 1 fits the built Worker on two cores. */
export const scaled = (rate: number): number => Math.max(1, Math.round(rate * Number(__ENV.K6_RATE ?? 1)));
