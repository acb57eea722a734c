import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Principal } from '../../contracts/identity.ts';
import type { FieldError } from '../../contracts/problem.ts';
import type { Ctx, Services } from '../domain/context.ts';
import { ProblemError } from '../platform/problem-error.ts';

/** What the middleware of the door above has put into the context of every chat request. */
export interface ChatEnv {
  Bindings: Env;
  Variables: { services: Services; principal: Principal };
}

/** The context of a domain verb, from an authenticated request. */
export const ctxOf = (c: Context<ChatEnv>): Ctx => ({ ...c.var.services, principal: c.var.principal });

/** A router whose validation faults become `invalid_request`, each with the path to it. */
export function chatRouter(): OpenAPIHono<ChatEnv> {
  return new OpenAPIHono<ChatEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const errors: FieldError[] = result.error.issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((key) => ({
              path: [...issue.path, key].map(String).join('.'),
              message: 'is not a known field',
            }))
          : [{ path: issue.path.map(String).join('.'), message: issue.message }],
      );
      throw new ProblemError('invalid_request', 'The request is not valid.', { errors });
    },
  });
}
