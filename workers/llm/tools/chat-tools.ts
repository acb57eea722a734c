import { type ToolSet, tool } from 'ai';
import { ConfirmInput, type ToolName } from '../../../contracts/chat-tool.ts';
import type { AgentTool, ToolSession } from './agent-tool.ts';
import { applyPromos } from './apply-promos.ts';
import { approvalWarning } from './approval-warning.ts';
import { confirm } from './confirm.ts';
import { modelInput } from './input-schema.ts';
import { orderStatus } from './order-status.ts';
import { requestHelp } from './request-help.ts';
import { retrieveMenu } from './retrieve-menu.ts';
import { runTool } from './run-tool.ts';
import { searchKnowledgeTool } from './search-knowledge.ts';
import { hasShownQuote } from './shown-quotes.ts';

/** Every tool of the agent, one list for the chat and for MCP. */
export const AGENT_TOOLS = {
  retrieve_menu: retrieveMenu,
  apply_promos: applyPromos,
  confirm,
  order_status: orderStatus,
  request_help: requestHelp,
  search_knowledge: searchKnowledgeTool,
} satisfies Record<ToolName, AgentTool>;

/**
 * The agent's tools as the AI SDK calls them, bound to one conversation's tenant and principal.
 * @param warn Hears what the person must read before they approve a call.
 */
export function chatTools(session: ToolSession, warn: (toolCallId: string, text: string) => void): ToolSet {
  const tools = Object.values<AgentTool>(AGENT_TOOLS).map((definition) => {
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
