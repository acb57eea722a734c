import { z } from 'zod';

/** The server that turns texts into vectors. It may be another than the one that chats. */
export interface EmbeddingConfig {
  apiKey: string;
  /** Undefined: OpenAI's own. */
  baseURL: string | undefined;
  model: string;
  /** What the model is asked for; undefined: as many as it has. */
  dimensions: number | undefined;
  /** Put before what is searched for and before what is indexed, as models such as E5 were trained with. */
  prefixes: { query: string; passage: string };
}

/** A third of the model's own 1,536, at which it loses little. */
const DEFAULT_EMBEDDING = { model: 'text-embedding-3-small', dimensions: 512 };
/** Servers such as Ollama and vLLM take any key, but the client insists on one. */
export const NO_KEY = 'none';
const MAX_PREFIX_CHARACTERS = 500;
const Prefix = z.string().max(MAX_PREFIX_CHARACTERS).default('');
const HEADER_VALUE = /^[\x21-\x7e]+$/;

/** A service that reads texts beside a query and says how well each fits. */
export interface RerankConfig {
  /** The whole address, such as `https://api.cohere.com/v2/rerank`. */
  url: string;
  apiKey: string | undefined;
  model: string | undefined;
  timeoutMs: number;
}

/** The variables of retrieval, as strings of the environment. */
export const RETRIEVAL_VARIABLES = {
  OPENAI_EMBEDDING_API_BASE: z
    .url({ protocol: /^https?$/, error: 'is no http(s) address' })
    .refine((url) => !hasCredentials(url), 'has a user or a password in it: put the key into OPENAI_EMBEDDING_API_KEY')
    .optional(),
  OPENAI_EMBEDDING_API_KEY: z.string().regex(HEADER_VALUE, 'has characters that no key has').optional(),
  OPENAI_EMBEDDING_MODEL: z.string().optional(),
  OPENAI_EMBEDDING_DIMENSIONS: z.coerce.number().int().min(1).max(2_000).optional(),
  OPENAI_EMBEDDING_QUERY_PREFIX: Prefix,
  OPENAI_EMBEDDING_PASSAGE_PREFIX: Prefix,
  RERANK_URL: z
    .url({ protocol: /^https?$/, error: 'is no http(s) address' })
    // `fetch` takes none with them, and would quote them saying so.
    .refine((url) => !hasCredentials(url), 'has a user or a password in it: put the key into RERANK_API_KEY')
    .optional(),
  // What a header takes. A key with a line break would be refused at each search, and quoted.
  RERANK_API_KEY: z.string().regex(HEADER_VALUE, 'has characters that no key has').optional(),
  RERANK_MODEL: z.string().optional(),
  RERANK_TIMEOUT_MS: z.coerce.number().int().min(50).max(10_000).default(1_000),
} as const;
export type RetrievalVariables = z.output<z.ZodObject<typeof RETRIEVAL_VARIABLES>>;

/**
 * The embedding server: the one of its own variables, else the one that chats. The key of one never goes to the other.
 * @returns Undefined where neither is configured: the offline embedding serves.
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

function hasCredentials(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { username, password } = new URL(address);
  return username !== '' || password !== '';
}
