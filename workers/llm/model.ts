import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModel } from 'ai';
import { createWorkersAI } from 'workers-ai-provider';
import { StatedError } from '../../contracts/stated-error.ts';
import { createOfflineModel, OFFLINE_MODEL } from '../offline-model/offline-model.ts';
import { type Breakers, PLATFORM_HOSTS } from '../platform/breakers.ts';
import { type ChatConfig, isWorkersAiModel, type ModelServer } from '../platform/chat-config.ts';
import { joinDeltas } from './join-deltas.ts';
import type { LanguageModelV4 } from './language-model.ts';
import { ModelTimeoutError } from './model-failure.ts';
import { OpenAIDialect } from './openai-dialect.ts';
import { type Candidate, resilientModel } from './resilient-model.ts';
import type { Pulse } from './silence.ts';

/** The model of one turn, and what every answer says about it. */
export interface ChatModel {
  model: Exclude<LanguageModel, string>;
  /** The chosen model. */
  name: string;
  isOffline: boolean;
  /** The model of the last step: the chosen one or a fallback. */
  answeredBy(): string;
}

/** The dependencies of a turn's model. */
export interface ModelDeps {
  chat: ChatConfig;
  /** The server of all models outside Workers AI; undefined when none is configured. */
  server: ModelServer | undefined;
  /** The binding `AI`, where the Worker has one. */
  workersAi: Ai | undefined;
  breakers: Breakers;
  /** Names of models that were seen to put reasoning into their text, shared by the isolate. */
  thinkers: Set<string>;
  log: { warn(event: string, fields?: Record<string, unknown>): void };
}

/**
 * The model for one turn: the tenant's choice when the configuration still allows it, else the default one, with the
 * fallback behind it; or, with no model configured, the offline one.
 */
export function openChatModel(deps: ModelDeps, choice: string | null): ChatModel {
  const { chat } = deps;
  const [standard] = chat.models;
  if (standard === undefined) {
    const model = createOfflineModel({ now: () => new Date(), newCallId });
    return { model, name: OFFLINE_MODEL, isOffline: true, answeredBy: () => OFFLINE_MODEL };
  }
  const names: readonly string[] = chat.models;
  const name = choice !== null && names.includes(choice) ? choice : standard;
  const { fallback } = chat;
  const standIn =
    fallback === undefined || fallback.model === name ? [] : [candidate(deps, fallback.model, fallback.server)];
  const { model, answeredBy } = resilientModel({
    candidates: [candidate(deps, name, deps.server), ...standIn],
    breakers: deps.breakers,
    timeouts: chat.timeouts,
    thinkers: deps.thinkers,
    log: deps.log,
  });
  return { model, name, isOffline: false, answeredBy };
}

/** OpenAI accepts call ids of at most 40 characters, also in a history that another model wrote. */
const newCallId = (): string => `call_${crypto.randomUUID().replaceAll('-', '')}`;

function candidate(deps: ModelDeps, name: string, server: ModelServer | undefined): Candidate {
  const breaker = breakerOf(deps, name);
  const pulse = { lastMs: 0 };
  if (isWorkersAiModel(name)) return { name, breaker, pulse, model: workersAiModel(deps.workersAi, name) };
  if (server === undefined)
    throw new StatedError(`the model ${name} has no server: set OPENAI_API_KEY or OPENAI_API_BASE`);
  return { name, breaker, pulse, model: serverModel(name, server, deps.chat.timeouts.connectMs, pulse) };
}

/** Chat completions, because Ollama, vLLM and similar servers implement only that API of OpenAI's. */
function serverModel(name: string, server: ModelServer, connectMs: number, pulse: Pulse): LanguageModelV4 {
  const { apiKey, baseURL } = server;
  if (baseURL === undefined || isOpenAI(baseURL)) {
    const own = createOpenAI({
      apiKey,
      ...(baseURL === undefined ? {} : { baseURL }),
      fetch: modelFetch(connectMs, pulse),
    });
    return own.chat(name);
  }
  const fetchDialect = modelFetch(connectMs, pulse, () => new OpenAIDialect(newCallId));
  const compatible = createOpenAICompatible({
    ...{ name: 'openai-compatible', apiKey, baseURL, fetch: fetchDialect, includeUsage: true },
    transformRequestBody: (body) => requestFor(name, new URL(baseURL).hostname, body),
  });
  return compatible.chatModel(name);
}

/** OpenAI itself, in any of its regions. */
const isOpenAI = (baseURL: string): boolean => /(?:^|\.)api\.openai\.com$/.test(new URL(baseURL).hostname);

/** OpenAI's models behind a gateway: these refuse `max_tokens`, which is what all others know. */
const MAX_COMPLETION_TOKENS = /^(?:openai\/)?(?:o\d|gpt-[5-9])/;

function requestFor(name: string, host: string, body: Record<string, unknown>): Record<string, unknown> {
  if (MAX_COMPLETION_TOKENS.test(name)) {
    const { max_tokens: limit, ...rest } = body;
    return { ...rest, max_completion_tokens: limit };
  }
  // In thinking mode DeepSeek requires the reasoning before a tool call to be returned, and it is never sent here:
  // api-docs.deepseek.com/guides/thinking_mode.
  return host === 'api.deepseek.com' ? { ...body, thinking: { type: 'disabled' } } : body;
}

/**
 * Readiness reports the breaker of the default model. Each other model has its own, because a model may fail while its
 * fallback on the same host answers.
 */
const breakerOf = ({ chat }: ModelDeps, name: string): string =>
  name === chat.models[0] ? PLATFORM_HOSTS.model : `${PLATFORM_HOSTS.model}/${name}`;

function workersAiModel(binding: Ai | undefined, name: string): LanguageModelV4 {
  if (binding === undefined) throw new StatedError(`the model ${name} needs the binding AI`);
  return createWorkersAI({ binding })(name);
}

/**
 * A `fetch` with a time limit for the headers. The body has its own limits, and each of its bytes updates the pulse.
 */
function modelFetch(ms: number, pulse: Pulse, newDialect?: () => OpenAIDialect): typeof fetch {
  const onBytes = () => {
    pulse.lastMs = Date.now();
  };
  return async (input, init) => {
    const abort = new AbortController();
    const giveUp = () => abort.abort(new ModelTimeoutError(`the model did not answer within ${ms} ms`));
    const timer = setTimeout(giveUp, ms);
    const signals = init?.signal == null ? [abort.signal] : [init.signal, abort.signal];
    try {
      const response = await fetch(input, { ...init, signal: AbortSignal.any(signals) });
      if (!response.ok || response.body === null) return response;
      const dialect = newDialect === undefined ? {} : { dialect: newDialect() };
      return new Response(joinDeltas(response.body, { onBytes, ...dialect }), response);
    } catch (cause) {
      throw abort.signal.aborted ? abort.signal.reason : cause;
    } finally {
      clearTimeout(timer);
    }
  };
}
