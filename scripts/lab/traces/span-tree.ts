import type { CollectedSpan } from './collected-spans.ts';

/** Attributes that every span has, or that its name says already. */
const LEFT_OUT =
  /^(?:tenant_id|user_id|request_id|url\.scheme|http\.route|http\.request\.method|db\.system\.name|db\.operation\.name|messaging\.(?:system|destination\.name|operation\.name|operation\.type|message\.id)|gen_ai\.(?:operation\.name|agent\.name|conversation\.id|tool\.\w.*)|ragline\.webhook\.endpoint_id)$/;

/** The spans of a trace, each below its parent, in the order in which they began. */
export function printTree(spans: readonly CollectedSpan[]): string {
  const began = Math.min(...spans.map(({ startMs }) => startMs));
  const known = new Set(spans.map(({ spanId }) => spanId));
  const childrenOf = (id: string | undefined) =>
    spans
      .filter(({ parentSpanId }) => (id === undefined ? !known.has(parentSpanId) : parentSpanId === id))
      .toSorted((a, b) => a.startMs - b.startMs);
  const lines = (id: string | undefined, depth: number): string[] =>
    childrenOf(id).flatMap((span) => [line(span, depth, began), ...lines(span.spanId, depth + 1)]);
  return lines(undefined, 0).join('\n');
}

function line({ name, kind, startMs, endMs, attributes, status }: CollectedSpan, depth: number, began: number): string {
  const time = `${(startMs - began).toFixed(0).padStart(6)} ${(endMs - startMs).toFixed(1).padStart(8)}`;
  const told = Object.entries(attributes)
    .filter(([key]) => !LEFT_OUT.test(key))
    .map(([key, value]) => `${key}=${value}`);
  return `${time}  ${'  '.repeat(depth)}${name} [${kind}]${status.code === 2 ? ' FAILED' : ''} ${told.join(' ')}`.trimEnd();
}

/** The path from the first span of a trace down to this one, by their names. */
export function pathOf(spans: readonly CollectedSpan[], span: CollectedSpan): string[] {
  const parent = spans.find(({ spanId, traceId }) => spanId === span.parentSpanId && traceId === span.traceId);
  return [...(parent === undefined ? [] : pathOf(spans, parent)), span.name];
}
