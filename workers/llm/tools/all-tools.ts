import type { ToolName } from '../../../contracts/chat-tool.ts';
import { isAllowed, type Rights } from '../../../contracts/identity.ts';
import { createHelpRequest } from '../../domain/help-requests/create-help-request.ts';
import { listHelpRequests } from '../../domain/help-requests/list-help-requests.ts';
import { listOwnOrders, requireOwnOrder } from '../../domain/orders/list-own-orders.ts';
import { createQuote } from '../../domain/quotes/create-quote.ts';
import { type AgentTool, defineTool } from './agent-tool.ts';
import { confirm } from './confirm.ts';
import { warnedOf, withRestrictions } from './mind-restrictions.ts';
import { retrieveMenu } from './retrieve-menu.ts';
import { searchKnowledgeTool } from './search-knowledge.ts';

const HELP_REQUESTS = 3;
const NONE = { data: [] };

/** The work of every tool, for chat and MCP. A tool that only calls verbs is written here; others have their own file. */
export const AGENT_TOOLS = {
  retrieve_menu: retrieveMenu,

  apply_promos: defineTool('apply_promos', async ({ ctx, restrictions }, input) => {
    if (input.replaces_order_id !== undefined) await requireOwnOrder(ctx, input.replaces_order_id);
    return { quote: await createQuote({ ctx, input: withRestrictions(input, warnedOf(restrictions)) }) };
  }),

  confirm,

  // The person's own orders, whatever else their role may see.
  order_status: defineTool('order_status', async ({ ctx }, input) => {
    const orders = await listOwnOrders({ ctx, input });
    const mayRead = isAllowed(ctx.principal, 'help-request:read');
    const { data } = mayRead ? await listHelpRequests({ ctx, input: { limit: HELP_REQUESTS, isOwn: true } }) : NONE;
    return { untrusted: true as const, orders, help_requests: data };
  }),

  request_help: defineTool('request_help', async ({ ctx, answering, conversationId }, input) => ({
    untrusted: true as const,
    help_request: await createHelpRequest({ ctx, input: { ...input, answering, conversationId } }),
  })),

  search_knowledge: searchKnowledgeTool,
} satisfies { [N in ToolName]: AgentTool & { name: N } };

/** The tools that the principal may use. */
export const toolsFor = (principal: Rights): AgentTool[] =>
  Object.values<AgentTool>(AGENT_TOOLS).filter(({ permissions }) =>
    permissions.some((permission) => isAllowed(principal, permission)),
  );
