import type { Trace } from '../trace.ts';
import type { IsolateTracing } from './isolate-tracing.ts';
import { type Origin, RecordedSpans } from './recorded-spans.ts';
import { noSpans, type Spans } from './spans.ts';

/**
 * The spans of an invocation, and its trace, which the first of them continues.
 * @param send Called in one invocation a second, which sends the spans of all invocations of the isolate.
 */
export function openSpans(
  tracing: IsolateTracing | undefined,
  origin: Origin,
  send: (tracing: IsolateTracing) => void,
): { spans: Spans; trace: Trace } {
  const { requestId, traceparent } = origin;
  if (tracing === undefined) return { spans: noSpans, trace: { requestId, traceparent } };
  const spans = new RecordedSpans(origin, {
    tracer: tracing.tracer,
    ratio: tracing.config.ratio,
    random: Math.random,
    ended: () => {
      if (tracing.flush.claim(Date.now())) send(tracing);
    },
  });
  return { spans, trace: { requestId, traceparent: spans.own.traceparent } };
}
