import { type ChatToolEventData, ConfirmOutput, type ToolFailure } from '../../../contracts/chat-tool.ts';
import { type Ctx, inTransaction } from '../../domain/context.ts';
import { appendEvent } from '../../domain/outbox/append-event.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { Span, SpanOptions } from '../../platform/tracing/spans.ts';
import type { AgentTool, ToolCall, ToolSession } from './agent-tool.ts';

/**
 * Runs a tool, turns what it throws into data that a model can act on, and tells of the call on `chat_tools`. An
 * event that cannot be written is logged and costs the tool nothing.
 */
export async function runTool<I, O extends object>(
  tool: AgentTool<I, O>,
  session: ToolSession,
  input: I,
  call: ToolCall,
): Promise<O | ToolFailure> {
  const { ctx } = session;
  const options: SpanOptions = {
    kind: 'internal',
    parent: ctx.trace.traceparent,
    attributes: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': tool.name,
      'gen_ai.tool.type': 'function',
      'gen_ai.tool.call.id': call.id,
    },
  };
  return await ctx.spans.run(`execute_tool ${tool.name}`, options, (span) =>
    runInSpan(span, tool, session, input, call),
  );
}

async function runInSpan<I, O extends object>(
  span: Span,
  tool: AgentTool<I, O>,
  session: ToolSession,
  input: I,
  call: ToolCall,
): Promise<O | ToolFailure> {
  const { ctx, conversationId } = session;
  const startedMs = ctx.clock.now().getTime();
  const outcome = await tool.run(session, input, call).then(
    (output) => ({ output, errorCode: null }),
    (error: unknown) => {
      span.fail(error);
      const failure = failureOf(ctx, tool.name, error);
      return { output: failure, errorCode: failure.error.code };
    },
  );
  await recordCall(ctx, {
    conversation_id: conversationId,
    tool_call_id: call.id,
    tool: tool.name,
    outcome: outcome.errorCode === null ? 'ok' : 'error',
    error_code: outcome.errorCode,
    latency_ms: Math.max(0, ctx.clock.now().getTime() - startedMs),
    order_id: tool.name === 'confirm' ? (ConfirmOutput.safeParse(outcome.output).data?.order.id ?? null) : null,
  });
  return outcome.output;
}

export function failureOf(ctx: Ctx, tool: string, error: unknown): ToolFailure {
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
