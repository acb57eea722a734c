import { OrderStatusInput, OrderStatusOutput } from '../../../contracts/chat-tool.ts';
import { listOwnOrders } from '../../domain/orders/list-own-orders.ts';
import { defineTool } from './agent-tool.ts';

/** The person's own orders, whatever else their role may see. */
export const orderStatus = defineTool({
  name: 'order_status',
  title: 'Look up own orders',
  description:
    'The orders of this person: the newest, or the one with a number. Says what each holds, its status, and whether it ' +
    'can still be changed or cancelled.',
  input: OrderStatusInput,
  output: OrderStatusOutput,
  isReadOnly: true,
  needsApproval: false,
  run: async ({ ctx }, input) => ({ untrusted: true as const, orders: await listOwnOrders({ ctx, input }) }),
});
