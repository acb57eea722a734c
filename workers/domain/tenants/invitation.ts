import { and, eq, gt } from 'drizzle-orm';
import { invitations } from '../../../schema/tables/tenants.ts';
import type { Tx } from '../../platform/database.ts';
import { sha256Hex } from '../../platform/ids.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { Services } from '../context.ts';

/** The id that the tenant is to have, and the hash of the code that the invitation is redeemed by. */
interface Invitation {
  tenantId: string;
  codeHash: string;
}

/**
 * The invitation that a registration of a tenant brings, where one is needed.
 * @returns Undefined where registration is open.
 * @throws {ProblemError} `registration_closed`, or `invitation_required` for a code that is missing or good for nothing.
 */
export async function findInvitation({
  services,
  input,
}: {
  services: Services;
  input: { code: string | undefined };
}): Promise<Invitation | undefined> {
  if (services.config.registration === 'open') return undefined;
  if (services.config.registration === 'closed') {
    throw new ProblemError(
      'registration_closed',
      'No tenant can be registered here: ask the operator, who sets RAGLINE_REGISTRATION.',
    );
  }
  if (input.code === undefined) throw invitationRequired();
  const codeHash = await sha256Hex(input.code.trim());
  const [found] = await services.db.single('system', (tx) =>
    tx
      .select({ tenantId: invitations.tenantId })
      .from(invitations)
      .where(and(eq(invitations.codeHash, codeHash), gt(invitations.expiresAt, services.clock.now()))),
  );
  if (found === undefined) throw invitationRequired();
  return { tenantId: found.tenantId, codeHash };
}

/**
 * Redeems the invitation in the transaction that creates its tenant.
 * @throws {ProblemError} When it was already redeemed.
 */
export async function redeemInvitation(tx: Tx, { tenantId, codeHash }: Invitation): Promise<void> {
  const { rowCount } = await tx
    .delete(invitations)
    .where(and(eq(invitations.tenantId, tenantId), eq(invitations.codeHash, codeHash)));
  if (rowCount === 0) throw invitationRequired();
}

const invitationRequired = (): ProblemError =>
  new ProblemError(
    'invitation_required',
    'Send the invitation_code that the operator gave you. A code works once, and until it expires.',
    { errors: [{ path: 'invitation_code', message: 'is missing, unknown, used or expired' }] },
  );
