import { ProblemError } from '../../platform/problem-error.ts';

/** @throws {ProblemError} `tenant_suspended` when the operator has suspended the tenant. */
export function refuseSuspended({ isSuspended }: { isSuspended: boolean }): void {
  if (!isSuspended) return;
  throw new ProblemError('tenant_suspended', 'The operator has suspended this tenant: its owner can ask them why.');
}
