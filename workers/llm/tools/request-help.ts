import { RequestHelpInput, RequestHelpOutput } from '../../../contracts/chat-tool.ts';
import { createHelpRequest } from '../../domain/help-requests/create-help-request.ts';
import { defineTool } from './agent-tool.ts';

/** Hands over to the staff what no other tool can do. */
export const requestHelp = defineTool({
  name: 'request_help',
  title: 'Ask the staff for help',
  description:
    'Hand a return, exchange, refund or complaint about an order, or a wish to speak with a human, over to the staff. ' +
    'Look the order up with order_status first and name it. It only asks: promise no outcome. order_status later tells ' +
    'what the staff have answered.',
  input: RequestHelpInput,
  output: RequestHelpOutput,
  isReadOnly: false,
  needsApproval: false,
  run: async ({ ctx, answering }, input) => ({
    untrusted: true as const,
    help_request: await createHelpRequest({ ctx, input: { ...input, answering } }),
  }),
});
