import type { components } from './generated/openapi.ts';

/** Problem details of the API (RFC 9457), with a code of a closed list. */
export type Problem = components['schemas']['Problem'];
export type ProblemCode = Problem['code'];

/** A request that the API refused. Switch on `code`; `problem` has the rest, such as the new quote of `quote_changed`. */
export class RaglineError extends Error {
  override readonly name = 'RaglineError';
  readonly code: ProblemCode;
  readonly status: number;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.code = problem.code;
    this.status = problem.status;
    this.problem = problem;
  }
}

/** Creates the error for an unsuccessful response. A proxy before the API may answer something other than a problem. */
export async function errorOf(response: Response): Promise<RaglineError> {
  const body: unknown = await response.json().catch(() => undefined);
  return new RaglineError(isProblem(body) ? body : unknownProblem(response));
}

export function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'status' in body && 'title' in body;
}

const unknownProblem = ({ status, headers }: Response): Problem => ({
  type: 'about:blank',
  title: `The server answered ${status}`,
  status,
  code: status < 500 ? 'malformed_request' : 'unavailable',
  request_id: headers.get('x-request-id') ?? '',
});

/**
 * The data of an API call.
 * @throws {RaglineError} When the API refused it.
 */
export async function unwrap<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T>> {
  const { data, error, response } = await call;
  if (error !== undefined || !response.ok) {
    throw new RaglineError(isProblem(error) ? error : unknownProblem(response));
  }
  return data as NonNullable<T>;
}
