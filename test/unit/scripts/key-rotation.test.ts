import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSigningKey } from '../../../scripts/signing-key.ts';
import { parseConfig } from '../../../workers/platform/config.ts';
import { createTokens, type Tokens } from '../../../workers/platform/tokens.ts';

const SCRIPT = join(import.meta.dirname, '../../../scripts/rotate-keys.ts');
const now = new Date();
const principal = {
  tenantId: '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70',
  userId: '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e71',
  roles: ['staff' as const],
  sessionId: '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e72',
};

function run(input: string, ...options: string[]) {
  return spawnSync(process.execPath, [SCRIPT, ...options], { input, encoding: 'utf8' });
}

const firstSet = (algorithm: 'EdDSA' | 'ES256') => JSON.stringify({ keys: [createSigningKey({ algorithm })] });

/** The next key set, as the command prints it. */
function rotate(input: string, ...options: string[]): string {
  const { status, stdout, stderr } = run(input, ...options);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** A Worker's tokens, from the secret as the Worker reads it. */
function tokensOf(keySet: string): Tokens {
  const env = {
    RAGLINE_MODE: 'production',
    AUTH_PRIVATE_JWKS: keySet,
    UPSTASH_REDIS_REST_URL: 'https://redis.example',
    UPSTASH_REDIS_REST_TOKEN: 'token',
  };
  return createTokens(parseConfig(env, 'postgres://app:Zk39sl2kd0f9@x').auth);
}

const kids = (keySet: string): unknown[] =>
  tokensOf(keySet)
    .publicJwks()
    .keys.map(({ kid }) => kid);

describe('rotating the signing keys', () => {
  it.each([[[]], [['--es256']]])('keeps old tokens good until the old keys are dropped %j', async (options) => {
    const first = firstSet(options.includes('--es256') ? 'ES256' : 'EdDSA');
    const token = await tokensOf(first).issue(principal, now);
    const second = rotate(first, ...options);
    const newToken = await tokensOf(second).issue(principal, now);
    expect(kids(second)).toEqual([expect.any(String), ...kids(first)]);
    await expect(tokensOf(second).verify(token, now)).resolves.toMatchObject(principal);
    await expect(tokensOf(second).verify(newToken, now)).resolves.toMatchObject(principal);
    await expect(tokensOf(first).verify(newToken, now)).rejects.toThrow('invalid');

    const { stdout: third, stderr } = run(second, '--drop-old');
    const [signing, old] = kids(second);
    expect(stderr).toContain(`${signing} signs\n`);
    expect(stderr).toContain(`${old} will be gone`);
    expect(kids(third)).toEqual(kids(second).slice(0, 1));
    await expect(tokensOf(third).verify(token, now)).rejects.toThrow('invalid');
    await expect(tokensOf(third).verify(newToken, now)).resolves.toMatchObject(principal);
  });

  it('goes from one algorithm to the other', async () => {
    const first = firstSet('ES256');
    const token = await tokensOf(first).issue(principal, now);
    const second = rotate(first);
    expect(
      tokensOf(second)
        .publicJwks()
        .keys.map(({ alg }) => alg),
    ).toEqual(['EdDSA', 'ES256']);
    await expect(tokensOf(second).verify(token, now)).resolves.toMatchObject(principal);
  });

  it('bounds the set, and publishes nothing private', () => {
    let keySet = firstSet('EdDSA');
    for (let time = 0; time < 4; time++) keySet = rotate(keySet);
    expect(kids(keySet)).toHaveLength(3);
    expect(JSON.stringify(tokensOf(keySet).publicJwks())).not.toContain('"d"');
  });

  it('names the fault of its input without repeating it', () => {
    const { status, stdout, stderr } = run('{"keys":[{"kid":"k","secret":"hunter22"}]}');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^keys: .*\n$/);
    expect(stderr).not.toContain('hunter22');
    for (const options of [[], ['--drop-old']]) expect(run('', ...options)).toMatchObject({ status: 1, stdout: '' });
  });
});
