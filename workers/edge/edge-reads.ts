import { DEFAULT_PAGE_SIZE } from '../../contracts/page.ts';

/** A read that the edge tier may answer. */
export interface EdgeRead {
  /** As metrics name it. */
  route: string;
  /** True if it needs a token: its answers belong to the token's tenant. */
  needsToken: boolean;
  /** True if Redis stands behind the edge tier, and counts what the tier misses. */
  isInRedis: boolean;
  /** The path with its query, in one spelling for all that mean the same. */
  text: string;
}

/**
 * The operations whose answers the edge tier may keep. Each declares itself with `isShared`. Paths in another spelling
 * go to the source.
 */
export const EDGE_READS = [
  { route: '/v1/products', path: /^\/v1\/products$/, takesQuery: true, needsToken: true, isInRedis: false },
  {
    route: '/v1/products/:id',
    path: /^\/v1\/products\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    needsToken: true,
    isInRedis: true,
  },
  { route: '/v1/auth/shops/:slug', path: /^\/v1\/auth\/shops\/[a-z0-9-]{1,64}$/, needsToken: false, isInRedis: false },
] as const satisfies ReadonlyArray<{ path: RegExp; takesQuery?: true } & Omit<EdgeRead, 'text'>>;

/** Returns the catalogue read of a request; undefined when the edge tier does not handle it. */
export function edgeReadOf({ method, url, body }: Pick<Request, 'method' | 'url' | 'body'>): EdgeRead | undefined {
  if (method !== 'GET' || body !== null) return undefined;
  const target = url.slice(url.indexOf('/', url.indexOf('//') + 2));
  if (!target.startsWith('/v1/')) return undefined;
  const [path = '', query] = target.split('?', 2);
  for (const { path: pattern, ...read } of EDGE_READS) {
    if (!pattern.test(path)) continue;
    if (query === undefined) return { ...read, text: path };
    return 'takesQuery' in read ? { ...read, text: `${path}${inOneSpelling(url)}` } : undefined;
  }
  return undefined;
}

/** The query with its parameters sorted by name, in one encoding, and without the default page size. */
function inOneSpelling(url: string): string {
  const { searchParams } = new URL(url);
  if (searchParams.getAll('limit').join() === String(DEFAULT_PAGE_SIZE)) searchParams.delete('limit');
  searchParams.sort();
  return searchParams.size === 0 ? '' : `?${searchParams.toString()}`;
}

/** Returns true if the request changes the catalogue. Its own isolate drops cached entries; elsewhere they expire. */
export const changesCatalogue = ({ method, url }: Pick<Request, 'method' | 'url'>): boolean =>
  method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS' && /\/v1\/products(?:[/?]|$)/.test(url);
