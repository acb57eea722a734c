import type { Span, Spans } from './spans.ts';

/** Calls a method of a Durable Object within a span, by the conventions for RPC. */
export async function callObject<T>(
  spans: Spans,
  object: string,
  method: string,
  call: (span: Span) => Promise<T>,
): Promise<T> {
  const name = `${object}/${method}`;
  const attributes = { 'rpc.system.name': 'cloudflare_durable_objects' as const, 'rpc.method': name };
  return await spans.run(name, { kind: 'client', attributes }, call);
}
