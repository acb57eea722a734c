import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModel } from 'ai';
import type { Config } from '../platform/config.ts';
import { createOfflineModel, OFFLINE_MODEL } from './offline-model.ts';

/** The model that answers, and what every answer says about it. */
export interface ChatModel {
  model: Exclude<LanguageModel, string>;
  name: string;
  isOffline: boolean;
}

/**
 * The configured OpenAI-compatible server, spoken to by chat completions since that is what Ollama, vLLM and the like
 * have in common; or, with neither key nor server, the offline model.
 * @param guarded The `fetch` to reach the server with, behind its circuit breaker.
 */
export function createChatModel(openai: Config['openai'], guarded?: typeof fetch): ChatModel {
  if (openai === undefined) {
    const model = createOfflineModel({ now: () => new Date(), newCallId: () => `call_${crypto.randomUUID()}` });
    return { model, name: OFFLINE_MODEL, isOffline: true };
  }
  const provider = createOpenAI({
    apiKey: openai.apiKey,
    ...(openai.baseURL === undefined ? {} : { baseURL: openai.baseURL }),
    ...(guarded === undefined ? {} : { fetch: guarded }),
  });
  return { model: provider.chat(openai.chatModel), name: openai.chatModel, isOffline: false };
}
