import { z } from 'zod';

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
  OPENAI_EMBEDDING_MODEL: z.string().optional(),
  OPENAI_EMBEDDING_DIMENSIONS: z.coerce.number().int().min(1).max(2_000).optional(),
  RERANK_URL: z
    .url({ protocol: /^https?$/, error: 'is no http(s) address' })
    // `fetch` takes none with them, and would quote them saying so.
    .refine((url) => !hasCredentials(url), 'has a user or a password in it: put the key into RERANK_API_KEY')
    .optional(),
  // What a header takes. A key with a line break would be refused at each search, and quoted.
  RERANK_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'has characters that no key has')
    .optional(),
  RERANK_MODEL: z.string().optional(),
  RERANK_TIMEOUT_MS: z.coerce.number().int().min(50).max(10_000).default(1_000),
} as const;
export type RetrievalVariables = z.output<z.ZodObject<typeof RETRIEVAL_VARIABLES>>;

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
