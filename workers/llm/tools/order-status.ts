import { OrderStatusInput, OrderStatusOutput } from '../../../contracts/chat-tool.ts';
import { isAllowed } from '../../../contracts/identity.ts';
import { listHelpRequests } from '../../domain/help-requests/list-help-requests.ts';
import { listOwnOrders } from '../../domain/orders/list-own-orders.ts';
import { defineTool } from './agent-tool.ts';

const HELP_REQUESTS = 3;
const NONE = { data: [] };

/** The person's own orders, whatever else their role may see. */
export const orderStatus = defineTool({
  name: 'order_status',
  title: 'Look up own orders',
  description:
    'The orders of this person: the newest, or the one with a number. Says what each holds, its status, and whether it ' +
    'can still be changed or cancelled; and how far the help is that the person has requested.',
  input: OrderStatusInput,
  output: OrderStatusOutput,
  isReadOnly: true,
  needsApproval: false,
  run: async ({ ctx }, input) => {
    const orders = await listOwnOrders({ ctx, input });
    const mayRead = isAllowed(ctx.principal, 'help-request:read');
    const { data } = mayRead ? await listHelpRequests({ ctx, input: { limit: HELP_REQUESTS, isOwn: true } }) : NONE;
    return { untrusted: true as const, orders, help_requests: data };
  },
});
