import { isAllowed } from '../../../contracts/identity.ts';
import { listHelpRequests } from '../../domain/help-requests/list-help-requests.ts';
import { listOwnOrders } from '../../domain/orders/list-own-orders.ts';
import { defineTool } from './agent-tool.ts';

const HELP_REQUESTS = 3;
const NONE = { data: [] };

/** The person's own orders, whatever else their role may see. */
export const orderStatus = defineTool('order_status', async ({ ctx }, input) => {
  const orders = await listOwnOrders({ ctx, input });
  const mayRead = isAllowed(ctx.principal, 'help-request:read');
  const { data } = mayRead ? await listHelpRequests({ ctx, input: { limit: HELP_REQUESTS, isOwn: true } }) : NONE;
  return { untrusted: true as const, orders, help_requests: data };
});
