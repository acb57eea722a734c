import { z } from 'zod';

/**
 * The variables of the Worker: schema, default and description of each. `parseConfig` reads the environment with it.
 * docs/CONFIGURATION.md, the variables passed on by `npm start` and the checks of a deploy are generated from it.
 * `secret` marks variables for `wrangler secret put`; `decide` marks those that a deploy requires to be set explicitly,
 * and explains the default.
 */

export const EMPTY_JWKS_HINT = 'run `npm run keys` and store its output with `wrangler secret put AUTH_PRIVATE_JWKS`';
/** A lease on a delivery is longer than this. */
const MAX_WEBHOOK_TIMEOUT_MS = 15_000;
export const UNLIMITED = 'unlimited';

const secret = (description: string) => ({ description, secret: true });
const LogLevel = z.enum(['debug', 'info', 'warn', 'error']);
const HttpUrl = z.url({ protocol: /^https?$/, error: 'is no http(s) address' });
/** Characters that a header accepts. A key with a line break would fail every request, and be quoted in the error. */
const HeaderValue = z.string().regex(/^[\x21-\x7e]+$/, 'has characters that no key has');
/** `fetch` takes no user and password in an address, and would quote them saying so. */
const urlWithoutCredentials = (keyVariable: string) =>
  HttpUrl.refine((url) => !hasCredentials(url), `has a user or a password in it: put the key into ${keyVariable}`);
const Milliseconds = z.coerce.number().int().min(10).max(900_000);
const Tokens = z.union([
  z.literal(UNLIMITED),
  z.coerce.number(`is neither a number nor ${UNLIMITED}`).int().min(0).max(1_000_000_000_000),
]);
const Dollars = z.coerce.number().min(0).max(1_000_000);
const Share = z.coerce.number().min(0).max(1);
const Price = z.strictObject({ input: z.number().min(0), output: z.number().min(0) });
const Prices = z.record(z.string().min(1).max(200), Price);
const Prefix = z.string().max(500).default('');
const Origins = z
  .string()
  .default('')
  .transform((list) => namesIn(list))
  .refine((origins) => origins.every((origin) => origin === '*' || isOrigin(origin)), {
    error:
      'holds something that is no origin: write scheme, host and port without a path, such as https://shop.example',
  });

const SERVICE_VARIABLES = {
  RAGLINE_MODE: z
    .enum(['local', 'production'])
    .describe('`local` for development and tests; `production` refuses values that only development may run on.'),
  RAGLINE_REGISTRATION: z.enum(['open', 'invitation', 'closed']).optional().meta({
    description:
      'Who may register a tenant: `open` (everyone), `invitation` (holders of a code) or `closed` (no one). Default: `open` in local mode, else `closed`.',
    decide: 'registration is closed; the choices are "open", "invitation" and "closed"',
  }),
  CORS_ORIGINS: Origins.meta({
    description:
      'Origins of the web pages that may call the API, comma-separated. Empty: any origin in local mode, none elsewhere.',
    decide: 'no web page of another origin can call the API',
  }),
  LOG_LEVEL: LogLevel.default('info').describe(
    'Records below this level are not written: `debug`, `info`, `warn` or `error`.',
  ),
  AUTH_PRIVATE_JWKS: z
    .string({ error: `is missing: ${EMPTY_JWKS_HINT}` })
    .min(1, EMPTY_JWKS_HINT)
    .meta(
      secret('The private keys that sign tokens and seal webhook secrets, as a JWK set; `npm run keys` makes one.'),
    ),
  AUTH_ISSUER: z.string().min(1).default('ragline').describe('The `iss` claim of tokens.'),
  METRICS_TOKEN: z
    .string()
    .min(16, 'is shorter than 16 characters')
    .optional()
    .meta(
      secret(
        'The bearer token for `/metrics` and for the details of `/readyz`. Unset: outside local mode every scrape is refused.',
      ),
    ),
  RATE_LIMIT_SCALE: z.coerce
    .number()
    .positive()
    .max(1_000_000)
    .optional()
    .describe('Multiplies every quota. Default: 1, and 1,000 in local mode; production accepts at most 10.'),
  MAX_REQUESTS_UNDER_WAY: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(128)
    .describe('Requests that one isolate handles at once; more are answered with 503.'),
  HUB_SOCKETS_PER_OBJECT: z.coerce
    .number()
    .int()
    .min(1)
    .max(30_000)
    .default(1_000)
    .describe('Event sockets that one Durable Object holds before another one is used.'),
  HUB_WATCH_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(86_400)
    .default(900)
    .describe(
      'While a reader is connected, a hub looks once a second for events whose nudge was lost, until a tenant has had no event for this long. 0: the sweep finds them, once a minute.',
    ),
  NEON_DATABASE_URL: z
    .string()
    .optional()
    .meta(secret('A Neon database, reached by its own driver where no Hyperdrive is bound.')),
  UPSTASH_REDIS_REST_URL: z
    .url()
    .describe("The address of an Upstash Redis, or of a server that speaks Upstash's REST protocol."),
  UPSTASH_REDIS_REST_TOKEN: z.string().min(1).meta(secret('The token of that Redis.')),
} as const;

