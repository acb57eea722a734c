import { type CryptoKey, errors, importJWK, type JWTHeaderParameters, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { isGuest, type Person, type Principal, Role } from '../../contracts/identity.ts';
import { Uuid } from '../../contracts/text.ts';
import type { Config } from './config.ts';
import { ExpiringMap } from './expiring-map.ts';
import { ProblemError } from './problem-error.ts';

export const ACCESS_TOKEN_TTL_SECONDS = 30 * 60;
/** Longer, because a guest renews with the token itself. */
export const GUEST_TOKEN_TTL_SECONDS = 60 * 60;
/** RFC 9068: an access token can never pass for another kind of JWT. */
const TOKEN_TYPE = 'at+jwt';

const Claims = z.object({
  tenant_id: Uuid,
  user_id: Uuid,
  roles: z.array(Role).min(1),
  exp: z.int(),
  /** The session, as OpenID Connect names it. Absent in a guest's token. */
  sid: Uuid.optional(),
  auth_time: z.int().optional(),
});

/** How long, and how many, verified tokens an isolate remembers. */
const REMEMBER_MS = 60_000;
const MAX_REMEMBERED = 5_000;

export interface Tokens {
  /** A person's token names the session that it came from; a guest's has none. */
  issue(
    principal: Pick<Person, 'tenantId' | 'userId' | 'roles' | 'sessionId' | 'authenticatedAt'>,
    now: Date,
    ttlSeconds?: number,
  ): Promise<string>;
  /**
   * @param graceSeconds How long ago the token may have expired.
   * @throws {ProblemError} `token_expired` or `unauthenticated`.
   */
  verify(token: string, now: Date, graceSeconds?: number): Promise<Principal>;
  /** The public halves, for `/.well-known/jwks.json`. RFC 7517. */
  publicJwks(): { keys: Array<PublicKey & Record<string, unknown>> };
}

/** Signs with the first key and verifies with any, so that keys rotate with overlap. */
export function createTokens({ privateJwks, issuer, audience }: Config['auth']): Tokens {
  const publicKeys = privateJwks.keys.map(({ d: _private, key_ops: _operations, ...jwk }) => ({ ...jwk, use: 'sig' }));
  const signingJwk = privateJwks.keys[0];
  if (signingJwk === undefined) throw new Error('no signing key');
  let signingKey: CryptoKey | undefined;
  return {
    async issue(principal, now, ttlSeconds = ACCESS_TOKEN_TTL_SECONDS) {
      const seconds = Math.floor(now.getTime() / 1000);
      signingKey ??= await importKey(signingJwk, signingJwk.alg);
      return await new SignJWT({
        tenant_id: principal.tenantId,
        user_id: principal.userId,
        roles: principal.roles,
        ...(principal.sessionId === undefined ? {} : { sid: principal.sessionId }),
        ...(principal.authenticatedAt === undefined ? {} : { auth_time: principal.authenticatedAt }),
      })
        .setProtectedHeader({ alg: signingJwk.alg, kid: signingJwk.kid, typ: TOKEN_TYPE })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(principal.userId)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + ttlSeconds)
        .sign(signingKey);
    },

    verify: createVerifier({ publicKeys, issuer, audience }),

    publicJwks: () => ({ keys: publicKeys }),
  };
}

/** The public half of a key of the set. */
interface PublicKey {
  kid: string;
  alg: string;
}

/** Verifies tokens with any of these keys, and remembers for a minute which were good. */
export function createVerifier({
  publicKeys,
  ...expected
}: {
  publicKeys: readonly PublicKey[];
  issuer: string;
  audience: string;
}): Tokens['verify'] {
  // Keys instead of promises: workerd forbids awaiting another request's promise.
  const imported = new Map<string, CryptoKey>();
  const findKey = async ({ kid, alg }: JWTHeaderParameters): Promise<CryptoKey> => {
    const jwk = publicKeys.find((key) => key.kid === kid && key.alg === alg);
    if (jwk === undefined) throw new errors.JWKSNoMatchingKey();
    const key = imported.get(jwk.kid) ?? (await importKey({ ...jwk }, jwk.alg));
    imported.set(jwk.kid, key);
    return key;
  };

  // Verifying a signature takes longer than the rest of most requests, and its result stays valid; only the expiry is
  // checked again.
  const verified = new ExpiringMap<Principal>({ ttlMs: REMEMBER_MS, maxEntries: MAX_REMEMBERED });

  return async (token, now, graceSeconds = 0) => {
    const known = verified.get(token, now.getTime());
    if (known !== undefined) {
      if (known.expiresAt + graceSeconds <= Math.floor(now.getTime() / 1000)) throw expired();
      return { ...known };
    }
    try {
      const { payload } = await jwtVerify(token, findKey, {
        algorithms: ['EdDSA', 'ES256'],
        ...expected,
        typ: TOKEN_TYPE,
        currentDate: now,
        clockTolerance: graceSeconds,
        requiredClaims: ['exp', 'iat', 'sub'],
      });
      const claims = Claims.parse(payload);
      const { tenant_id: tenantId, user_id: userId, roles, exp: expiresAt } = claims;
      const principal: Principal = {
        ...{ tenantId, userId, roles, expiresAt },
        ...(claims.sid === undefined ? {} : { sessionId: claims.sid }),
        ...(claims.auth_time === undefined ? {} : { authenticatedAt: claims.auth_time }),
      };
      // A person's token of the release before, which had no sessions: refreshing it gets one with a session.
      if (principal.sessionId === undefined && !isGuest(principal)) throw expired();
      verified.set(token, principal, now.getTime());
      return { ...principal };
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      if (error instanceof errors.JWTExpired) throw expired();
      throw new ProblemError('unauthenticated', 'The access token is invalid. Log in again.');
    }
  };
}

const expired = () =>
  new ProblemError('token_expired', 'The access token has expired. Refresh it and repeat the request.');

async function importKey(jwk: Record<string, unknown>, alg: string): Promise<CryptoKey> {
  const key = await importJWK(jwk, alg);
  if (key instanceof Uint8Array) throw new Error('a signing key must be asymmetric');
  return key;
}
