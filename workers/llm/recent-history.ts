import type { UIMessage } from 'ai';
import type { ChatMessage, ChatMetadata } from '../../contracts/chat.ts';
import { estimateTokens } from '../platform/estimate-tokens.ts';
import { carriedParts } from './carried-parts.ts';

export type RaglineMessage = UIMessage<ChatMetadata>;

/** Stands for omitted messages: some models require that a person speaks first. */
const LEFT_OUT = '(…)';

/**
 * The history that a model reads: the newest exchanges that fit into a budget of estimated tokens, the last
 * one always. An exchange, a person's message with its answers, is kept or left out whole, so no tool call loses its
 * result. Of what is left out stays what still counts: the newest quote and the orders placed, as the calls and results
 * that they were. Exchanges that were refused by moderation are left out as well.
 */
export function recentHistory(history: readonly ChatMessage[], budgetTokens: number): ChatMessage[] {
  const exchanges = exchangesOf(history).filter((exchange) => !exchange.some(isRefusal));
  let start = exchanges.length - 1;
  let tokens = tokensOf(exchanges[start] ?? []);
  while (start > 0) {
    tokens += tokensOf(exchanges[start - 1] ?? []);
    if (tokens > budgetTokens) break;
    start -= 1;
  }
  const kept = exchanges.slice(Math.max(start, 0)).flat();
  const parts = carriedParts(exchanges.slice(0, Math.max(start, 0)).flat(), kept);
  if (parts.length === 0) return kept;
  return [
    { id: 'left-out', role: 'user', parts: [{ type: 'text', text: LEFT_OUT }] },
    { id: 'carried', role: 'assistant', parts: [{ type: 'step-start' }, ...parts] },
    ...kept,
  ];
}

function exchangesOf(history: readonly ChatMessage[]): ChatMessage[][] {
  const exchanges: ChatMessage[][] = [];
  for (const message of history) {
    if (message.role === 'user' || exchanges.length === 0) exchanges.push([message]);
    else exchanges.at(-1)?.push(message);
  }
  return exchanges;
}

const isRefusal = (message: ChatMessage): boolean => message.metadata?.refused === true;

const tokensOf = (messages: readonly ChatMessage[]): number =>
  messages.reduce((sum, message) => sum + estimateTokens(JSON.stringify(message.parts)), 0);

/** Stored messages are UI messages that the AI SDK made and this server wrote; no client wrote a part of an answer. */
export function asUIMessages(history: readonly ChatMessage[]): RaglineMessage[] {
  return history as readonly unknown[] as RaglineMessage[];
}

/** The way back, for the database. */
export function asChatMessage({ id, role, parts, metadata }: RaglineMessage): ChatMessage {
  if (role === 'system') throw new Error('a system message is never stored');
  return {
    id,
    role,
    parts: parts as ChatMessage['parts'],
    ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
  };
}
