import { env } from 'cloudflare:workers';
import type { Person } from '../../contracts/identity.ts';
import { type IsolateState, type Links, openServices } from '../../workers/compose/open-services.ts';
import { isolateBreakers } from '../../workers/platform/breakers.ts';
import { newCacheHealth } from '../../workers/platform/cache.ts';
import { type Config, parseConfig } from '../../workers/platform/config.ts';
import { createRedis } from '../../workers/platform/redis.ts';
import { createTokens } from '../../workers/platform/tokens.ts';
import { newTrace } from '../../workers/platform/trace.ts';
import type { TestTenant } from './tenant.ts';

export const testConfig = (): Config => parseConfig({ ...env }, env.HYPERDRIVE.connectionString);

/** Creates a separate isolate, as the composition root does. */
export function newIsolate({ config = testConfig(), ...over }: Partial<IsolateState> = {}): IsolateState {
  return {
    config,
    tokens: createTokens(config.auth),
    redis: createRedis(config.redis),
    cacheHealth: newCacheHealth(),
    breakers: isolateBreakers(),
    ...over,
  };
}

const NOWHERE: Links = {
  nudgeRelay: () => undefined,
  nudgeRevocations: () => undefined,
  nudgeIndexer: () => undefined,
  nudgeJob: () => undefined,
  nudgeWebhook: () => undefined,
};

/** The services of one invocation, over the tests' database and Redis; nudges go nowhere unless they are named. */
export const openWorker = (isolate: IsolateState = newIsolate(), links: Partial<Links> = {}, trace = newTrace()) =>
  openServices(isolate, trace, { ...NOWHERE, ...links });

/** The owner, as a verified token of theirs names them. */
export const ownerOf = ({ tenantId, owner }: TestTenant): Person => ({
  tenantId,
  userId: owner.userId,
  roles: ['owner'],
  sessionId: owner.sessionId,
  authenticatedAt: Math.floor(Date.now() / 1000),
  expiresAt: 2 ** 31,
});
