import { type FieldError, PROBLEMS, type Problem, type ProblemCode } from '../../contracts/problem.ts';

interface ProblemDetails {
  errors?: FieldError[];
  retryAfterSeconds?: number;
  /** The methods that the resource takes, for a 405. */
  allow?: string;
  /** A new quote, when the old one could not be kept. */
  quote?: Problem['quote'];
  cause?: unknown;
}

/** An expected error with a code of the closed list. Domain verbs throw it, and HTTP and MCP answer it. */
export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly code: ProblemCode;
  readonly errors: FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly allow: string | undefined;
  readonly quote: Problem['quote'];

  constructor(code: ProblemCode, detail: string, more: ProblemDetails = {}) {
    super(detail, { cause: more.cause });
    this.code = code;
    this.errors = more.errors;
    this.retryAfterSeconds = more.retryAfterSeconds;
    this.allow = more.allow;
    this.quote = more.quote;
  }

  get status() {
    return PROBLEMS[this.code].status;
  }
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
