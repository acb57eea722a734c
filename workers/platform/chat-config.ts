import { type ChatVariables, namesIn, UNLIMITED } from './variables.ts';

/** US dollars for a million tokens, which equals millionths of a dollar for one token. */
export interface ModelPrice {
  input: number;
  output: number;
}

/** Time limits of a turn, in milliseconds. */
export interface ChatTimeouts {
  /** Until the server answers with headers. */
  connectMs: number;
  /** Silence before the first token. */
  firstTokenMs: number;
  /** Silence between two tokens. */
  idleMs: number;
  /** A whole turn, tools included. */
  turnMs: number;
}

/** A server that speaks OpenAI's protocol. */
export interface ModelServer {
  apiKey: string;
  /** Undefined for OpenAI. */
  baseURL: string | undefined;
}

/** Limits of a calendar month (UTC). Costs in millionths of a US dollar; null is unlimited. */
export interface Limit {
  tokens: number | null;
  costMicros: number | null;
}

/** The limits on models, chat and embeddings together. */
export interface BudgetConfig {
  /** All tenants together. */
  operator: Limit;
  /** Any tenant, whatever its own limit. */
  tenant: Limit;
  /** Undefined: guests have no limits of their own. */
  guests: GuestBudget | undefined;
}

/** The rest is a reserve for people who have signed in. */
interface GuestBudget {
  /** Tokens of one guest in a day (UTC). */
  dailyTokens: number;
  /** Tokens of all guests of one address in a day, at one tenant. */
  addressDailyTokens: number;
  /** The share of the tenant's and the operator's month for all guests together. */
  monthlyShare: number;
  /** The share of the tenant's month for all guests together in a day. */
  dailyShare: number;
}

export interface ChatConfig {
  /** The models that a tenant may choose. The first is the default. Empty: the offline model. */
  models: [string, ...string[]] | [];
  /** The model that answers when the chosen one cannot. */
  fallback: { model: string; server: ModelServer } | undefined;
  timeouts: ChatTimeouts;
  prices: Record<string, ModelPrice>;
  budget: BudgetConfig;
  /** The part of a conversation that a model sees, in estimated tokens. */
  historyTokens: number;
  /** The moderation server, for tenants that turn moderation on. */
  moderation: { server: ModelServer; model: string } | undefined;
}

/** 25 to 100 US dollars a month at the price of the default model. */
const OPERATOR_TOKENS = 50_000_000;
/** A tenth of the operator's limit: about a thousand turns. */
const TENANT_TOKENS = 5_000_000;
const MICROS_PER_DOLLAR = 1_000_000;

/**
 * @param server The server of `OPENAI_API_KEY` and `OPENAI_API_BASE`; undefined when neither is set.
 * @param hasEmbeddings Whether a server makes the embeddings, which are paid for as well.
 */
export function chatConfig(vars: ChatVariables, server: ModelServer | undefined, hasEmbeddings = false): ChatConfig {
  // Servers such as Ollama and vLLM take any key, but the client insists on one.
  const serverOf = (baseURL: string | undefined, apiKey: string | undefined): ModelServer => ({
    apiKey: apiKey ?? 'none',
    baseURL,
  });
  const others = namesIn(vars.OPENAI_CHAT_MODELS).filter((name) => name !== vars.OPENAI_CHAT_MODEL);
  const runs = server !== undefined || isWorkersAiModel(vars.OPENAI_CHAT_MODEL);
  const ownFallback = vars.OPENAI_FALLBACK_API_BASE !== undefined || vars.OPENAI_FALLBACK_API_KEY !== undefined;
  const fallbackServer = ownFallback
    ? serverOf(vars.OPENAI_FALLBACK_API_BASE, vars.OPENAI_FALLBACK_API_KEY)
    : (server ?? serverOf(undefined, undefined));
  const isMetered = runs || hasEmbeddings || vars.OPENAI_FALLBACK_MODEL !== undefined;
  return {
    models: runs ? [vars.OPENAI_CHAT_MODEL, ...others] : [],
    fallback:
      vars.OPENAI_FALLBACK_MODEL === undefined
        ? undefined
        : { model: vars.OPENAI_FALLBACK_MODEL, server: fallbackServer },
    timeouts: {
      connectMs: vars.CHAT_CONNECT_TIMEOUT_MS,
      firstTokenMs: vars.CHAT_FIRST_TOKEN_TIMEOUT_MS,
      idleMs: vars.CHAT_IDLE_TIMEOUT_MS,
      turnMs: vars.CHAT_TURN_TIMEOUT_MS,
    },
    prices: vars.CHAT_MODEL_PRICES,
    budget: budgetConfig(vars, isMetered),
    historyTokens: vars.CHAT_HISTORY_TOKENS,
    moderation:
      vars.CHAT_MODERATION_API_BASE === undefined && vars.CHAT_MODERATION_API_KEY === undefined
        ? undefined
        : {
            server: serverOf(vars.CHAT_MODERATION_API_BASE, vars.CHAT_MODERATION_API_KEY),
            model: vars.CHAT_MODERATION_MODEL,
          },
  };
}

/** Without a paid model only configured limits apply. */
function budgetConfig(vars: ChatVariables, isMetered: boolean): BudgetConfig {
  const limit = (tokens: number | 'unlimited' | undefined, standard: number, dollars: number | undefined): Limit => ({
    tokens: tokens === UNLIMITED ? null : (tokens ?? (isMetered ? standard : null)),
    costMicros: dollars === undefined ? null : Math.round(dollars * MICROS_PER_DOLLAR),
  });
  return {
    operator: limit(vars.CHAT_OPERATOR_MONTHLY_TOKENS, OPERATOR_TOKENS, vars.CHAT_OPERATOR_MONTHLY_USD),
    tenant: limit(vars.CHAT_MONTHLY_TOKENS, TENANT_TOKENS, vars.CHAT_MONTHLY_USD),
    guests: isMetered
      ? {
          dailyTokens: vars.CHAT_GUEST_DAILY_TOKENS,
          addressDailyTokens: vars.CHAT_GUEST_ADDRESS_DAILY_TOKENS,
          monthlyShare: vars.CHAT_GUEST_MONTHLY_SHARE,
          dailyShare: vars.CHAT_GUEST_DAILY_SHARE,
        }
      : undefined,
  };
}

/** Models that run on Cloudflare's own GPUs, behind the binding `AI`. */
export const isWorkersAiModel = (name: string): boolean => name.startsWith('@cf/') || name.startsWith('@hf/');
