import type { Tracer } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Config } from '../config.ts';
import { SenderTurn } from '../sender-turn.ts';
import { SpanBuffer } from './span-buffer.ts';
import type { TracingConfig } from './tracing-config.ts';

/** What an isolate keeps to trace with: nothing that belongs to one of its invocations. */
export interface IsolateTracing {
  config: TracingConfig;
  tracer: Tracer;
  buffer: SpanBuffer;
  turn: SenderTurn;
}

/** A text of a span is at most so long: names and codes are all that it should hold. */
const MAX_TEXT = 256;

/** @returns Undefined when no collector is configured: then nothing is traced, and nothing is paid for it. */
export function createTracing({ tracing, mode }: Pick<Config, 'tracing' | 'mode'>): IsolateTracing | undefined {
  if (tracing === undefined) return undefined;
  const buffer = new SpanBuffer();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': tracing.serviceName,
      'service.namespace': 'ragline',
      'deployment.environment.name': mode,
      'cloud.provider': 'cloudflare',
      'cloud.platform': 'cloudflare.workers',
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(tracing.ratio) }),
    spanProcessors: [buffer],
    spanLimits: { attributeValueLengthLimit: MAX_TEXT },
  });
  return { config: tracing, tracer: provider.getTracer('ragline'), buffer, turn: new SenderTurn() };
}
