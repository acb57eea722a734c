import type { SpanAttributes, SpanIdentity } from './span-attributes.ts';

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

export interface SpanOptions {
  kind: SpanKind;
  attributes?: SpanAttributes;
  /** The `traceparent` of what caused it, where that is not what runs now. */
  parent?: string | undefined;
  /** Other causes, by their `traceparent`. */
  links?: readonly string[];
  /** When it began, if before now: milliseconds since the epoch. */
  startedAtMs?: number;
}

/** One step of a trace. Calls on it after its end do nothing. */
export interface Span {
  /** For what it causes elsewhere; undefined: nothing is traced. */
  readonly traceparent: string | undefined;
  /** False: what is set on it goes nowhere, so do not work it out. */
  readonly isRecorded: boolean;
  set(attributes: SpanAttributes): void;
  rename(name: string): void;
  /** Says what went wrong by its kind alone. A refusal that the caller has earned is no fault of ours. */
  fail(error: unknown): void;
  /** Says the same where nothing was thrown. @param kind Such as `timeout`, or the status of an answer. */
  failAs(kind: string): void;
  /** Runs `work` with this span as the parent of what begins within it. */
  within<T>(work: () => T): T;
  end(): void;
}

/** The spans of one invocation. Never throws, and nothing waits for it. */
export interface Spans {
  /** False: nothing is traced, and wrapping something for its span would be in vain. */
  readonly isOn: boolean;
  /** The invocation's own, when it has one: the parent of what has no other. */
  readonly own: Span;
  /** Who acts in this invocation, for its own span and all that follow. */
  identify(identity: SpanIdentity): void;
  /** A span around `work`, failed by what it throws. */
  run<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T>;
  /** A span that lasts until its `end`. */
  start(name: string, options: SpanOptions): Span;
  /** What runs now, when it belongs to the trace of this `traceparent`; else that. */
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
