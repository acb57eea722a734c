import { randomHex } from './ids.ts';

/** Correlates everything that one request causes. */
export interface Trace {
  requestId: string;
  /** W3C Trace Context `traceparent`. */
  traceparent: string;
}

/** A trace that a request continued or started. */
export interface RequestTrace extends Trace {
  /** The caller's own `traceparent`, when it is well formed. */
  caller: string | undefined;
}

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const REQUEST_ID = /^[A-Za-z0-9._:-]{8,128}$/;

/**
 * Continues the caller's trace when its headers are well formed, otherwise starts one. W3C Trace Context, section 3.2.
 */
export function traceFromHeaders(headers: Headers): RequestTrace {
  const traceparent = headers.get('traceparent') ?? '';
  const caller = TRACEPARENT.test(traceparent) ? traceparent : undefined;
  return {
    requestId: requestIdOf(headers),
    traceparent: caller === undefined ? newTrace().traceparent : childOf(caller),
    caller,
  };
}

/** The caller's own `x-request-id` when it is well formed, otherwise a new one. */
export function requestIdOf(headers: Headers): string {
  const requestId = headers.get('x-request-id') ?? '';
  return REQUEST_ID.test(requestId) ? requestId : crypto.randomUUID();
}

/**
 * A trace for work without a request, such as a sweep.
 * @param isSampled False for work that is not recorded by default, such as a relay that polls ten times a second.
 */
export function newTrace(isSampled = true): Trace {
  const flags = isSampled ? '01' : '00';
  return { requestId: crypto.randomUUID(), traceparent: `00-${randomHex(16)}-${randomHex(8)}-${flags}` };
}

function childOf(traceparent: string): string {
  return `${traceparent.slice(0, 36)}${randomHex(8)}${traceparent.slice(52)}`;
}
