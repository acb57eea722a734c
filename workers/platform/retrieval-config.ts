import type { RetrievalVariables } from './variables.ts';

/** The server that turns texts into vectors. It may be another than the one that chats. */
export interface EmbeddingConfig {
  apiKey: string;
  /** Undefined: OpenAI's own. */
  baseURL: string | undefined;
  model: string;
  /** Dimensions to ask of the model; undefined for its own number. */
  dimensions: number | undefined;
  /** Prefixes of queries and of indexed texts, which models such as E5 were trained with. */
  prefixes: { query: string; passage: string };
}

/** A third of the model's own 1,536, at which it loses little. */
const DEFAULT_EMBEDDING = { model: 'text-embedding-3-small', dimensions: 512 };
/** Servers such as Ollama and vLLM take any key, but the client insists on one. */
export const NO_KEY = 'none';

/** A service that reads texts beside a query and says how well each fits. */
export interface RerankConfig {
  /** The whole address, such as `https://api.cohere.com/v2/rerank`. */
  url: string;
  apiKey: string | undefined;
  model: string | undefined;
  timeoutMs: number;
}

/**
 * The embedding server of its own variables, otherwise the chat server. The key of one is never sent to the other.
 * @returns Undefined when neither is configured: the offline embedding is used.
 */
export function embeddingConfig(
  vars: RetrievalVariables,
  chat: { apiKey: string; baseURL: string | undefined } | undefined,
): EmbeddingConfig | undefined {
  const { OPENAI_EMBEDDING_API_BASE: base, OPENAI_EMBEDDING_API_KEY: key } = vars;
  if (base === undefined && key === undefined && chat === undefined) return undefined;
  const inherited = base === undefined ? chat : undefined;
  return {
    apiKey: key ?? inherited?.apiKey ?? NO_KEY,
    baseURL: base ?? inherited?.baseURL,
    model: vars.OPENAI_EMBEDDING_MODEL ?? DEFAULT_EMBEDDING.model,
    dimensions:
      vars.OPENAI_EMBEDDING_DIMENSIONS ??
      (vars.OPENAI_EMBEDDING_MODEL === undefined ? DEFAULT_EMBEDDING.dimensions : undefined),
    prefixes: { query: vars.OPENAI_EMBEDDING_QUERY_PREFIX, passage: vars.OPENAI_EMBEDDING_PASSAGE_PREFIX },
  };
}

/** @returns Undefined without `RERANK_URL`: what is found stays in the order of its search. */
export function rerankConfig(vars: RetrievalVariables): RerankConfig | undefined {
  if (vars.RERANK_URL === undefined) return undefined;
  return {
    url: vars.RERANK_URL,
    apiKey: vars.RERANK_API_KEY,
    model: vars.RERANK_MODEL,
    timeoutMs: vars.RERANK_TIMEOUT_MS,
  };
}
