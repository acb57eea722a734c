import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Principal } from '../../contracts/identity.ts';
import type { FieldError } from '../../contracts/problem.ts';
import type { Ctx, Services } from '../domain/context.ts';
import { ProblemError } from '../platform/problem-error.ts';

/** What every handler of the REST door finds in its context. */
export interface ApiEnv {
  Bindings: Env;
  Variables: {
    services: Services;
    /** Set by `authenticate`; routes that run without it must not read it. */
    principal: Principal;
  };
}

/** The context of a domain verb, from an authenticated request. */
export const ctxOf = (c: Context<ApiEnv>): Ctx => ({ ...c.var.services, principal: c.var.principal });

/** A router whose validation faults become `invalid_request`, each with the path to it. */
export function router(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error.issues);
    },
  });
}

interface Issue {
  code?: string | undefined;
  path: readonly PropertyKey[];
  message: string;
  keys?: readonly string[];
}

/** Zod issues as one problem; an unknown field is named by its own path. */
export function invalidRequest(issues: readonly Issue[]): ProblemError {
  const errors: FieldError[] = issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys' && issue.keys !== undefined) {
      return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'is not a known field' }));
    }
    return [{ path: path.join('.'), message: issue.message }];
  });
  const [first] = errors;
  const detail =
    first === undefined ? 'The request is not valid.' : `${first.path === '' ? 'body' : first.path}: ${first.message}`;
  return new ProblemError('invalid_request', detail, { errors });
}
