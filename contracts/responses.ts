import { PROBLEMS, Problem, type ProblemCode } from './problem.ts';

export type ProblemStatus = (typeof PROBLEMS)[ProblemCode]['status'];

const COMES_WITH_RETRY_AFTER: ReadonlySet<ProblemStatus> = new Set([429, 503]);
const RETRY_AFTER = {
  'Retry-After': {
    description: 'Seconds after which to retry',
    required: true,
    schema: { type: 'integer', minimum: 0 },
  },
} as const;

const problemResponse = (status: ProblemStatus) => ({
  description: Object.entries(PROBLEMS)
    .filter(([, problem]) => problem.status === status)
    .map(([code]) => `\`${code}\``)
    .join(', '),
  content: { 'application/problem+json': { schema: Problem } },
  ...(COMES_WITH_RETRY_AFTER.has(status) ? { headers: RETRY_AFTER } : {}),
});

/** OpenAPI response objects for the problems that an operation may answer with. */
export function problemResponses<S extends ProblemStatus>(
  ...statuses: S[]
): Record<S, ReturnType<typeof problemResponse>> {
  return Object.fromEntries(statuses.map((status) => [status, problemResponse(status)])) as Record<
    S,
    ReturnType<typeof problemResponse>
  >;
}

/** The problems that every authenticated operation may answer with. */
export const COMMON_PROBLEMS = [401, 403, 429, 500, 503] as const;
