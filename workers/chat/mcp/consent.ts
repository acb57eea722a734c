import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequiredResult,
  inputRequired,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { ConfirmInput, ToolFailure } from '../../../contracts/chat-tool.ts';
import type { Ctx } from '../../domain/context.ts';
import { sealQuestion, wasAsked } from './question.ts';
import { questionInWords } from './question-in-words.ts';

/** The person's decision, as their client carries it. */
const Decision = z.object({ approve: z.boolean().describe('Yes, do exactly this') });
const QUESTION = 'approval';
const Capabilities = z.object({
  [CLIENT_CAPABILITIES_META_KEY]: z.object({ elicitation: z.record(z.string(), z.unknown()).optional() }).optional(),
});

export type Consent = 'granted' | { ask: InputRequiredResult } | { refuse: ToolFailure };

/**
 * Decides whether a call of `confirm` may run (decision 0018). A client that can ask its person must ask, about this
 * very call. Otherwise an API key with the right scope is the shop's own consent, and a person's token is refused,
 * because the person cannot be asked.
 * @throws {ProblemError} when the quote or order does not exist or is another's.
 */
export async function consentTo(ctx: Ctx, input: ConfirmInput, mcp: ServerContext): Promise<Consent> {
  if (!canAsk(mcp)) return ctx.principal.kind === 'api_key' ? 'granted' : { refuse: NOBODY_TO_ASK };
  const { inputResponses } = mcp.mcpReq;
  if (inputResponses?.[QUESTION] !== undefined && (await wasAsked(ctx, input, mcp.mcpReq.requestState()))) {
    const decision = acceptedContent(inputResponses, QUESTION, Decision);
    return decision?.approve === true ? 'granted' : { refuse: DECLINED };
  }
  const message = await questionInWords(ctx, input);
  return {
    ask: inputRequired({
      inputRequests: { [QUESTION]: inputRequired.elicit({ message, requestedSchema: Decision }) },
      requestState: await sealQuestion(ctx, input),
    }),
  };
}

/** Only clients of the revision 2026-07-28 can be asked here: before it, asking needed a session. */
function canAsk(mcp: ServerContext): boolean {
  const { data } = Capabilities.safeParse(mcp.mcpReq.envelope);
  const elicitation = data?.[CLIENT_CAPABILITIES_META_KEY]?.elicitation;
  // Declared as such it means forms; with modes named it means those.
  return elicitation !== undefined && (Object.keys(elicitation).length === 0 || Object.hasOwn(elicitation, 'form'));
}

const NOBODY_TO_ASK: ToolFailure = {
  error: {
    code: 'approval_required',
    message:
      'A person has to approve this, and this client cannot ask them. Let them order in the shop’s app, use a client with elicitation (MCP 2026-07-28), or an API key with the scope.',
  },
};
const DECLINED: ToolFailure = {
  error: { code: 'declined', message: 'The person did not approve. Nothing was done; do not try again unasked.' },
};
