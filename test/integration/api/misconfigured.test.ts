import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Problem } from '../../../contracts/problem.ts';
import worker from '../../../workers/index.ts';
import { answer } from '../../support/tenant.ts';

const ROUTES = [
  ['GET', '/healthz'],
  ['GET', '/readyz'],
  ['GET', '/.well-known/jwks.json'],
  ['GET', '/openapi.json'],
  ['POST', '/v1/auth/login'],
  ['GET', '/v1/products'],
  ['GET', '/v1/events/stream'],
  ['GET', '/nothing/here'],
] as const;

/** Asks a Worker with this environment, past the one that the tests run on. */
async function ask(faulty: Partial<Env>, method: string, path: string): Promise<Response> {
  const execution = createExecutionContext();
  const request: Parameters<typeof worker.fetch>[0] = new Request(`https://ragline.test${path}`, { method });
  const response = await worker.fetch(request, { ...env, ...faulty }, execution);
  await waitOnExecutionContext(execution);
  return response;
}

afterEach(() => vi.restoreAllMocks());

describe('a Worker outside local mode', () => {
  it.each<[string, Partial<Env>, string]>([
    ['without keys', { RAGLINE_MODE: 'production', AUTH_PRIVATE_JWKS: '' }, 'AUTH_PRIVATE_JWKS'],
    ['with the keys of development', { RAGLINE_MODE: 'production' }, 'AUTH_PRIVATE_JWKS'],
    ['without Redis', { RAGLINE_MODE: 'production', UPSTASH_REDIS_REST_URL: '' }, 'UPSTASH_REDIS_REST_URL'],
  ])('%s answers 503 on every route, and its log says why', async (_, faulty, variable) => {
    const lines: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((line) => lines.push(String(line)));
    for (const [method, path] of ROUTES) {
      const problem = await answer<Problem>(await ask(faulty, method, path), 503);
      expect([path, problem.code]).toEqual([path, 'unavailable']);
      expect(JSON.stringify(problem)).not.toContain(variable);
    }
    expect(lines).toHaveLength(ROUTES.length);
    expect(lines[0]).toContain('misconfigured');
    expect(lines[0]).toContain(variable);
  });

  it('serves with the same environment in local mode', async () => {
    expect((await ask({}, 'GET', '/healthz')).status).toBe(200);
  });
});
