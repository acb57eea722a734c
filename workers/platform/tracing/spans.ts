import type { SpanAttributes, SpanIdentity } from './span-attributes.ts';

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

export interface SpanOptions {
  kind: SpanKind;
  attributes?: SpanAttributes;
  /** The `traceparent` of the cause, when that is not the active span. */
  parent?: string | undefined;
  /** Other causes, by their `traceparent`. */
  links?: readonly string[];
  /** The start in milliseconds since the epoch, if it is in the past. */
  startedAtMs?: number;
}

/** A step of a trace. Calls on it after its end do nothing. */
export interface Span {
  /** The `traceparent` for what it causes elsewhere; undefined without tracing. */
  readonly traceparent: string | undefined;
  /** False when attributes are discarded, so that they need not be computed. */
  readonly isRecorded: boolean;
  set(attributes: SpanAttributes): void;
  rename(name: string): void;
  /** Records the kind of an error. A refusal that the caller caused is no error. */
  fail(error: unknown): void;
  /** Records a failure without an error. @param kind Such as `timeout`, or the status of an answer. */
  failAs(kind: string): void;
  /** Runs `work` with this span as the active one. */
  within<T>(work: () => T): T;
  end(): void;
}

/** The spans of one invocation. Never throws, and nothing waits for it. */
export interface Spans {
  /** False when nothing is traced, so that wrapping would be wasted. */
  readonly isOn: boolean;
  /** The invocation's own span: the parent of spans without another one. */
  readonly own: Span;
  /** Sets the identity of the invocation, for its own span and all later ones. */
  identify(identity: SpanIdentity): void;
  /** Runs `work` in a span, and records its error. */
  run<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T>;
  /** A span that lasts until its `end`. */
  start(name: string, options: SpanOptions): Span;
  /** The active span's `traceparent`, when it belongs to the same trace as the given one; otherwise the given one. */
  nearest(traceparent: string): string;
}

const NO_SPAN: Span = {
  traceparent: undefined,
  isRecorded: false,
  set: () => {},
  rename: () => {},
  fail: () => {},
  failAs: () => {},
  within: (work) => work(),
  end: () => {},
};

/** Traces nothing. */
export const noSpans: Spans = {
  isOn: false,
  own: NO_SPAN,
  identify: () => {},
  run: (_name, _options, work) => work(NO_SPAN),
  start: () => NO_SPAN,
  nearest: (traceparent) => traceparent,
};
