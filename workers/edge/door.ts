import { isVisitor, type Principal } from '../../contracts/identity.ts';
import { callerAddress } from '../platform/caller-address.ts';
import { isNotModified } from '../platform/is-not-modified.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import { requestIdOf } from '../platform/trace.ts';
import { type EdgeEntry, SHARE_HEADER } from './edge-entry.ts';
import { changesCatalogue, type EdgeRead, edgeReadOf } from './edge-reads.ts';
import type { EdgeTier } from './edge-tier.ts';

/** Dependencies of the door in an isolate. */
export interface DoorDeps {
  tier: EdgeTier;
  /** @throws when the token is not valid now. */
  verify(token: string, now: Date): Promise<Principal>;
  /** Counts a request in the shield. @returns False when there were too many. */
  admit(key: string): Promise<boolean>;
  now(): Date;
  log: Logger;
}

/** Dependencies of the door for one request. */
export interface Passage {
  /** The API, which does not rely on the door's checks. */
  origin(request: Request): Response | Promise<Response>;
  waitUntil(work: Promise<unknown>): void;
  metrics: Metrics;
}

/** The catalogue's scope, and the reader's key at the shield. */
interface Reader {
  scope: string;
  shieldKey: string;
}

const PUBLIC = 'public';

/**
 * Answers catalogue reads of customers and guests from the edge tier, and passes all other requests on unchanged. It
 * refuses no request: the API answers those that it does not understand. The door checks the signature and expiry of
 * tokens and the shield; the API checks sessions, suspension and permissions when an entry is loaded.
 */
export async function throughDoor(deps: DoorDeps, request: Request, passage: Passage): Promise<Response> {
  const read = edgeReadOf(request);
  if (read === undefined) return await passedOn(deps, request, passage);
  const reader = await readerOf(deps, request, read);
  if (reader === undefined) return await passage.origin(request);

  const { tier } = deps;
  const startedAt = performance.now();
  const requestId = requestIdOf(request.headers);
  const asker = asking(request, passage);
  // A browser's page of another origin gets an entry of its own, with the answer's CORS headers.
  const key = { scope: reader.scope, text: `${reader.scope} ${request.headers.get('origin') ?? ''} ${read.text}` };
  const held = tier.peek(key);
  let hasAsked = false;
  const source = () => {
    hasAsked = true;
    return asker.source(requestId);
  };
  const entry = held ?? (await tier.read(key, { ...asker, source }));
  // Each read counts once, at the last tier that it reaches.
  if (!hasAsked || !read.isInRedis) {
    const outcome = hasAsked ? 'miss' : 'hit';
    passage.metrics.count('ragline_cache_requests_total', 1, { outcome, tier: 'edge' });
  }
  if (entry instanceof Response) return entry;
  // The API has checked, counted and logged this request.
  if (hasAsked) return answer(request, entry, requestId);
  if (!(await deps.admit(reader.shieldKey))) return await passage.origin(request);
  if (tier.isDue(key, entry)) {
    passage.waitUntil(tier.refresh(key, { ...asker, source: () => asker.source(crypto.randomUUID()) }));
  }
  const response = answer(request, entry, requestId);
  const seconds = (performance.now() - startedAt) / 1000;
  const labels = { method: 'GET', route: read.route, status: String(response.status) };
  passage.metrics.observe('ragline_api_request_duration_seconds', seconds, labels);
  const duration_ms = Math.round(seconds * 1000);
  deps.log.info('request', { request_id: requestId, ...labels, duration_ms, tier: 'edge' });
  return response;
}

/** Returns undefined for readers that bypass the tier: no valid token, an API key, or staff. */
async function readerOf(deps: DoorDeps, request: Request, read: EdgeRead): Promise<Reader | undefined> {
  const token = tokenOf(request);
  if (token === undefined) {
    // A scheme that is not ours, or no token at all.
    const isPublic = !read.needsToken && !request.headers.has('authorization');
    return isPublic ? { scope: PUBLIC, shieldKey: `address:${addressOf(request)}` } : undefined;
  }
  const principal = await verified(deps, token);
  if (principal === undefined || !isVisitor(principal)) return undefined;
  if (!read.needsToken) return { scope: PUBLIC, shieldKey: `address:${addressOf(request)}` };
  const { tenantId, userId } = principal;
  return { scope: tenantId, shieldKey: `principal:${tenantId}:${userId}` };
}

const tokenOf = (request: Request): string | undefined => {
  const header = request.headers.get('authorization');
  return header?.startsWith('Bearer ') ? header.slice('Bearer '.length) : undefined;
};

const addressOf = ({ headers }: Request): string => callerAddress({ header: (name) => headers.get(name) ?? undefined });

async function verified({ verify, now }: DoorDeps, token: string): Promise<Principal | undefined> {
  if (token.startsWith('rk_')) return undefined;
  try {
    return await verify(token, now());
  } catch {
    return undefined;
  }
}

/** A request for the API. After a change of the catalogue, this isolate forgets what it keeps of the tenant. */
async function passedOn(deps: DoorDeps, request: Request, { origin }: Passage): Promise<Response> {
  if (!changesCatalogue(request)) return await origin(request);
  const token = tokenOf(request);
  const response = await origin(request);
  if (!response.ok || token === undefined) return response;
  // An API key names its tenant, and the API has accepted it.
  const tenantId = /^rk_([0-9a-f-]{36})_/.exec(token)?.[1] ?? (await verified(deps, token))?.tenantId;
  if (tenantId !== undefined) deps.tier.forget(tenantId);
  deps.tier.forget(PUBLIC);
  return response;
}

/**
 * Requests a shareable answer from the API: complete, without the reader's conditional headers, and detached from the
 * reader's connection.
 */
const asking = (request: Request, { origin, waitUntil }: Passage) => ({
  url: request.url,
  waitUntil,
  source: async (requestId: string): Promise<Response> => {
    const headers = new Headers(request.headers);
    headers.delete('if-none-match');
    headers.set(SHARE_HEADER, '1');
    headers.set('x-request-id', requestId);
    return await origin(new Request(request.url, { headers }));
  },
});

/** An entry's headers as the runtime has them: copying those takes less than making them from text for each answer. */
const madeHeaders = new WeakMap<EdgeEntry, Headers>();

function headersOf(entry: EdgeEntry): Headers {
  const known = madeHeaders.get(entry) ?? new Headers(entry.headers.map(([name, value]) => [name, value]));
  madeHeaders.set(entry, known);
  return known;
}

function answer(request: Request, entry: EdgeEntry, requestId: string): Response {
  const { status, etag, pieces } = entry;
  const isHeld = etag !== undefined && isNotModified(request.headers.get('if-none-match') ?? undefined, etag);
  const init = { status: isHeld ? 304 : status, headers: headersOf(entry) };
  const response = new Response(isHeld ? null : pieces.join(requestId), init);
  if (isHeld) response.headers.delete('content-type');
  response.headers.set('x-request-id', requestId);
  return response;
}
