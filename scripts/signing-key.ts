import { createHash, generateKeyPairSync } from 'node:crypto';

/** An Ed25519 private key as a JWK (RFC 8037); its id is the thumbprint of its public part (RFC 7638). */
export function createSigningKey(): Record<string, unknown> {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const canonical = JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x });
  const kid = createHash('sha256').update(canonical).digest('base64url');
  return { ...jwk, kid, alg: 'EdDSA', use: 'sig' };
}
