import { Uuid } from '../../../contracts/text.ts';
import { randomHex, sha256Hex } from '../../platform/ids.ts';
import { ProblemError } from '../../platform/problem-error.ts';

export const REFRESH_TOKEN_TTL_SECONDS = 30 * 24 * 60 * 60;

/** `rt_<tenant>_<256 random bits>`: opaque to clients; the tenant in it only says where to look for its hash. */
export const newRefreshToken = (tenantId: string): string => `rt_${tenantId}_${randomHex(32)}`;

/** @throws {ProblemError} `invalid_credentials` when it has not the form of one. */
export async function parseRefreshToken(token: string): Promise<{ tenantId: string; tokenHash: string }> {
  const [, tenantId] = /^rt_([0-9a-f-]{36})_[0-9a-f]{64}$/.exec(token) ?? [];
  const parsed = Uuid.safeParse(tenantId);
  if (!parsed.success) throw invalidRefreshToken();
  return { tenantId: parsed.data, tokenHash: await sha256Hex(token) };
}

export const invalidRefreshToken = (): ProblemError =>
  new ProblemError('invalid_credentials', 'The refresh token is invalid. Log in again.');
