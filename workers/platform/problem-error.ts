import { type FieldError, PROBLEMS, type ProblemCode } from '../../contracts/problem.ts';

/** A fault with a code from the closed list: what a domain verb throws and the doors answer. */
export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly code: ProblemCode;
  readonly errors: FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ProblemCode, detail: string, more: { errors?: FieldError[]; retryAfterSeconds?: number } = {}) {
    super(detail);
    this.code = code;
    this.errors = more.errors;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }

  get status() {
    return PROBLEMS[this.code].status;
  }
}
