import { z } from 'zod';
import { StatedError } from '../../contracts/stated-error.ts';
import { type BotCheckConfig, botCheckConfig } from './bot-check.ts';
import { type ChatConfig, chatConfig } from './chat-config.ts';
import { developmentValues } from './development-values.ts';
import { type EmbeddingConfig, embeddingConfig, NO_KEY, type RerankConfig, rerankConfig } from './retrieval-config.ts';
import { type TracingConfig, tracingConfig } from './tracing/tracing-config.ts';
import { EMPTY_JWKS_HINT, Variables, variableFaults, withoutBlanks } from './variables.ts';

const LOCAL_RATE_LIMIT_SCALE = 1_000;

const PrivateJwk = z.looseObject({ kid: z.string().min(1), alg: z.enum(['EdDSA', 'ES256']), d: z.string().min(1) });
const PrivateJwks = z.object({ keys: z.array(PrivateJwk).min(1) });
export type PrivateJwks = z.infer<typeof PrivateJwks>;

export interface Config {
  mode: 'local' | 'production';
  /** Registration of tenants: open to everyone, to holders of an invitation, or to no one. */
  registration: 'open' | 'invitation' | 'closed';
  /** Multiplies every quota: 1 in production, so high in local mode that no quota applies. */
  rateLimitScale: number;
  /** The token of `/metrics`. Undefined: open in local mode, closed elsewhere. */
  metricsToken?: string;
  /** The most concurrent requests of an isolate before it answers 503. */
  maxRequestsUnderWay: number;
  /** The most event sockets of one Durable Object before another is used. */
  hubSocketsPerObject: number;
  /** How long after a tenant's last event a hub with connected readers looks for further ones. */
  hubWatchMs: number;
  auth: { privateJwks: PrivateJwks; issuer: string; audience: string };
  corsOrigins: string[];
  logLevel: z.output<typeof Variables>['LOG_LEVEL'];
  redis: { url: string; token: string };
  database: { kind: 'hyperdrive' | 'neon'; connectionString: string };
  /** The resolver of webhook hosts; undefined: names are not checked. */
  webhookResolverUrl: string | undefined;
  webhookTiming: { pauseScale: number; timeoutMs: number };
  /** Undefined without a key and a server: the offline models answer. */
  openai:
    | {
        apiKey: string;
        baseURL: string | undefined;
      }
    | undefined;
  /** Undefined stands for the offline embedding. */
  embedding: EmbeddingConfig | undefined;
  rerank: RerankConfig | undefined;
  /** Undefined: no bot check. */
  botCheck: BotCheckConfig | undefined;
  chat: ChatConfig;
  /** The collector of traces; undefined: no tracing. */
  tracing: TracingConfig | undefined;
}

/** A configuration error that names the variable and never its value. */
export class ConfigError extends StatedError {
  override name = 'ConfigError';
}

/**
 * Parses the environment. Outside local mode it refuses unsafe values.
 * @throws {ConfigError} naming every variable at fault.
 */
