import { describe, expect, it } from 'vitest';
import { createSigningKey } from '../../../scripts/signing-key.ts';
import { parseConfig } from '../../../workers/platform/config.ts';
import { createTokens } from '../../../workers/platform/tokens.ts';

const id = '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70';
const tokensOf = () => {
  const env = {
    RAGLINE_MODE: 'production',
    AUTH_PRIVATE_JWKS: JSON.stringify({ keys: [createSigningKey()] }),
    UPSTASH_REDIS_REST_URL: 'https://redis.example',
    UPSTASH_REDIS_REST_TOKEN: 'token',
  };
  return createTokens(parseConfig(env, 'postgres://app:Zk39sl2kd0f9@x').auth);
};

describe('a token that was verified before', () => {
  const now = new Date('2026-11-24T12:00:00.900Z');
  const later = (ms: number) => new Date(now.getTime() + ms);

  it('is refused from its second of expiry', async () => {
    const tokens = tokensOf();
    const token = await tokens.issue({ tenantId: id, userId: id, roles: ['staff'], sessionId: id }, now, 10);
    const principal = await tokens.verify(token, now);
    expect(await tokens.verify(token, later(9_000))).toEqual(principal);
    await expect(tokens.verify(token, later(9_100))).rejects.toMatchObject({ code: 'token_expired' });
    await expect(tokensOf().verify(token, later(9_100))).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('is not accepted in place of a nearly identical one', async () => {
    const tokens = tokensOf();
    const token = await tokens.issue({ tenantId: id, userId: id, roles: ['staff'], sessionId: id }, now);
    await tokens.verify(token, now);
    const [head, payload = '', signature] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, roles: ['owner'] })).toString('base64url');
    await expect(tokens.verify(`${head}.${forged}.${signature}`, now)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('of a person without a session, as the release before issued them, is to be refreshed', async () => {
    const tokens = tokensOf();
    const person = await tokens.issue({ tenantId: id, userId: id, roles: ['customer'] }, now);
    await expect(tokens.verify(person, now)).rejects.toMatchObject({ code: 'token_expired' });
    const guest = await tokens.issue({ tenantId: id, userId: id, roles: ['guest'] }, now);
    await expect(tokens.verify(guest, now)).resolves.toMatchObject({ roles: ['guest'] });
  });

  it('shares nothing that one request could change for the next', async () => {
    const tokens = tokensOf();
    const token = await tokens.issue({ tenantId: id, userId: id, roles: ['staff'], sessionId: id }, now);
    await tokens.verify(token, now);
    Object.assign(await tokens.verify(token, now), { tenantId: 'changed' });
    expect(await tokens.verify(token, now)).toMatchObject({ tenantId: id });
  });
});
