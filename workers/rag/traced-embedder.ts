import type { Embedder } from '../platform/embedder.ts';
import type { Spans } from '../platform/tracing/spans.ts';

/** The embedder with a span around each call; no text is in it. */
export function tracedEmbedder(embedder: Embedder, spans: Spans): Embedder {
  if (!spans.isOn) return embedder;
  const { id, sibling } = embedder;
  const attributes = { 'gen_ai.operation.name': 'embeddings' as const, 'gen_ai.request.model': id };
  return {
    ...embedder,
    embed: (texts, purpose, signal, onUsage) =>
      spans.run(`embeddings ${id}`, { kind: 'client', attributes }, () =>
        embedder.embed(texts, purpose, signal, onUsage),
      ),
    ...(sibling === undefined
      ? {}
      : {
          sibling: (other: string) => {
            const found = sibling(other);
            return found && tracedEmbedder(found, spans);
          },
        }),
  };
}