export function parseConfig(env: Record<string, unknown>, hyperdriveConnectionString: string | undefined): Config {
  const parsed = Variables.safeParse(withoutBlanks(env));
  if (!parsed.success) {
    throw new ConfigError(variableFaults(parsed.error).join('; '));
  }
  const vars = parsed.data;
  const neon = vars.NEON_DATABASE_URL;
  const connectionString = hyperdriveConnectionString ?? neon;
  if (connectionString === undefined) {
    throw new ConfigError('no database: bind HYPERDRIVE or set NEON_DATABASE_URL');
  }
  const openai =
    vars.OPENAI_API_KEY === undefined && vars.OPENAI_API_BASE === undefined
      ? undefined
      : {
          apiKey: vars.OPENAI_API_KEY ?? NO_KEY,
          baseURL: vars.OPENAI_API_BASE,
        };
  const embedding = embeddingConfig(vars, openai);
  const config: Config = {
    mode: vars.RAGLINE_MODE,
    registration: vars.RAGLINE_REGISTRATION ?? (vars.RAGLINE_MODE === 'local' ? 'open' : 'closed'),
    rateLimitScale: vars.RATE_LIMIT_SCALE ?? (vars.RAGLINE_MODE === 'local' ? LOCAL_RATE_LIMIT_SCALE : 1),
    ...(vars.METRICS_TOKEN === undefined ? {} : { metricsToken: vars.METRICS_TOKEN }),
    maxRequestsUnderWay: vars.MAX_REQUESTS_UNDER_WAY,
    hubSocketsPerObject: vars.HUB_SOCKETS_PER_OBJECT,
    hubWatchMs: vars.HUB_WATCH_SECONDS * 1000,
    auth: { privateJwks: parsePrivateJwks(vars.AUTH_PRIVATE_JWKS), issuer: vars.AUTH_ISSUER, audience: 'ragline-api' },
    corsOrigins: vars.CORS_ORIGINS,
    logLevel: vars.LOG_LEVEL,
    redis: { url: vars.UPSTASH_REDIS_REST_URL, token: vars.UPSTASH_REDIS_REST_TOKEN },
    database: { kind: hyperdriveConnectionString === undefined ? 'neon' : 'hyperdrive', connectionString },
    webhookTiming: { pauseScale: vars.WEBHOOK_RETRY_SCALE, timeoutMs: vars.WEBHOOK_TIMEOUT_MS },
    webhookResolverUrl: vars.WEBHOOK_RESOLVER_URL === 'off' ? undefined : vars.WEBHOOK_RESOLVER_URL,
    openai,
    embedding,
    rerank: rerankConfig(vars),
    chat: chatConfig(vars, openai, embedding !== undefined),
    botCheck: botCheckConfig(vars),
    tracing: parseTracing(vars),
  };
  const unpriced = unpricedModel(config);
  if (unpriced !== undefined) {
    throw new ConfigError(`CHAT_MODEL_PRICES has no price for ${unpriced}, which a limit in US dollars needs`);
  }
  const modelServers = {
    OPENAI_API_BASE: vars.OPENAI_API_BASE,
    OPENAI_EMBEDDING_API_BASE: vars.OPENAI_EMBEDDING_API_BASE,
    OPENAI_FALLBACK_API_BASE: vars.OPENAI_FALLBACK_API_BASE,
    CHAT_MODERATION_API_BASE: vars.CHAT_MODERATION_API_BASE,
    RERANK_URL: vars.RERANK_URL,
  };
  const faults = config.mode === 'local' ? [] : developmentValues({ ...config, modelServers });
  if (faults.length > 0) throw new ConfigError(`${faults.join('; ')}: fit for local mode alone`);
  return config;
}

/** The name of a model without a price, which a limit of cost would count as free. */
function unpricedModel({ chat, embedding }: Config): string | undefined {
  const { operator, tenant } = chat.budget;
  if (operator.costMicros === null && tenant.costMicros === null) return undefined;
  const named = [...chat.models, chat.fallback?.model, embedding?.model].filter((name) => name !== undefined);
  return named.find((name) => chat.prices[name] === undefined);
}

function parseTracing(vars: z.infer<typeof Variables>): TracingConfig | undefined {
  try {
    return tracingConfig(vars);
  } catch (error) {
    if (error instanceof RangeError) throw new ConfigError(`OTEL_EXPORTER_OTLP_HEADERS ${error.message}`);
    throw error;
  }
}

function parsePrivateJwks(text: string): PrivateJwks {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ConfigError('AUTH_PRIVATE_JWKS is not JSON');
  }
  const parsed = PrivateJwks.safeParse(json);
  if (!parsed.success)
    throw new ConfigError(`AUTH_PRIVATE_JWKS is not a set of private keys with kid and alg: ${EMPTY_JWKS_HINT}`);
  return parsed.data;
}
