import { env } from 'cloudflare:workers';
import type { ToolFailure } from '../../contracts/chat-tool.ts';
import type { Role } from '../../contracts/identity.ts';
import type { Ctx, Services } from '../../workers/domain/context.ts';
import { openServices } from '../../workers/domain/open-services.ts';
import type { AgentTool } from '../../workers/llm/tools/agent-tool.ts';
import { runTool } from '../../workers/llm/tools/run-tool.ts';
import { isolateBreakers } from '../../workers/platform/breakers.ts';
import { newCacheHealth } from '../../workers/platform/cache.ts';
import { parseConfig } from '../../workers/platform/config.ts';
import { createTokens } from '../../workers/platform/tokens.ts';
import { newTrace } from '../../workers/platform/trace.ts';
import type { TestTenant, TestUser } from './tenant.ts';

/** Runs one of the agent's tools as a turn of this user does, after parsing the input as the AI SDK does. */
export async function callTool<I, O extends object>(
  user: TestUser,
  { tenantId }: TestTenant,
  tool: AgentTool<I, O>,
  input: unknown,
  more: { role?: Role; services?: Partial<Services>; callId?: string; hasShownQuote?: (id: string) => boolean } = {},
): Promise<O | ToolFailure> {
  const config = parseConfig({ ...env }, env.HYPERDRIVE.connectionString);
  const services = openServices(
    { config, tokens: createTokens(config.auth), cacheHealth: newCacheHealth(), breakers: isolateBreakers() },
    newTrace(),
    {
      nudgeRelay: () => undefined,
      nudgeIndexer: () => undefined,
      nudgeJob: () => undefined,
      nudgeWebhook: () => undefined,
    },
  );
  const { userId } = user;
  const principal = { tenantId, userId, roles: [more.role ?? 'customer'], expiresAt: 2 ** 31 };
  const ctx: Ctx = { ...services, ...more.services, principal };
  try {
    return await runTool(tool, { ctx, embeddingModel: undefined, conversationId: 'c1' }, tool.input.parse(input), {
      id: more.callId ?? 'call_1',
      ...(more.hasShownQuote === undefined ? {} : { hasShownQuote: more.hasShownQuote }),
    });
  } finally {
    await services.close();
  }
}
