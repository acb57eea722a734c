import { describe, expect, it } from 'vitest';
import { createSecretVault } from '../../../workers/platform/secret-vault.ts';

const key = (kid: string, d: string) => ({ kid, d, alg: 'EdDSA' as const });
const OLD = key('old', 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A');
const NEW = key('new', '870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE');
const context = 'webhook endpoint t e';

describe('a sealed secret', () => {
  it('opens again, and is never sealed to the same text', async () => {
    const vault = createSecretVault({ keys: [OLD] });
    const [first, second] = [await vault.seal('whsec_x', context), await vault.seal('whsec_x', context)];
    expect(first).not.toBe(second);
    expect(first).not.toContain('whsec_x');
    expect(await vault.open({ text: first, keyId: 'old' }, context)).toBe('whsec_x');
  });

  it('opens with an older key of the set, under its id, and not once that is dropped', async () => {
    const text = await createSecretVault({ keys: [OLD] }).seal('whsec_x', context);
    const rotated = createSecretVault({ keys: [NEW, OLD] });
    expect(rotated.keyId).toBe('new');
    expect(await rotated.open({ text, keyId: 'old' }, context)).toBe('whsec_x');
    expect(await rotated.open({ text, keyId: 'new' }, context)).toBeUndefined();
    expect(await createSecretVault({ keys: [NEW] }).open({ text, keyId: 'old' }, context)).toBeUndefined();
  });

  it('does not open under another context, altered, or truncated', async () => {
    const vault = createSecretVault({ keys: [OLD] });
    const text = await vault.seal('whsec_x', context);
    expect(await vault.open({ text, keyId: 'old' }, 'webhook endpoint t other')).toBeUndefined();
    const altered = `${text.slice(0, -3)}${text.at(-3) === 'A' ? 'B' : 'A'}${text.slice(-2)}`;
    for (const bad of [altered, text.slice(0, -4), text.split('.')[0] ?? '', '', 'a.b', '!!.!!']) {
      expect([bad, await vault.open({ text: bad, keyId: 'old' }, context)]).toEqual([bad, undefined]);
    }
  });
});
