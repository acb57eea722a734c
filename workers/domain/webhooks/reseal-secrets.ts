import { and, eq } from 'drizzle-orm';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import type { Services } from '../context.ts';
import { lockEndpointIfLive } from './find-endpoint.ts';
import { secretContext } from './webhook-secret.ts';

/**
 * Reseals an endpoint's secrets under the first signing key, so that older keys can be dropped. A secret that cannot be
 * opened stays: the next attempt finds it and disables the endpoint.
 * @returns 1 or 0 endpoints.
 */
export async function resealSecrets({
  services,
  input,
}: {
  services: Pick<Services, 'db' | 'vault'>;
  input: { tenantId: string; endpointId: string };
}): Promise<number> {
  const { tenantId, endpointId } = input;
  const { vault } = services;
  return await services.db.transaction({ systemWorkIn: tenantId }, async (tx) => {
    const endpoint = await lockEndpointIfLive({ tx, tenantId }, endpointId);
    if (endpoint === undefined || endpoint.sealedWith === vault.keyId) return 0;
    const context = secretContext(endpoint);
    const reseal = async (text: string | null): Promise<string | null | undefined> => {
      if (text === null) return null;
      const secret = await vault.open({ text, keyId: endpoint.sealedWith }, context);
      return secret === undefined ? undefined : await vault.seal(secret, context);
    };
    const [sealedSecret, sealedPreviousSecret] = [
      await reseal(endpoint.sealedSecret),
      await reseal(endpoint.sealedPreviousSecret),
    ];
    if (typeof sealedSecret !== 'string' || sealedPreviousSecret === undefined) return 0;
    await tx
      .update(webhookEndpoints)
      .set({ sealedSecret, sealedPreviousSecret, sealedWith: vault.keyId })
      .where(and(eq(webhookEndpoints.tenantId, tenantId), eq(webhookEndpoints.id, endpointId)));
    return 1;
  });
}
