import { createServer, type Server } from 'node:http';
import { z } from 'zod';
import { listenOnLoopback } from '../../dev-stack/ports.ts';
import { startCollector } from './collector.ts';

const Value = z
  .object({
    stringValue: z.string(),
    intValue: z.coerce.number(),
    doubleValue: z.number(),
    boolValue: z.boolean(),
    arrayValue: z.object({ values: z.array(z.object({ stringValue: z.string() })) }),
  })
  .partial();
const Attributes = z
  .array(z.object({ key: z.string(), value: Value }))
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, plain(value)])));
const Nanoseconds = z.string().transform((text) => Number(BigInt(text) / 1000n) / 1000);
const OtlpSpan = z
  .object({
    traceId: z.string(),
    spanId: z.string(),
    parentSpanId: z.string().default(''),
    name: z.string(),
    kind: z.int().transform((kind) => KINDS[kind] ?? String(kind)),
    startTimeUnixNano: Nanoseconds,
    endTimeUnixNano: Nanoseconds,
    attributes: Attributes,
    links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
    status: z.object({ code: z.int().default(0), message: z.string().optional() }).default({ code: 0 }),
  })
  .transform(({ startTimeUnixNano: startMs, endTimeUnixNano: endMs, ...span }) => ({ ...span, startMs, endMs }));
const Export = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(OtlpSpan) })),
    }),
  ),
});

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];

/** A span as a collector has it; times in milliseconds since the epoch. */
export type CollectedSpan = z.infer<typeof OtlpSpan>;

export interface Collected {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  url: string;
  spans: CollectedSpan[];
  /** The resources of the senders. */
  resources: Array<Record<string, unknown>>;
  /** The raw bodies. */
  bodies: string[];
  stop(): Promise<void>;
}

/**
 * Receives spans as OTLP/HTTP JSON on a loopback port. Other bodies are answered with 400. @param collector The path of
 * an OpenTelemetry Collector to route them through; by default they come directly.
 */
export async function collectSpans(collector?: string): Promise<Collected> {
  const spans: CollectedSpan[] = [];
  const resources: Array<Record<string, unknown>> = [];
  const bodies: string[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      bodies.push(body);
      const parsed = Export.safeParse(JSON.parse(body));
      const isExport = request.method === 'POST' && request.url === '/v1/traces';
      if (!isExport || !parsed.success) {
        console.error(`no export of spans: ${request.url} ${parsed.error}`);
        response.writeHead(400).end();
        return;
      }
      for (const { resource, scopeSpans } of parsed.data.resourceSpans) {
        resources.push(resource.attributes);
        for (const scope of scopeSpans) spans.push(...scope.spans);
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  const url = `http://127.0.0.1:${await listenOnLoopback(server, 0)}`;
  const between = collector === undefined ? undefined : await startCollector(collector, url);
  return {
    url: between?.url ?? url,
    ...{ spans, resources, bodies },
    stop: async () => {
      await between?.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function plain(value: z.infer<typeof Value>): string | number | boolean | string[] | undefined {
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(({ stringValue }) => stringValue);
  return value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue;
}