const WEBHOOK_VARIABLES = {
  WEBHOOK_RESOLVER_URL: z
    .union([z.url(), z.literal('off')])
    .default('https://cloudflare-dns.com/dns-query')
    .describe(
      'DNS over HTTPS server that resolves webhook hosts, so that inner addresses are refused. `off` in local mode only.',
    ),
  WEBHOOK_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(MAX_WEBHOOK_TIMEOUT_MS)
    .default(MAX_WEBHOOK_TIMEOUT_MS)
    .describe('How long a receiver may take to answer.'),
  WEBHOOK_RETRY_SCALE: z.coerce
    .number()
    .positive()
    .max(1)
    .default(1)
    .describe('Multiplies the pauses between attempts: below 1 for tests.'),
} as const;

/** Cloudflare Turnstile. */
export const BOT_CHECK_VARIABLES = {
  TURNSTILE_SECRET_KEY: z
    .string()
    .min(1)
    .optional()
    .meta(secret('Guests and registrations must send a Turnstile token, which is verified with this key.')),
  TURNSTILE_URL: z
    .url({ protocol: /^https?$/ })
    .default('https://challenges.cloudflare.com/turnstile/v0/siteverify')
    .describe('Where Turnstile tokens are verified.'),
} as const;

/** OpenTelemetry's own names. OTel specification, "OTLP exporter" and "SDK environment variables". */
export const TRACING_VARIABLES = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('An OpenTelemetry collector that takes OTLP over HTTP. Unset: no traces.'),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .optional()
    .meta(secret('Headers for the collector: `name=value,name=value`, values percent-encoded.')),
  OTEL_SERVICE_NAME: z.string().min(1).max(100).default('ragline').describe('The name of the service in traces.'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1).describe('The share of traces that is recorded.'),
} as const;

/** Embeddings and re-ranking. */
export const RETRIEVAL_VARIABLES = {
  OPENAI_EMBEDDING_MODEL: z
    .string()
    .optional()
    .describe('The embedding model. Default: `text-embedding-3-small` with 512 dimensions.'),
  OPENAI_EMBEDDING_API_BASE: urlWithoutCredentials('OPENAI_EMBEDDING_API_KEY')
    .optional()
    .describe('A server for embeddings alone. Default: the server that chats.'),
  OPENAI_EMBEDDING_API_KEY: HeaderValue.optional().meta(
    secret('The key of that server. The chat server’s key is never sent to it.'),
  ),
  OPENAI_EMBEDDING_DIMENSIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_000)
    .optional()
    .describe('Dimensions to ask the embedding model for. Default: the model’s own.'),
  OPENAI_EMBEDDING_QUERY_PREFIX: Prefix.describe(
    'Text before each query, for models trained with one (E5: `query: `).',
  ),
  OPENAI_EMBEDDING_PASSAGE_PREFIX: Prefix.describe('Text before each indexed passage (E5: `passage: `).'),
  RERANK_URL: urlWithoutCredentials('RERANK_API_KEY')
    .optional()
    .describe('A re-ranking service, whole address, such as `https://api.cohere.com/v2/rerank`. Unset: no re-ranking.'),
  RERANK_API_KEY: HeaderValue.optional().meta(secret('The key of that service.')),
  RERANK_MODEL: z.string().optional().describe('The model that it is asked for.'),
  RERANK_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(50)
    .max(10_000)
    .default(1_000)
    .describe('How long a search waits for it before it answers without.'),
} as const;
export type RetrievalVariables = z.output<z.ZodObject<typeof RETRIEVAL_VARIABLES>>;

const MODEL_VARIABLES = {
  OPENAI_API_KEY: z
    .string()
    .optional()
    .meta(secret('The key of the model server. With neither this nor OPENAI_API_BASE, the offline model answers.')),
  OPENAI_API_BASE: z
    .url()
    .optional()
    .describe("A server that speaks OpenAI's protocol: Ollama, vLLM and others; it needs no key. Default: OpenAI."),
} as const;

