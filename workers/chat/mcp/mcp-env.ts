import type { Context } from 'hono';
import type { Principal } from '../../../contracts/identity.ts';
import type { Ctx, Services } from '../../domain/context.ts';
import type { Config } from '../../platform/config.ts';

/** What the middleware of the door above has put into the context of every MCP request. */
export interface McpEnv {
  Bindings: Env;
  Variables: { services: Services; principal: Principal; openai: Config['openai'] };
}

/** The context of a domain verb, from an authenticated request. */
export const ctxOf = (c: Context<McpEnv>): Ctx => ({ ...c.var.services, principal: c.var.principal });
