import type { Context } from 'hono';
import type { Principal } from '../../contracts/identity.ts';
import type { Ctx, Services } from '../domain/context.ts';
import { callerAddress } from '../platform/caller-address.ts';
import type { Config } from '../platform/config.ts';

/** What the middleware of the door above has put into the context of every request of the chat and of MCP. */
export interface ChatEnv {
  Bindings: Env;
  Variables: {
    services: Services;
    principal: Principal;
    /** The model server of the configuration; undefined: the offline models. */
    embedding: Config['embedding'];
  };
}

/** The context of a domain verb, from an authenticated request. */
export const ctxOf = (c: Context<ChatEnv>): Ctx => ({
  ...c.get('services'),
  principal: c.get('principal'),
  address: callerAddress(c.req),
});
