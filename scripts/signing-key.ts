import { createHash, generateKeyPairSync, type JsonWebKey } from 'node:crypto';

export type SigningAlgorithm = 'EdDSA' | 'ES256';

/** The prefix of development key ids. A deployed Worker refuses to run on such a key. */
export const LOCAL_KID_PREFIX = 'local-';

/**
 * A private key as a JWK, on Ed25519 (RFC 8037) or P-256 (RFC 7518); its id is the thumbprint of its public part
 * (RFC 7638), after `kidPrefix`.
 */
export function createSigningKey(
  options: { algorithm?: SigningAlgorithm; kidPrefix?: string } = {},
): Record<string, unknown> {
  const { algorithm = 'EdDSA', kidPrefix = '' } = options;
  const jwk = privateJwk(algorithm);
  // The required members in the order of their names; JSON leaves `y` out where there is none.
  const canonical = JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y });
  const kid = `${kidPrefix}${createHash('sha256').update(canonical).digest('base64url')}`;
  return { ...jwk, kid, alg: algorithm, use: 'sig' };
}

function privateJwk(algorithm: SigningAlgorithm): JsonWebKey {
  const { privateKey } =
    algorithm === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ format: 'jwk' });
}
