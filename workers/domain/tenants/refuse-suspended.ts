import { tenantSuspended } from '../../platform/actor.ts';

/** @throws {ProblemError} `tenant_suspended` when the operator has suspended the tenant. */
export function refuseSuspended({ isSuspended }: { isSuspended: boolean }): void {
  if (isSuspended) throw tenantSuspended();
}
