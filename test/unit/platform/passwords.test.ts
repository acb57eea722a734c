import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from '../../../workers/platform/passwords.ts';

describe('passwords', () => {
  it('are hashed with scrypt at N=2^15, r=8, p=3 and a salt of their own', async () => {
    const hash = await hashPassword('correct horse');
    expect(hash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await hashPassword('correct horse')).not.toBe(hash);
    expect(await verifyPassword('correct horse', hash)).toBe(true);
    expect(await verifyPassword('correct horsf', hash)).toBe(false);
  });

  it('match however they were composed', async () => {
    expect(await verifyPassword('caf\u0065\u0301 latte', await hashPassword('caf\u00e9 latte'))).toBe(true);
  });

  it('of an account that does not exist never match', async () => {
    expect(await verifyPassword('anything', undefined)).toBe(false);
  });
});
