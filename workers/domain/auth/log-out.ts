import { and, eq, inArray, isNull } from 'drizzle-orm';
import { refreshTokens } from '../../../schema/tables/tenants.ts';
import type { Services } from '../context.ts';
import { parseRefreshToken } from './refresh-token.ts';

/** Revokes the token's family. One that is unknown or revoked already is no error: the caller is logged out. */
export async function logOut({
  services,
  input,
}: {
  services: Services;
  input: { refresh_token: string };
}): Promise<void> {
  const { tenantId, tokenHash } = await parseRefreshToken(input.refresh_token);
  await services.db.transaction({ tenantId }, async (tx) => {
    const families = tx
      .select({ familyId: refreshTokens.familyId })
      .from(refreshTokens)
      .where(and(eq(refreshTokens.tenantId, tenantId), eq(refreshTokens.tokenHash, tokenHash)));
    await tx
      .update(refreshTokens)
      .set({ revokedAt: services.clock.now() })
      .where(
        and(
          eq(refreshTokens.tenantId, tenantId),
          inArray(refreshTokens.familyId, families),
          isNull(refreshTokens.revokedAt),
        ),
      );
  });
}
