import { type ToolSet, tool } from 'ai';
import { ConfirmInput } from '../../../contracts/chat-tool.ts';
import type { AgentTool, ToolSession } from './agent-tool.ts';
import { toolsFor } from './all-tools.ts';
import { approvalWarning } from './approval-warning.ts';
import { modelInput } from './input-schema.ts';
import { runTool } from './run-tool.ts';
import { hasShownQuote } from './shown-quotes.ts';

/**
 * The tools that the principal may use, as the AI SDK calls them, bound to one conversation's tenant and principal.
 * @param warn Hears what the person must read before they approve a call.
 */
export function chatTools(session: ToolSession, warn: (toolCallId: string, text: string) => void): ToolSet {
  const tools = toolsFor(session.ctx.principal).map((definition) => {
    const called = asChatTool(definition, session);
    return [definition.name, definition.needsApproval ? { ...called, needsApproval } : called] as const;
  });
  async function needsApproval(input: unknown, { toolCallId }: { toolCallId: string }): Promise<true> {
    const text = await approvalWarning(session, ConfirmInput.parse(input));
    if (text !== undefined) warn(toolCallId, text);
    return true;
  }
  return Object.fromEntries(tools);
}

const asChatTool = (definition: AgentTool, session: ToolSession) =>
  tool({
    description: definition.description,
    inputSchema: modelInput(definition.input),
    execute: (input, { toolCallId, messages }) =>
      runTool(definition, session, input, {
        id: toolCallId,
        hasShownQuote: (quoteId) => hasShownQuote(messages, quoteId),
      }),
  });
