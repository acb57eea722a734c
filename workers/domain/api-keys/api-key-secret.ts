import { Uuid } from '../../../contracts/text.ts';
import { randomHex, sha256Hex } from '../../platform/ids.ts';

/**
 * `rk_<tenant>_<256 random bits>`. The prefix lets log redaction and secret scanners find it; the tenant only says
 * where to look for its hash.
 */
export const newApiKeySecret = (tenantId: string): string => `rk_${tenantId}_${randomHex(32)}`;

const HINT_LENGTH = 4;

/** The columns of a secret: what is kept of it. */
export const secretColumns = async (secret: string) => ({
  keyHash: await sha256Hex(secret),
  hint: secret.slice(-HINT_LENGTH),
});

/** Where to look for a key, undefined when it has not the form of one. */
export async function parseApiKeySecret(secret: string): Promise<{ tenantId: string; keyHash: string } | undefined> {
  const [, tenantId] = /^rk_([0-9a-f-]{36})_[0-9a-f]{64}$/.exec(secret) ?? [];
  const parsed = Uuid.safeParse(tenantId);
  return parsed.success ? { tenantId: parsed.data, keyHash: await sha256Hex(secret) } : undefined;
}
