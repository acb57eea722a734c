import { OpenAPIHono } from '@hono/zod-openapi';
import type { Env as HonoEnv } from 'hono';
import type { FieldError } from '../../contracts/problem.ts';
import { ProblemError } from './problem-error.ts';

/** A router whose validation faults become `invalid_request`, each with the path to it. */
export function createRouter<E extends HonoEnv>(): OpenAPIHono<E> {
  return new OpenAPIHono<E>({
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
