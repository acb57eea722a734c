import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  type Span as OtelSpan,
  SpanKind as OtelSpanKind,
  trace as otel,
  ROOT_CONTEXT,
  type SpanContext,
  SpanStatusCode,
  type Tracer,
} from '@opentelemetry/api';
import { describeError, type ErrorReport } from '../describe-error.ts';
import { ProblemError } from '../problem-error.ts';
import type { RequestTrace, Trace } from '../trace.ts';
import type { SpanAttributes, SpanIdentity } from './span-attributes.ts';
import type { Span, SpanKind, SpanOptions, Spans } from './spans.ts';

/** How an invocation starts. */
export interface Origin extends Trace, Partial<Pick<RequestTrace, 'caller'>> {
  /** The attributes of the invocation's own span. Without one, spans are children of `traceparent`. */
  own?: { name: string; kind: SpanKind; attributes?: SpanAttributes };
}

const KINDS: Readonly<Record<SpanKind, OtelSpanKind>> = {
  internal: OtelSpanKind.INTERNAL,
  server: OtelSpanKind.SERVER,
  client: OtelSpanKind.CLIENT,
  producer: OtelSpanKind.PRODUCER,
  consumer: OtelSpanKind.CONSUMER,
};

/** The active span. The runtime carries it through awaits and timers, but not over RPC. */
const running = new AsyncLocalStorage<RecordedSpan>();

interface Deps {
  tracer: Tracer;
  /** The share of recorded traces among those that outside callers started. */
  ratio: number;
  /** Called when a recorded span has ended. */
  ended(): void;
  random(): number;
}

/** The spans of an invocation, over OpenTelemetry's SDK. */
export class RecordedSpans implements Spans {
  readonly isOn = true;
  readonly own: RecordedSpan;
  /** The identity of the invocation, shared so that earlier spans get it too. */
  readonly #identity: SpanIdentity;
  readonly #deps: Deps;

  constructor(origin: Origin, deps: Deps) {
    this.#deps = deps;
    this.#identity = { request_id: origin.requestId };
    const { own, caller, traceparent } = origin;
    if (own === undefined) {
      this.own = new RecordedSpan(otel.wrapSpanContext(contextOf(traceparent)), ROOT_CONTEXT, this.#identity, () => {});
      return;
    }
    const { name, ...options } = own;
    this.own = this.#begin(name, options, caller === undefined ? ROOT_CONTEXT : this.#fromOutside(caller));
  }

  identify(identity: SpanIdentity): void {
    Object.assign(this.#identity, identity);
    this.own.set(identity);
  }

  start(name: string, { parent, links, ...options }: SpanOptions): RecordedSpan {
    const current = running.getStore() ?? this.own;
    const context = parent === undefined ? current.context : below(contextOf(parent));
    const causes = (links ?? []).map((link) => ({ context: contextOf(link) }));
    if (parent !== undefined && traceOf(parent) !== current.spanContext.traceId && current !== this.own) {
      causes.push({ context: current.spanContext });
    }
    return this.#begin(name, options, context, current.identity, causes);
  }

  async run<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
    const span = this.start(name, options);
    try {
      return await span.within(() => work(span));
    } catch (error) {
      span.fail(error);
      throw error;
    } finally {
      span.end();
    }
  }

  nearest(traceparent: string): string {
    const current = running.getStore();
    return current?.spanContext.traceId === traceOf(traceparent) ? current.traceparent : traceparent;
  }

  #begin(
    name: string,
    { kind, attributes, startedAtMs }: Omit<SpanOptions, 'parent' | 'links'>,
    parent: Context,
    inherited: SpanIdentity = this.#identity,
    links: Array<{ context: SpanContext }> = [],
  ): RecordedSpan {
    const named = identityIn(attributes);
    const identity = named === undefined ? inherited : { ...inherited, ...named };
    const span = this.#deps.tracer.startSpan(
      name,
      {
        kind: KINDS[kind],
        attributes: { ...identity, ...attributes },
        links,
        ...(startedAtMs === undefined ? {} : { startTime: startedAtMs }),
      },
      parent,
    );
    return new RecordedSpan(span, otel.setSpan(ROOT_CONTEXT, span), identity, this.#deps.ended);
  }

  /** Anyone may ask to be recorded. Take a random share of those, because callers choose trace ids. */
  #fromOutside(caller: string): Context {
    const context = contextOf(caller);
    const isTaken = context.traceFlags === 1 && this.#deps.random() < this.#deps.ratio;
    return below({ ...context, traceFlags: isTaken ? 1 : 0 });
  }
}

class RecordedSpan implements Span {
  readonly traceparent: string;
  readonly spanContext: SpanContext;
  readonly context: Context;
  readonly identity: SpanIdentity;
  readonly #span: OtelSpan;
  readonly #ended: () => void;

  constructor(span: OtelSpan, context: Context, identity: SpanIdentity, ended: () => void) {
    this.#span = span;
    this.spanContext = span.spanContext();
    const { traceId, spanId, traceFlags } = this.spanContext;
    this.traceparent = `00-${traceId}-${spanId}-0${traceFlags & 1}`;
    this.context = context === ROOT_CONTEXT ? otel.setSpan(ROOT_CONTEXT, span) : context;
    this.identity = identity;
    this.#ended = ended;
  }

  get isRecorded(): boolean {
    return this.#span.isRecording();
  }

  set(attributes: SpanAttributes): void {
    this.#span.setAttributes({ ...attributes });
  }

  rename(name: string): void {
    this.#span.updateName(name);
  }

  fail(error: unknown): void {
    const isRefusal = error instanceof ProblemError && error.status < 500;
    if (isRefusal) this.set({ 'error.type': error.code });
    else this.failAs(kindOf(error));
  }

  failAs(kind: string): void {
    this.set({ 'error.type': kind });
    this.#span.setStatus({ code: SpanStatusCode.ERROR });
  }

  within<T>(work: () => T): T {
    return running.run(this, work);
  }

  end(): void {
    if (!this.#span.isRecording()) return;
    this.#span.end();
    this.#ended();
  }
}

/** An error's text may quote a person. Its class and code are ours or the database's. */
function kindOf(error: unknown): string {
  const reports = reportsOf(describeError(error));
  return reports.find(({ code }) => code !== undefined)?.code ?? reports.at(-1)?.name ?? 'Error';
}

const reportsOf = (report: ErrorReport): ErrorReport[] =>
  report.cause === undefined ? [report] : [report, ...reportsOf(report.cause)];

function identityIn({ tenant_id, user_id, request_id }: SpanAttributes = {}): SpanIdentity | undefined {
  if (tenant_id === undefined && user_id === undefined && request_id === undefined) return undefined;
  return {
    ...(tenant_id === undefined ? {} : { tenant_id }),
    ...(user_id === undefined ? {} : { user_id }),
    ...(request_id === undefined ? {} : { request_id }),
  };
}

const traceOf = (traceparent: string): string => traceparent.split('-')[1] ?? '';

/** A malformed `traceparent` gives a context that the SDK ignores. */
function contextOf(traceparent: string): SpanContext {
  const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-');
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}

const below = (context: SpanContext): Context => otel.setSpanContext(ROOT_CONTEXT, context);
