import { type ChatToolEventData, ConfirmOutput, ToolFailure, type ToolName } from '../../../contracts/chat-tool.ts';
import { inTransaction } from '../../domain/context.ts';
import { appendEvent } from '../../domain/outbox/append-event.ts';
import type { ToolSession } from './agent-tool.ts';

/** A call that has its answer. */
export interface AnsweredCall {
  id: string;
  tool: ToolName;
  startedMs: number;
  output: object;
}

/**
 * Publishes a call on `chat_tools`, for its principal and the staff. An event that cannot be written is logged and
 * costs the call nothing.
 */
export async function recordCall({ ctx, conversationId }: ToolSession, call: AnsweredCall): Promise<void> {
  const failure = ToolFailure.safeParse(call.output).data;
  const data: ChatToolEventData = {
    channel: conversationId === null ? 'mcp' : 'chat',
    conversation_id: conversationId,
    tool_call_id: call.id,
    tool: call.tool,
    outcome: failure === undefined ? 'ok' : 'error',
    error_code: failure?.error.code ?? null,
    latency_ms: Math.max(0, ctx.clock.now().getTime() - call.startedMs),
    order_id: call.tool === 'confirm' ? (ConfirmOutput.safeParse(call.output).data?.order.id ?? null) : null,
  };
  try {
    await inTransaction(ctx, async (unit) => {
      appendEvent(ctx, unit, {
        type: 'tool_call',
        aggregateId: data.conversation_id ?? data.tool_call_id,
        audienceUserId: ctx.principal.userId,
        data,
      });
    });
  } catch (error) {
    ctx.log.error('tool_event_not_written', { tool: data.tool, error });
  }
}
