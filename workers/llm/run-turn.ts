import {
  convertToModelMessages,
  stepCountIs,
  experimental_streamTextLowMemory as streamText,
  toUIMessageStream,
} from 'ai';
import type { ChatMessage, ChatMetadata } from '../../contracts/chat.ts';
import { isRestricted, type Restrictions } from '../../contracts/chat-restrictions.ts';
import type { Ctx } from '../domain/context.ts';
import { estimateTokens } from '../platform/estimate-tokens.ts';
import { endWell } from './end-well.ts';
import type { ChatModel } from './model.ts';
import { systemPrompt } from './prompt.ts';
import { asUIMessages, type RaglineMessage, recentHistory } from './recent-history.ts';
import { safeOutput } from './safe-output.ts';
import { chatTools } from './tools/chat-tools.ts';
import { tracedModel } from './traced-model.ts';
import { TurnUsage } from './turn-usage.ts';
import { ApprovalWarnings } from './warn-before-approval.ts';

const MAX_STEPS = 8;
const MAX_OUTPUT_TOKENS = 4_000;
/** The text for clients when a model or a tool failed. The log has details. */
export const GENERIC_ERROR = 'Something went wrong while answering. Please try again.';

export interface Turn {
  ctx: Ctx;
  chatModel: ChatModel;
  conversationId: string;
  turnId: string;
  /** The id of the answer, unless the turn continues the last one. */
  messageId: string;
  /** The history, including the message to answer. */
  history: readonly ChatMessage[];
  /** The person's restrictions. */
  restrictions: Restrictions;
  signal: AbortSignal;
  limits: TurnLimits;
}

export interface TurnLimits {
  /** The limit of the history that the model sees, in estimated tokens. */
  historyTokens: number;
  /** The time limit of the turn, which then ends with an error. */
  turnMs: number;
  /** Once its steps have used so many tokens the turn takes no further step; null is without end. */
  tokens: number | null;
  /** Hosts that an answer may link to. */
  linkHosts: readonly string[];
}

/**
 * Answers the last message with a stream of UI-message chunks, which ends normally, by an error chunk, or by the
 * signal.
 */
export async function runTurn(turn: Turn) {
  const { ctx, chatModel, turnId, limits } = turn;
  const startedMs = performance.now();
  let isFirstToken = true;
  const noteToken = () => {
    if (!isFirstToken) return;
    isFirstToken = false;
    ctx.metrics.observe('ragline_llm_first_token_ms', performance.now() - startedMs, { model: chatModel.name });
  };
  const history = asUIMessages(turn.history);
  const shown = recentHistory(turn.history, limits.historyTokens);
  const logFailure = (error: unknown) =>
    ctx.log.error('turn_failed', { conversation_id: turn.conversationId, turn_id: turnId, error });
  const { conversationId, restrictions } = turn;
  const answering = turn.history.findLast(({ role }) => role === 'user')?.id ?? null;
  const warnings = new ApprovalWarnings();
  const tools = chatTools({ ctx, conversationId, answering, restrictions }, (id, text) => warnings.add(id, text));
  const system = systemPrompt({ now: ctx.clock.now(), restrictions });
  const usage = new TurnUsage(estimateTokens(system) + estimateTokens(JSON.stringify(shown)));
  const result = streamText({
    model: tracedModel(chatModel, ctx),
    system,
    messages: await convertToModelMessages(asUIMessages(shown), { tools, ignoreIncompleteToolCalls: true }),
    tools,
    stopWhen: [
      stepCountIs(MAX_STEPS),
      ({ steps }) => limits.tokens !== null && Math.max(usage.totalTokens, reportedTokens(steps)) >= limits.tokens,
    ],
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    // The model retries itself.
    maxRetries: 0,
    abortSignal: turn.signal,
    timeout: { totalMs: limits.turnMs },
    onError: ({ error }) => logFailure(error),
  });
  const stream = toUIMessageStream<typeof tools, RaglineMessage>({
    stream: result.stream,
    tools,
    originalMessages: [...history],
    generateMessageId: () => turn.messageId,
    sendReasoning: false,
    messageMetadata: ({ part }): ChatMetadata | undefined => {
      const about: ChatMetadata = {
        ...{ model: chatModel.answeredBy(), offline: chatModel.isOffline, turn_id: turnId },
        ...(isRestricted(restrictions) ? { restrictions } : {}),
      };
      switch (part.type) {
        case 'start':
          return about;
        case 'start-step':
          usage.beginStep();
          return { ...about, ...usage.totals() };
        case 'finish-step': {
          const used = usage.endStep(part.usage);
          ctx.metrics.count('ragline_llm_tokens_total', used.input, { model: about.model, kind: 'input' });
          ctx.metrics.count('ragline_llm_tokens_total', used.output, { model: about.model, kind: 'output' });
          return { ...about, ...usage.totals() };
        }
        case 'finish':
          return { ...about, ...usage.totals() };
        case 'text-delta':
          noteToken();
          usage.addOutput(part.text);
          return undefined;
        case 'tool-input-start':
          noteToken();
          return undefined;
        default:
          return undefined;
      }
    },
    onError: () => GENERIC_ERROR,
  });
  const safe = safeOutput(limits.linkHosts);
  return endWell(stream, {
    pass: (chunk) => warnings.before(chunk).flatMap((each) => safe(each)),
    errorText: GENERIC_ERROR,
    onError: logFailure,
    isStopped: () => turn.signal.aborted,
  });
}

/** The reader of the stream may be behind the model, and with it what `TurnUsage` has seen. */
const reportedTokens = (steps: ReadonlyArray<{ usage: { totalTokens?: number | undefined } }>): number =>
  steps.reduce((sum, { usage }) => sum + (usage.totalTokens ?? 0), 0);
