/** Whether texts are searched for, or searched: some models take the two with other words before them. */
export type EmbeddingPurpose = 'query' | 'passage';

/** Turns texts into vectors, all of one dimension. */
export interface Embedder {
  /** Stored beside each vector: those of two models, or of two sizes that one was asked for, are not comparable. */
  id: string;
  /** It costs nothing. */
  isFree?: true;
  /** Its vectors tell which words and spellings texts share, not what they mean: they count less, and find nothing alone. */
  isLexical?: true;
  /** The embedder of another id, where the same server has it: a tenant may still be searched by an older one. */
  sibling?(id: string): Embedder | undefined;
  /** One vector a text, in order; `onUsage` hears how many tokens the server reports. Rejects when the server is away, or answers with vectors that cannot be stored. */
  embed(
    texts: readonly string[],
    purpose: EmbeddingPurpose,
    signal?: AbortSignal,
    onUsage?: (tokens: number) => void,
  ): Promise<number[][]>;
}
