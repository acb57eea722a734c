import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModel } from 'ai';
import { createWorkersAI } from 'workers-ai-provider';
import { StatedError } from '../../contracts/stated-error.ts';
import { type Breakers, PLATFORM_HOSTS } from '../platform/breakers.ts';
import { type ChatConfig, isWorkersAiModel, type ModelServer } from '../platform/chat-config.ts';
import { joinDeltas } from './join-deltas.ts';
import { ModelTimeoutError } from './model-failure.ts';
import { createOfflineModel, OFFLINE_MODEL } from './offline-model.ts';
import { type Candidate, type LanguageModelV4, resilientModel } from './resilient-model.ts';

/** The model of one turn, and what every answer says about it. */
export interface ChatModel {
  model: Exclude<LanguageModel, string>;
  /** The one that was chosen. */
  name: string;
  isOffline: boolean;
  /** The one that gave the last step: the chosen one, or what stood in for it. */
  answeredBy(): string;
}

/** What a turn's model is made from. */
export interface ModelDeps {
  chat: ChatConfig;
  /** The server of the models that are none of Workers AI; undefined when none is configured. */
  server: ModelServer | undefined;
  /** The binding `AI`, where the Worker has one. */
  workersAi: Ai | undefined;
  breakers: Breakers;
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
    log: deps.log,
  });
  return { model, name, isOffline: false, answeredBy };
}

/** A conversation may go on with another model: OpenAI takes ids of calls of 40 characters at most, in the history too. */
const newCallId = (): string => `call_${crypto.randomUUID().replaceAll('-', '')}`;

function candidate(deps: ModelDeps, name: string, server: ModelServer | undefined): Candidate {
  if (isWorkersAiModel(name)) {
    return { name, breaker: breakerOf(deps, name), model: workersAiModel(deps.workersAi, name) };
  }
  if (server === undefined)
    throw new StatedError(`the model ${name} has no server: set OPENAI_API_KEY or OPENAI_API_BASE`);
  // Chat completions are what Ollama, vLLM and the like have in common.
  const provider = createOpenAI({
    apiKey: server.apiKey,
    ...(server.baseURL === undefined ? {} : { baseURL: server.baseURL }),
    fetch: modelFetch(deps.chat.timeouts.connectMs),
  });
  return { name, breaker: breakerOf(deps, name), model: provider.chat(name) };
}

/**
 * The default model's breaker is the one that readiness tells of. Each other has its own: on one host a model may fail
 * while the next, which stands in for it, answers.
 */
const breakerOf = ({ chat }: ModelDeps, name: string): string =>
  name === chat.models[0] ? PLATFORM_HOSTS.model : `${PLATFORM_HOSTS.model}/${name}`;

function workersAiModel(binding: Ai | undefined, name: string): LanguageModelV4 {
  if (binding === undefined) throw new StatedError(`the model ${name} needs the binding AI`);
  return createWorkersAI({ binding })(name);
}

/** A `fetch` that gives up when the server has not answered with headers in time; the body has limits of its own. */
function modelFetch(ms: number): typeof fetch {
  return async (input, init) => {
    const abort = new AbortController();
    const giveUp = () => abort.abort(new ModelTimeoutError(`the model did not answer within ${ms} ms`));
    const timer = setTimeout(giveUp, ms);
    const signals = init?.signal == null ? [abort.signal] : [init.signal, abort.signal];
    try {
      const response = await fetch(input, { ...init, signal: AbortSignal.any(signals) });
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
      return isStream && response.body !== null ? new Response(joinDeltas(response.body), response) : response;
    } catch (cause) {
      throw abort.signal.aborted ? abort.signal.reason : cause;
    } finally {
      clearTimeout(timer);
    }
  };
}
