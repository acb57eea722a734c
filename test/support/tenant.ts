import { env, exports } from 'cloudflare:workers';
import { inject } from 'vitest';
import { isGuest, type Role, type Session } from '../../contracts/identity.ts';
import type { Product } from '../../contracts/product.ts';
import { sessions, tenants, users } from '../../schema/tables/tenants.ts';
import { parseConfig } from '../../workers/platform/config.ts';
import { newId } from '../../workers/platform/ids.ts';
import { createTokens } from '../../workers/platform/tokens.ts';
import { OWNER_PASSWORD } from './owner-password.ts';
import { asTenant } from './tenant-database.ts';
import { checkWire } from './wire-contract.ts';

const ORIGIN = 'https://ragline.test';

/** The owner of a tenant that a suite has for itself. */
export interface TestTenant {
  slug: string;
  tenantId: string;
  owner: TestUser;
}

export interface TestUser {
  token: string;
  userId: string;
  /** The session of the token, where the test knows it. */
  sessionId?: string | undefined;
  /** Calls the Worker as this user; a `json` body is sent as JSON. */
  call(method: string, path: string, options?: CallOptions): Promise<Response>;
}

export interface CallOptions {
  json?: unknown;
  /** A body as it is; the caller names its type. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

/** Calls the Worker through its `fetch`, with no token unless the headers carry one. */
export async function call(method: string, path: string, { json, raw, headers }: CallOptions = {}): Promise<Response> {
  const body = raw ?? (json === undefined ? undefined : JSON.stringify(json));
  const response = await exports.default.fetch(
    new Request(`${ORIGIN}${path}`, {
      method,
      headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body }),
    }),
  );
  if (method === 'GET' && /^\/v1\/events(?:\?|$)/.test(path) && response.status === 200) {
    checkWire('eventList', await response.clone().json());
  }
  return response;
}

/**
 * Creates a tenant and its owner, whose password is `OWNER_PASSWORD`. It bypasses the API and reuses one password hash
 * per run, because hashing costs more than most tests.
 */
export async function newTenant(): Promise<TestTenant> {
  const [tenantId, userId] = [newId(), newId()];
  const slug = newSlug();
  await asTenant(tenantId, async (tx) => {
    await tx.insert(tenants).values({ id: tenantId, slug, name: 'Test' });
    await tx.insert(users).values({ id: userId, tenantId, email: `owner@${slug}.test`, ...account(['owner']) });
  });
  return { slug, tenantId, owner: await userOf(tenantId, userId, ['owner']) };
}

/** A new tenant by its registration. */
export async function registerTenant(): Promise<TestTenant> {
  const slug = newSlug();
  const account = { email: `owner@${slug}.test`, password: OWNER_PASSWORD };
  const response = await call('POST', '/v1/auth/register', {
    json: { tenant_name: 'Test', tenant_slug: slug, ...account },
  });
  const session = await answer<Session>(response, 201);
  return { slug, tenantId: session.tenant_id, owner: asUser(session.access_token, session.user_id) };
}

const newSlug = (): string => `t-${crypto.randomUUID().slice(0, 18)}`;

export function asUser(token: string, userId: string, sessionId?: string): TestUser {
  return {
    ...{ token, userId, sessionId },
    call: (method, path, { headers, ...body } = {}) =>
      call(method, path, { ...body, headers: { authorization: `Bearer ${token}`, ...headers } }),
  };
}

const account = (roles: Role[]) => ({ passwordHash: inject('ownerPasswordHash'), roles });

/** A user of the tenant with this role, whose login is this many seconds old. */
export async function newUserSince({ tenantId }: { tenantId: string }, seconds: number, role: Role): Promise<TestUser> {
  return await newUserWith(tenantId, newId(), [role], new Date(Date.now() - seconds * 1000));
}

/** Creates a user of the tenant with these roles (by default a customer), freshly logged in. A guest has no account. */
export async function newUser({ tenantId }: { tenantId: string }, ...roles: Role[]): Promise<TestUser> {
  return await newUserWith(tenantId, newId(), roles.length === 0 ? ['customer'] : roles);
}

/** The same under an id that is given, in a tenant that is there already. */
export async function newUserWith(tenantId: string, userId: string, roles: Role[], at?: Date): Promise<TestUser> {
  if (!isGuest({ roles })) {
    const row = { id: userId, tenantId, email: `${userId}@users.test`, ...account(roles) };
    await asTenant(tenantId, (tx) => tx.insert(users).values(row).onConflictDoNothing());
  }
  return await userOf(tenantId, userId, roles, at);
}

/** A token of an account as a login at this time gives it. */
async function userOf(tenantId: string, userId: string, roles: Role[], at = new Date()): Promise<TestUser> {
  const { auth } = parseConfig({ ...env }, env.HYPERDRIVE.connectionString);
  const principal = { tenantId, userId, roles };
  if (isGuest(principal)) return asUser(await createTokens(auth).issue(principal, at), userId);
  const sessionId = newId();
  const row = { id: sessionId, tenantId, userId, authenticatedAt: at, lastUsedAt: at, createdAt: at };
  await asTenant(tenantId, (tx) => tx.insert(sessions).values(row));
  const authenticatedAt = Math.floor(at.getTime() / 1000);
  return asUser(await createTokens(auth).issue({ ...principal, sessionId, authenticatedAt }, at), userId, sessionId);
}

/** Adds a product with a sku of its own, at EUR 10.00, unlimited unless said otherwise. */
export async function newProduct(tenant: TestTenant, fields: Record<string, unknown> = {}): Promise<Product> {
  const sku = `SKU-${crypto.randomUUID().slice(0, 8)}`;
  const json = { sku, name: `Product ${sku}`, price: { amount: 1000, currency: 'EUR' }, ...fields };
  return await answer<Product>(await tenant.owner.call('POST', '/v1/products', { json }), 201);
}

/** The JSON of a response that must have this status. */
export async function answer<T>(response: Response, status: number): Promise<T> {
  const text = await response.text();
  if (response.status !== status) throw new Error(`expected ${status}, got ${response.status}: ${text}`);
  return JSON.parse(text);
}

/** Posts an order under a new key, or under the one given. */
export async function postOrder(user: TestUser, json: unknown, key: string = crypto.randomUUID()): Promise<Response> {
  return await user.call('POST', '/v1/orders', { json, headers: { 'idempotency-key': key } });
}