/** The chat: models, timeouts, budgets, moderation. */
export const CHAT_VARIABLES = {
  OPENAI_CHAT_MODEL: z.string().default('gpt-5-mini').describe('The model that chats. `@cf/…` runs on Workers AI.'),
  OPENAI_CHAT_MODELS: z.string().default('').describe('Further models that a tenant may choose, comma-separated.'),
  OPENAI_FALLBACK_MODEL: z.string().optional().describe('Answers while the chosen model cannot.'),
  OPENAI_FALLBACK_API_BASE: z.url().optional().describe('The server of the fallback. Default: the server that chats.'),
  OPENAI_FALLBACK_API_KEY: z.string().optional().meta(secret('The key of the fallback server.')),
  CHAT_MODEL_PRICES: z
    .string()
    .default('{}')
    .transform((text, context) => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue('is not JSON');
        return z.NEVER;
      }
    })
    .pipe(Prices)
    .describe(
      'US dollars for a million tokens, by model: `{"gpt-5-mini":{"input":0.25,"output":2}}`. A limit in dollars needs it.',
    ),
  CHAT_CONNECT_TIMEOUT_MS: Milliseconds.default(10_000).describe('Until the model server answers with headers.'),
  CHAT_FIRST_TOKEN_TIMEOUT_MS: Milliseconds.default(45_000).describe('Until the first token.'),
  CHAT_IDLE_TIMEOUT_MS: Milliseconds.default(30_000).describe('Between two tokens.'),
  CHAT_TURN_TIMEOUT_MS: Milliseconds.default(180_000).describe('A whole turn, tools included.'),
  CHAT_HISTORY_TOKENS: z.coerce
    .number()
    .int()
    .min(500)
    .max(1_000_000)
    .default(16_000)
    .describe('How much of a conversation the model sees, in estimated tokens.'),
  CHAT_OPERATOR_MONTHLY_TOKENS: Tokens.optional().meta({
    description:
      'Tokens that all tenants together may use in a calendar month, or `unlimited`. Default: 50,000,000 with a real model.',
    decide: 'models stop after 50,000,000 tokens a month',
  }),
  CHAT_OPERATOR_MONTHLY_USD: Dollars.optional().describe('The same in US dollars. Unset: no limit in dollars.'),
  CHAT_MONTHLY_TOKENS: Tokens.optional().describe(
    'Tokens that one tenant may use in a month, or `unlimited`. Default: 5,000,000 with a real model.',
  ),
  CHAT_MONTHLY_USD: Dollars.optional().describe('The same in US dollars. Unset: no limit in dollars.'),
  CHAT_GUEST_DAILY_TOKENS: z.coerce.number().int().min(0).default(60_000).describe('Tokens of one guest in a day.'),
  CHAT_GUEST_ADDRESS_DAILY_TOKENS: z.coerce
    .number()
    .int()
    .min(0)
    .default(200_000)
    .describe('Tokens of all guests of one IP address in a day, at one tenant.'),
  CHAT_GUEST_MONTHLY_SHARE: Share.default(0.5).describe(
    'The share of a monthly limit that all guests together may use.',
  ),
  CHAT_GUEST_DAILY_SHARE: Share.default(0.1).describe(
    "The share of a tenant's month that all its guests may use in a day.",
  ),
  CHAT_MODERATION_API_BASE: z.url().optional().describe('A server for moderation, for tenants that ask for it.'),
  CHAT_MODERATION_API_KEY: z
    .string()
    .optional()
    .meta(secret('The key for moderation. Either this or the address switches it on.')),
  CHAT_MODERATION_MODEL: z.string().default('omni-moderation-latest').describe('The moderation model.'),
} as const;
export type ChatVariables = z.output<z.ZodObject<typeof CHAT_VARIABLES>>;

/** All variables, as docs/CONFIGURATION.md groups them. */
export const VARIABLE_GROUPS = {
  'The service': SERVICE_VARIABLES,
  Models: { ...MODEL_VARIABLES, ...CHAT_VARIABLES },
  Retrieval: RETRIEVAL_VARIABLES,
  Webhooks: WEBHOOK_VARIABLES,
  'Bot protection': BOT_CHECK_VARIABLES,
  Traces: TRACING_VARIABLES,
} as const;

/** Strings from the environment. Bindings are checked by their presence, in the composition root. */
export const Variables = z.object({
  ...SERVICE_VARIABLES,
  ...MODEL_VARIABLES,
  ...CHAT_VARIABLES,
  ...RETRIEVAL_VARIABLES,
  ...WEBHOOK_VARIABLES,
  ...BOT_CHECK_VARIABLES,
  ...TRACING_VARIABLES,
});

/** Returns a sentence for each variable that is missing or wrong: its name and the fault, never its value. */
export function variableFaults(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => {
    const fault = /^[A-Z]/.test(message) ? `is not valid: ${message}` : message;
    return `${path.join('.')} ${fault}`;
  });
}

/** An empty variable means an absent one, as in every shell. */
export function withoutBlanks(env: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

/** The names in a comma-separated list. */
export const namesIn = (list: string): string[] =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;

function hasCredentials(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { username, password } = new URL(address);
  return username !== '' || password !== '';
}
