import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '../../../contracts/identity.ts';
import { sessions, tenants, users } from '../../../schema/tables/tenants.ts';
import { Database } from '../../../workers/platform/database.ts';
import { newId } from '../../../workers/platform/ids.ts';
import { createTokens, type Tokens } from '../../../workers/platform/tokens.ts';
import { loadSigningKeys } from '../../dev-stack/local-secrets.ts';
import { startScratchDatabase } from '../../dev-stack/scratch-database.ts';
import { startUpstashEndpoint } from '../../dev-stack/upstash-endpoint.ts';
import { migrate } from '../../migrate.ts';
import { type BuiltSystem, startBuiltSystem } from './built-system.ts';
import { type Delay, startDelay } from './delay.ts';
import { bundleFloor } from './floor.ts';
import { startPgBouncer } from './pgbouncer.ts';

/** A shop of the bench, and a token of its owner. */
export interface Shop {
  tenantId: string;
  token: string;
}

/** Where a bench runs: the built Worker, and straight ways to its database and its signing key. */
export interface Stage {
  system: BuiltSystem;
  /** Under the tenants' row-level security, past the pool. */
  db: Database;
  /** A connection string of the database's owner that bypasses the pool. */
  ownerUrl: string;
  /** The database and the pool before it, in words, for the report. */
  description: string;
  /** The statements that the pool has passed on; undefined without a pool. */
  statements(): Promise<number | undefined>;
  /** Sets the distance of the database and Redis from the Worker. Needs a stage opened with `isFar`. */
  setRoundTrip(milliseconds: number): void;
  newShop(): Promise<Shop>;
  issue(tenantId: string, role: Role): Promise<string>;
  stop(): Promise<void>;
}

export interface StageOptions {
  /** A transaction pool before PostgreSQL, as Hyperdrive is in production. */
  pooled?: boolean;
  env?: Record<string, string>;
  isInspected?: boolean;
  /** The floor Worker beside ours. */
  withFloor?: boolean;
  /** The address of a server with OpenAI's API, for the chat and the floor. */
  modelUrl?: string;
  /**
   * The database and Redis can be put far away. The pool stays near: Hyperdrive sets connections up where the Worker is
   * and waits for the database once per message. https://developers.cloudflare.com/hyperdrive/concepts/connection-lifecycle/
   */
  isFar?: boolean;
}

/**
 * Sets up a stage on the embedded database and Redis, or on a new database of the server at DATABASE_URL and the
 * Redis at REDIS_URL.
 */
export async function openStage({
  pooled = false,
  env = {},
  isInspected = false,
  withFloor = false,
  modelUrl,
  isFar = false,
}: StageOptions): Promise<Stage> {
  const closing: Array<() => Promise<unknown>> = [];
  const stop = async () => {
    for (const close of closing.reverse()) await close();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'ragline-bench-'));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    const jwks = await loadSigningKeys(folder);
    const database = await startScratchDatabase(process.env.DATABASE_URL);
    closing.push(database.stop);
    const redisUrl = process.env.REDIS_URL;
    const redis = await startUpstashEndpoint({ redisUrl, port: 0, inMemory: redisUrl === undefined });
    closing.push(redis.stop);
    await migrate({ connectionString: database.url, log: () => undefined });
    const delays: Delay[] = [];
    const far = async (address: string): Promise<string> => {
      if (!isFar) return address;
      const url = new URL(address);
      const delay = await startDelay(Number(url.port));
      closing.push(delay.stop);
      delays.push(delay);
      url.port = String(delay.port);
      return url.href;
    };
    const databaseUrl = await far(database.url);
    const pool = pooled && database.kind === 'server' ? await startPgBouncer(databaseUrl, folder) : undefined;
    if (pool !== undefined) closing.push(pool.stop);
    const db = new Database({ kind: 'hyperdrive', connectionString: database.url });
    closing.push(() => db.close());
    const floor = withFloor ? { floor: await bundleFloor(modelUrl ?? '') } : {};
    const model = modelUrl === undefined ? {} : { OPENAI_API_BASE: `${modelUrl}/v1` };
    const system = await startBuiltSystem({
      ...{ databaseUrl: pool?.url ?? databaseUrl, isInspected, ...floor },
      redis: { url: (await far(redis.url)).replace(/\/$/, ''), token: redis.token },
      env: { AUTH_PRIVATE_JWKS: jwks, RATE_LIMIT_SCALE: '1000000', LOG_LEVEL: 'error', ...model, ...env },
    });
    closing.push(system.stop);
    const tokens = createTokens({ privateJwks: JSON.parse(jwks), issuer: 'ragline', audience: 'ragline-api' });
    const server = pool === undefined ? 'PostgreSQL' : 'PostgreSQL behind a transaction pool';
    return {
      ...{ system, db, ownerUrl: database.url, stop },
      description: database.kind === 'embedded' ? 'the embedded stack' : server,
      statements: async () => await pool?.statements(),
      setRoundTrip: (milliseconds) => {
        for (const delay of delays) delay.setRoundTrip(milliseconds);
      },
      newShop: async () => await newShop(db, tokens),
      issue: (tenantId, role) => issueToNewUser({ db, tokens }, { tenantId, role }),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function newShop(db: Database, tokens: Tokens): Promise<Shop> {
  const tenantId = newId();
  await db.transaction({ systemWorkIn: tenantId }, (tx) =>
    tx.insert(tenants).values({ id: tenantId, slug: `t-${tenantId.slice(-12)}`, name: 'Bench' }),
  );
  return { tenantId, token: await issueToNewUser({ db, tokens }, { tenantId, role: 'owner' }) };
}

/** Longer than any run: a load generator does not refresh its tokens. */
const TOKEN_TTL_SECONDS = 24 * 60 * 60;

/** An access token of a new account that has just logged in: each its own, since the shield counts by account. */
export async function issueToNewUser(
  { db, tokens }: { db: Database; tokens: Tokens },
  { tenantId, role }: { tenantId: string; role: Role },
): Promise<string> {
  const [userId, sessionId, now] = [newId(), newId(), new Date()];
  const user = { id: userId, tenantId, email: `${userId}@users.test`, passwordHash: 'none', roles: [role] };
  const session = { id: sessionId, tenantId, userId, authenticatedAt: now, lastUsedAt: now, createdAt: now };
  await db.transaction({ systemWorkIn: tenantId }, async (tx) => {
    await tx.insert(users).values(user);
    await tx.insert(sessions).values(session);
  });
  const authenticatedAt = Math.floor(now.getTime() / 1000);
  return await tokens.issue({ tenantId, userId, roles: [role], sessionId, authenticatedAt }, now, TOKEN_TTL_SECONDS);
}
