import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isAdmitted, SHIELD } from '../../../workers/platform/shield.ts';

const PASS = SHIELD.requestsOfAPass;

function limiterOf(passes: number) {
  const asked: string[] = [];
  const limit = async ({ key }: { key: string }) => {
    asked.push(key);
    return { success: asked.length <= passes };
  };
  const allow = (more: number) => {
    passes += more;
  };
  return { asked, limiter: { limit }, allow };
}

it('asks the platform once for ten requests of a caller', async () => {
  const { asked, limiter } = limiterOf(10);
  for (let request = 0; request < 2 * PASS; request++) expect(await isAdmitted(limiter, 'one', 0)).toBe(true);
  expect(await isAdmitted(limiter, 'other', 0)).toBe(true);
  expect(asked).toEqual(['one', 'one', 'other']);
});

it('refuses a caller for as long as the platform does', async () => {
  const { limiter, allow } = limiterOf(1);
  for (let request = 0; request < PASS; request++) expect(await isAdmitted(limiter, 'one', 0)).toBe(true);
  for (let request = 0; request < 3; request++) expect(await isAdmitted(limiter, 'one', 0)).toBe(false);
  allow(4);
  expect(await isAdmitted(limiter, 'one', 0)).toBe(true);
});

it('keeps a pass no longer than a window', async () => {
  const { asked, limiter } = limiterOf(2);
  await isAdmitted(limiter, 'one', 0);
  await isAdmitted(limiter, 'one', SHIELD.windowSeconds * 1000 + 1);
  expect(asked).toHaveLength(2);
});

it.each(['wrangler.toml', 'wrangler.edge.toml'])('admits as many requests in %s as it reports to callers', (file) => {
  const toml = readFileSync(join(import.meta.dirname, '../../..', file), 'utf8');
  expect(toml).toContain(`simple = { limit = ${SHIELD.limit / PASS}, period = ${SHIELD.windowSeconds} }`);
});
