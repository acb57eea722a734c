import { env } from 'cloudflare:workers';
import type { Role } from '../../contracts/identity.ts';
import { parseConfig } from '../../workers/platform/config.ts';
import { newId } from '../../workers/platform/ids.ts';
import { createTokens } from '../../workers/platform/tokens.ts';
import { asUser, type TestUser } from './tenant.ts';

/** Another user of the tenant, by a token that the Worker's own key signs. */
export async function newUser(tenantId: string, roles: Role[] = ['customer']): Promise<TestUser> {
  const tokens = createTokens(parseConfig({ ...env }, env.HYPERDRIVE.connectionString).auth);
  const userId = newId();
  return asUser(await tokens.issue({ tenantId, userId, roles }, new Date()), userId);
}
