/**
 * The side of a text in a search: some models put other words before queries than before the texts that are searched.
 */
export type EmbeddingPurpose = 'query' | 'passage';

/** Turns texts into vectors, all of one dimension. */
export interface Embedder {
  /** Stored beside each vector: those of two models, or of two sizes that one was asked for, are not comparable. */
  id: string;
  /** True if embeddings cost nothing. */
  isFree?: true;
  /**
   * True if vectors compare words and spellings, not meanings: they count less, and find nothing alone.
   */
  isLexical?: true;
  /** The embedder of another id, where the same server has it: a tenant may still be searched by an older one. */
  sibling?(id: string): Embedder | undefined;
  /**
   * Embeds texts, in order; `onUsage` receives the tokens that the server reports. Rejects when the server is away, or
   * answers with vectors that cannot be stored.
   */
  embed(
    texts: readonly string[],
    purpose: EmbeddingPurpose,
    signal?: AbortSignal,
    onUsage?: (tokens: number) => void,
  ): Promise<number[][]>;
}
