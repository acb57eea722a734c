import { convertToModelMessages, stepCountIs, streamText } from 'ai';
import type { ChatMessage, ChatMetadata } from '../../contracts/chat.ts';
import type { Ctx } from '../domain/context.ts';
import type { Embedder } from '../rag/embedding-model.ts';
import { endWell } from './end-well.ts';
import type { ChatModel } from './model.ts';
import { systemPrompt } from './prompt.ts';
import { asUIMessages, type RaglineMessage, recentHistory } from './recent-history.ts';
import { chatTools } from './tools/chat-tools.ts';

const MAX_STEPS = 8;
const MAX_OUTPUT_TOKENS = 4_000;
const MAX_RETRIES = 1;
const TURN_TIMEOUT_MS = 120_000;
const CHUNK_TIMEOUT_MS = 30_000;
/** What a client reads when a model or a tool broke. The log has the rest. */
export const GENERIC_ERROR = 'Something went wrong while answering. Please try again.';

export interface Turn {
  ctx: Ctx;
  chatModel: ChatModel;
  embeddingModel: Embedder | undefined;
  conversationId: string;
  turnId: string;
  /** The id of the answer, unless the turn goes on with the last one. */
  messageId: string;
  /** What was said so far, the message to answer included. */
  history: readonly ChatMessage[];
  signal: AbortSignal;
}

/** Answers the last message: a stream of UI-message chunks that ends by itself, by an error chunk, or by the signal. */
export async function runTurn(turn: Turn) {
  const { ctx, chatModel, turnId } = turn;
  const startedMs = performance.now();
  const labels = { model: chatModel.name };
  let isFirstToken = true;
  const history = asUIMessages(turn.history);
  const logFailure = (error: unknown) =>
    ctx.log.error('turn_failed', { conversation_id: turn.conversationId, turn_id: turnId, error });
  const tools = chatTools({ ctx, conversationId: turn.conversationId, embeddingModel: turn.embeddingModel });
  const result = streamText({
    model: chatModel.model,
    system: systemPrompt({ now: ctx.clock.now() }),
    messages: await convertToModelMessages(recentHistory(history), { tools, ignoreIncompleteToolCalls: true }),
    tools,
    stopWhen: stepCountIs(MAX_STEPS),
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    maxRetries: MAX_RETRIES,
    abortSignal: turn.signal,
    timeout: { totalMs: TURN_TIMEOUT_MS, chunkMs: CHUNK_TIMEOUT_MS },
    onChunk: ({ chunk }) => {
      if (!isFirstToken || (chunk.type !== 'text-delta' && chunk.type !== 'tool-input-start')) return;
      isFirstToken = false;
      ctx.metrics.observe('ragline_llm_first_token_ms', performance.now() - startedMs, labels);
    },
    onError: ({ error }) =>
      ctx.log.error('turn_failed', { conversation_id: turn.conversationId, turn_id: turnId, error }),
    onStepFinish: ({ usage }) => {
      ctx.metrics.count('ragline_llm_tokens_total', usage.inputTokens ?? 0, { ...labels, kind: 'input' });
      ctx.metrics.count('ragline_llm_tokens_total', usage.outputTokens ?? 0, { ...labels, kind: 'output' });
    },
  });
  const stream = result.toUIMessageStream<RaglineMessage>({
    originalMessages: [...history],
    generateMessageId: () => turn.messageId,
    sendReasoning: false,
    messageMetadata: ({ part }): ChatMetadata | undefined => {
      const about = { model: chatModel.name, offline: chatModel.isOffline, turn_id: turnId };
      if (part.type === 'start') return about;
      if (part.type !== 'finish') return undefined;
      const { inputTokens, outputTokens } = part.totalUsage;
      return { ...about, input_tokens: inputTokens ?? 0, output_tokens: outputTokens ?? 0 };
    },
    onError: () => GENERIC_ERROR,
  });
  return endWell(stream, { errorText: GENERIC_ERROR, onError: logFailure });
}
