import type { z } from 'zod';
import type { TRACING_VARIABLES } from '../variables.ts';

export interface TracingConfig {
  /** The URL for spans. */
  url: string;
  headers: Record<string, string>;
  serviceName: string;
  /** The share of recorded traces, decided where a trace starts. */
  ratio: number;
}

type Variables = z.infer<z.ZodObject<typeof TRACING_VARIABLES>>;

/** @throws {RangeError} when the headers are not a list of `name=value`. */
export function tracingConfig(vars: Variables): TracingConfig | undefined {
  const endpoint = vars.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return undefined;
  return {
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: parseHeaders(vars.OTEL_EXPORTER_OTLP_HEADERS ?? ''),
    serviceName: vars.OTEL_SERVICE_NAME,
    ratio: vars.OTEL_TRACES_SAMPLER_ARG,
  };
}

/**
 * Parses `name=value,name=value` with percent-encoded values. The error never quotes them, because they are secrets.
 */
function parseHeaders(text: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const [, name, value] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=(.*)$/.exec(pair) ?? [];
    if (name === undefined || value === undefined) throw new RangeError('is not a list of name=value, comma-separated');
    headers[name.toLowerCase()] = decoded(value.trim());
  }
  return headers;
}

function decoded(value: string): string {
  let text: string;
  try {
    text = decodeURIComponent(value);
  } catch {
    throw new RangeError('has a value that is not percent-encoded');
  }
  if (!/^[\t\x20-\x7e]*$/.test(text)) throw new RangeError('has a value that no header can carry');
  return text;
}
