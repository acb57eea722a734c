import type { Tracer } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Config } from '../config.ts';
import { FlushClaim } from '../flush-claim.ts';
import { SpanBuffer } from './span-buffer.ts';
import type { TracingConfig } from './tracing-config.ts';

/** An isolate's tracing state, which its invocations share. */
export interface IsolateTracing {
  config: TracingConfig;
  tracer: Tracer;
  buffer: SpanBuffer;
  flush: FlushClaim;
}

/** Longest text attribute of a span: attributes hold names and codes only. */
const MAX_TEXT = 256;

/** @returns Undefined without a collector: tracing then costs nothing. */
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
  return { config: tracing, tracer: provider.getTracer('ragline'), buffer, flush: new FlushClaim() };
}
