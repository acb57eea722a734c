import { NO_RESTRICTIONS, type Restrictions } from '../../contracts/chat-restrictions.ts';
import type { ToolFailure } from '../../contracts/chat-tool.ts';
import type { Role } from '../../contracts/identity.ts';
import type { Ctx, Services } from '../../workers/domain/context.ts';
import type { AgentTool } from '../../workers/llm/tools/agent-tool.ts';
import { runTool } from '../../workers/llm/tools/run-tool.ts';
import type { TestTenant, TestUser } from './tenant.ts';
import { openWorker } from './worker-services.ts';

/** Runs one of the agent's tools as a turn of this user does, after parsing the input as the AI SDK does. */
export async function callTool<I, O extends object>(
  user: TestUser,
  { tenantId }: TestTenant,
  tool: AgentTool<I, O>,
  input: unknown,
  more: {
    role?: Role;
    services?: Partial<Services>;
    callId?: string;
    answering?: string;
    restrictions?: Partial<Restrictions>;
    hasShownQuote?: (id: string) => boolean;
  } = {},
): Promise<O | ToolFailure> {
  const services = openWorker();
  const { userId, sessionId } = user;
  const principal = { tenantId, userId, sessionId, roles: [more.role ?? 'customer'], expiresAt: 2 ** 31 };
  const ctx: Ctx = { ...services, ...more.services, principal };
  try {
    return await runTool(
      tool,
      {
        ctx,
        conversationId: 'c1',
        answering: more.answering ?? 'm1',
        restrictions: { ...NO_RESTRICTIONS, ...more.restrictions },
      },
      tool.input.parse(input),
      {
        id: more.callId ?? 'call_1',
        hasShownQuote: more.hasShownQuote ?? (() => true),
      },
    );
  } finally {
    await services.close();
  }
}
