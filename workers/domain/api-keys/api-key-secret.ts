import { Uuid } from '../../../contracts/text.ts';
import { randomHex, sha256Hex } from '../../platform/ids.ts';

/**
 * `rk_<tenant>_<256 random bits>`. Log redaction and secret scanners find it by the prefix. The tenant says where its
 * hash is stored.
 */
export const newApiKeySecret = (tenantId: string): string => `rk_${tenantId}_${randomHex(32)}`;

const HINT_LENGTH = 4;

/** The stored columns of a secret: its hash, and its last characters as a hint. */
export const secretColumns = async (secret: string) => ({
  keyHash: await sha256Hex(secret),
  hint: secret.slice(-HINT_LENGTH),
});

/** Parses an API key into its tenant and hash. Returns undefined when it is malformed. */
export async function parseApiKeySecret(secret: string): Promise<{ tenantId: string; keyHash: string } | undefined> {
  const [, tenantId] = /^rk_([0-9a-f-]{36})_[0-9a-f]{64}$/.exec(secret) ?? [];
  const parsed = Uuid.safeParse(tenantId);
  return parsed.success ? { tenantId: parsed.data, keyHash: await sha256Hex(secret) } : undefined;
}
