import { createRoute, type RouteConfig, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { RequiredIdempotencyHeaders } from '../../contracts/headers.ts';
import type { Permission } from '../../contracts/identity.ts';
import { COMMON_PROBLEMS, type ProblemStatus, problemResponses } from '../../contracts/responses.ts';
import { Uuid } from '../../contracts/text.ts';
import type { ApiEnv } from './api-env.ts';
import { allow } from './middleware/allow.ts';
import { authenticate } from './middleware/authenticate.ts';
import { mayScrape } from './middleware/may-scrape.ts';
import { nameOperation } from './middleware/name-operation.ts';
import { type AddressQuota, addressQuota, type PlanQuota, tenantQuota } from './middleware/quota.ts';
import { shield } from './middleware/rate-limit.ts';
import { checkBody, limitBody } from './middleware/read-body.ts';
import { refuseSuspended } from './middleware/refuse-suspended.ts';
import { shareAnswer } from './middleware/share-answer.ts';
import { shedGuests, shedLoad } from './middleware/shed-load.ts';

type Check = MiddlewareHandler<ApiEnv>;

interface Definition extends Omit<RouteConfig, 'tags' | 'security' | 'middleware'> {
  operationId: string;
  summary: string;
  tag: string;
  /**
   * The callers of the operation. `any`: everyone with a valid token. `optional`: everyone; a token is read if present.
   * `none`: everyone. `operator`: callers with METRICS_TOKEN, and in local mode everyone.
   */
  permission: Permission | 'any' | 'optional' | 'none' | 'operator';
  /** The problems that do not follow from the rest, mostly 409. */
  problems?: readonly ProblemStatus[];
  /**
   * The quota of a call that does not read: one of the tenant's plan (`writes` by default), or a limit by address,
   * which is checked before the token. Without a token the default is none.
   */
  quota?: PlanQuota | AddressQuota;
  /** 1 MiB by default. */
  maxBodyBytes?: number;
  /** A call hashes a password, which takes as much CPU as many reads. */
  hashesPassword?: boolean;
  /**
   * A `GET` that answers every customer and guest of its tenant alike, or everyone: the edge tier may keep the answer.
   * `EDGE_READS` has its path.
   */
  isShared?: true;
  /** A check before the token is read. */
  before?: Check;
  /** A check after the permission is known. */
  after?: Check;
}

/**
 * A route for `OpenAPIHono.openapi`. The definition says what differs from other routes. Authentication, quotas,
 * limits, security, common problems and the scope of an idempotency key follow from it.
 */
export const operation = <P extends string, D extends Definition>(definition: D & { path: P }): Route<P, D> =>
  asDefined<P, D>(routeOf(definition));

/** The part of the definition that types handlers. */
type Route<P extends string, D extends Definition> = Pick<D, keyof D & ('method' | 'request' | 'responses')> & {
  path: P;
};

/** The cast holds because the route contains the definition that types handlers; the added problems are thrown. */
const asDefined = <P extends string, D extends Definition>(route: RouteConfig): Route<P, D> =>
  route as unknown as Route<P, D>;

function routeOf(definition: Definition): RouteConfig {
  const { tag, permission, problems, quota, maxBodyBytes, hashesPassword, isShared, before, after, ...documented } =
    definition;
  const { request, responses, ...about } = documented;
  return createRoute({
    ...about,
    tags: [tag],
    ...securityOf(permission),
    ...(request === undefined ? {} : { request }),
    middleware: checksOf(definition),
    responses: { ...problemResponses(...problemsOf(definition)), ...responses },
  });
}

function securityOf(permission: Definition['permission']): Pick<RouteConfig, 'security'> {
  switch (permission) {
    case 'none':
      return {};
    case 'optional':
      return { security: [{}, { bearer: [] }] };
    case 'operator':
      return { security: [{}, { metricsToken: [] }] };
    default:
      return { security: [{ bearer: [] }] };
  }
}

/** The checks before validation. */
function checksOf(definition: Definition): Check[] {
  const { permission, quota, request, hashesPassword = false, maxBodyBytes, before, after } = definition;
  const shared = definition.isShared === true ? [shareAnswer] : [];
  const name = `${definition.method.toUpperCase()} ${definition.path}`;
  const named = nameOperation({ name, isKeyRequired: request?.headers === RequiredIdempotencyHeaders });
  const received = [named, shedLoad({ hashesPassword }), limitBody(maxBodyBytes), ...listed(before)];
  const counted = typeof quota === 'object' ? [shield, addressQuota(quota), checkBody] : [shield, checkBody];
  switch (permission) {
    case 'operator':
      return [named, shield, mayScrape];
    case 'none':
    case 'optional':
      // Monitors get answers under load too.
      return request === undefined ? [named, shield] : [...received, ...counted, ...shared];
    default: {
      const permitted = [...(permission === 'any' ? [] : [allow(permission)]), ...listed(after)];
      if (typeof quota === 'object') return [...received, ...counted, authenticate, ...permitted];
      const known = [authenticate, shield, refuseSuspended, tenantQuota(quota ?? 'writes'), checkBody, shedGuests];
      return [...received, ...known, ...permitted, ...shared];
    }
  }
}

const listed = (check: Check | undefined): Check[] => (check === undefined ? [] : [check]);

function problemsOf({ permission, request, path, problems = [] }: Definition): ProblemStatus[] {
  const headers = request?.headers instanceof z.ZodObject ? request.headers.shape : {};
  const isValidated = [request?.params, request?.query, request?.headers].some((part) => part !== undefined);
  return [
    ...accessProblems(permission, request !== undefined),
    ...(isValidated ? ([422] as const) : []),
    ...(request?.body === undefined ? [] : ([400, 413, 415, 422] as const)),
    ...(path.includes('{id}') ? ([404] as const) : []),
    ...('if-match' in headers ? ([412] as const) : []),
    ...('idempotency-key' in headers ? ([409] as const) : []),
    ...problems,
  ];
}

function accessProblems(permission: Definition['permission'], hasRequest: boolean): readonly ProblemStatus[] {
  switch (permission) {
    case 'none':
      return hasRequest ? [429, 500, 503] : [429, 500];
    case 'operator':
      return [401, 429, 500, 503];
    default:
      return COMMON_PROBLEMS;
  }
}

/** The parameters of a path with `{id}`. */
export const idParams = z.object({ id: Uuid });

/** A response of JSON. */
export const json = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { 'application/json': { schema } },
});

/** A body of JSON that must be there. */
export const jsonBody = <T extends z.ZodType>(schema: T) => ({
  required: true as const,
  content: { 'application/json': { schema } },
});

/** A body of JSON that may be absent. */
export const optionalJsonBody = <T extends z.ZodType>(schema: T) => ({
  required: false as const,
  content: { 'application/json': { schema } },
});
