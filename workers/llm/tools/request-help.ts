import { createHelpRequest } from '../../domain/help-requests/create-help-request.ts';
import { defineTool } from './agent-tool.ts';

/** Hands over to the staff what no other tool can do. */
export const requestHelp = defineTool('request_help', async ({ ctx, answering, conversationId }, input) => ({
  untrusted: true as const,
  help_request: await createHelpRequest({ ctx, input: { ...input, answering, conversationId } }),
}));
