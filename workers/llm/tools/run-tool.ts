import type { ToolFailure } from '../../../contracts/chat-tool.ts';
import type { Ctx } from '../../domain/context.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { SpanOptions } from '../../platform/tracing/spans.ts';
import type { AgentTool, ToolCall, ToolSession } from './agent-tool.ts';
import { recordCall } from './record-call.ts';

/** Runs a tool, turns its errors into data that a model can act on, and reports the call on `chat_tools`. */
export async function runTool<I, O extends object>(
  tool: AgentTool<I, O>,
  session: ToolSession,
  input: I,
  call: ToolCall,
): Promise<O | ToolFailure> {
  const { ctx } = session;
  const startedMs = ctx.clock.now().getTime();
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
  return await ctx.spans.run(`execute_tool ${tool.name}`, options, async (span) => {
    const output = await tool.run(session, input, call).catch((error: unknown) => {
      span.fail(error);
      return failureOf(ctx, tool.name, error);
    });
    await recordCall(session, { id: call.id, tool: tool.name, startedMs, output });
    return output;
  });
}

/** The error for the tool's caller: a problem's own text, and nothing of other errors. */
export function failureOf(ctx: Ctx, tool: string, error: unknown): ToolFailure {
  if (error instanceof ProblemError) {
    const unsaid = error.errors?.filter(({ message }) => !error.message.includes(message)) ?? [];
    const fields = unsaid.map(({ path, message }) => ` ${path}: ${message}.`).join('');
    const quote = error.quote === undefined ? {} : { quote: error.quote };
    return { error: { code: error.code, message: `${error.message}${fields}` }, ...quote };
  }
  ctx.log.error('tool_failed', { tool, error });
  return { error: { code: 'internal', message: 'An internal error occurred.' } };
}
