import type { ChatToolEventData, ToolFailure, ToolName } from '../../../contracts/chat-tool.ts';
import { type Ctx, inTransaction } from '../../domain/context.ts';
import { appendEvent } from '../../domain/outbox/append-event.ts';
import { ProblemError } from '../../platform/problem-error.ts';

/** What a tool works with: the session's own context. Nothing of it comes from a model. */
export interface ToolSession {
  ctx: Ctx;
  conversationId: string;
}

/**
 * Runs a tool's work, turns what it throws into data that a model can act on, and tells of the call on `chat_tools`.
 * An event that cannot be written is logged and costs the tool nothing.
 */
export async function runTool<T extends object>(
  { ctx, conversationId }: ToolSession,
  call: { tool: ToolName; toolCallId: string; orderIdOf?: (output: T) => string },
  work: () => Promise<T>,
): Promise<T | ToolFailure> {
  const startedMs = ctx.clock.now().getTime();
  const output = await work().catch((error: unknown) => failureOf(ctx, call.tool, error));
  const isFailure = 'error' in output;
  await recordCall(ctx, {
    conversation_id: conversationId,
    tool_call_id: call.toolCallId,
    tool: call.tool,
    outcome: isFailure ? 'error' : 'ok',
    error_code: isFailure ? output.error.code : null,
    latency_ms: Math.max(0, ctx.clock.now().getTime() - startedMs),
    order_id: isFailure ? null : (call.orderIdOf?.(output) ?? null),
  });
  return output;
}

function failureOf(ctx: Ctx, tool: ToolName, error: unknown): ToolFailure & { error: { code: string } } {
  if (error instanceof ProblemError) {
    const fields = error.errors?.map(({ path, message }) => ` ${path}: ${message}.`).join('') ?? '';
    const quote = error.quote === undefined ? {} : { quote: error.quote };
    return { error: { code: error.code, message: `${error.message}${fields}` }, ...quote };
  }
  ctx.log.error('tool_failed', { tool, error });
  return { error: { code: 'internal', message: 'Something went wrong on our side.' } };
}

async function recordCall(ctx: Ctx, data: ChatToolEventData): Promise<void> {
  try {
    await inTransaction(ctx, (unit) =>
      appendEvent(ctx, unit, {
        aggregateType: 'conversation',
        aggregateId: data.conversation_id,
        audienceUserId: ctx.principal.userId,
        topic: 'chat_tools',
        type: 'tool_call',
        data,
      }),
    );
  } catch (error) {
    ctx.log.error('tool_event_not_written', { tool: data.tool, error });
  }
}
