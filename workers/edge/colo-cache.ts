import { withTimeout } from '../../contracts/with-timeout.ts';
import { sha256Hex } from '../platform/ids.ts';
import type { EdgeEntry } from './edge-entry.ts';

/** A tier between an isolate and the source. Neither call rejects. */
export interface SharedTier {
  /** @param base The URL of any request of this Worker. */
  match(key: string, base: string): Promise<EdgeEntry | undefined>;
  put(key: string, base: string, entry: EdgeEntry, ttlSeconds: number): Promise<void>;
}

/** A slower cache counts as empty: the source would answer in this time. */
const TIMEOUT_MS = 50;

/**
 * The Cache API: shared by the isolates of one data centre. It does nothing on workers.dev, behind Cloudflare Access, or
 * where `caches` does not exist. https://developers.cloudflare.com/workers/runtime-apis/cache/
 * @param open Opens the cache. It belongs to the request, so each call opens its own.
 */
export function coloCache(open: () => Promise<Pick<Cache, 'match' | 'put'>>): SharedTier {
  return {
    match: async (key, base) => {
      try {
        return await withTimeout('the Cache API', TIMEOUT_MS, find(key, base));
      } catch {
        return undefined;
      }
    },
    put: async (key, base, entry, ttlSeconds) => {
      try {
        const headers = { 'content-type': 'application/json', 'cache-control': `public, max-age=${ttlSeconds}` };
        const cache = await open();
        await cache.put(await addressOf(key, base), new Response(JSON.stringify(entry), { headers }));
      } catch {
        // The entry stays in memory.
      }
    },
  };

  async function find(key: string, base: string): Promise<EdgeEntry | undefined> {
    const cache = await open();
    const response = await cache.match(await addressOf(key, base));
    // Only `put` above writes into this cache.
    return response === undefined ? undefined : await response.json<EdgeEntry>();
  }
}

/**
 * A URL on the Worker's own host, which the documentation asks for. The key is hashed, because it can hold words that
 * people searched for. The number is the format of entries.
 */
const addressOf = async (key: string, base: string): Promise<string> =>
  new URL(`/.edge/1/${await sha256Hex(key)}`, base).href;
