import { z } from 'zod';
import { StatedError } from '../../contracts/stated-error.ts';
import type { Clock } from './clock.ts';
import { ExpiringMap } from './expiring-map.ts';

const TIMEOUT_MS = 5_000;
const REMEMBER_MS = 60_000;
const MAX_REMEMBERED = 1_000;
const NO_ERROR = 0;
const NAME_ERROR = 3;
const RECORD_TYPES = { A: 1, AAAA: 28 } as const;

const Answer = z.object({
  Status: z.int(),
  Answer: z.array(z.object({ type: z.int(), data: z.string() })).default([]),
});

/** Resolves a host; no addresses when the name does not exist. Rejects when they cannot be determined. */
export type ResolveHost = (host: string) => Promise<string[]>;

/**
 * Resolves names over HTTPS, because a Worker cannot use DNS. Answers are cached for a minute in the isolate. Queries
 * run one after the other: an invocation may hold six connections. Source:
 * https://developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json/
 * @param endpoint Such as `https://cloudflare-dns.com/dns-query`.
 */
export function resolveOverHttps(endpoint: string, deps: { fetch: typeof fetch; clock: Clock }): ResolveHost {
  const known = new ExpiringMap<string[]>({ ttlMs: REMEMBER_MS, maxEntries: MAX_REMEMBERED });
  return async (host) => {
    const nowMs = deps.clock.now().getTime();
    const remembered = known.get(host, nowMs);
    if (remembered !== undefined) return remembered;
    const addresses: string[] = [];
    for (const type of ['A', 'AAAA'] as const) addresses.push(...(await ask(host, type)));
    known.set(host, addresses, nowMs);
    return addresses;
  };

  async function ask(host: string, type: keyof typeof RECORD_TYPES): Promise<string[]> {
    const url = `${endpoint}?name=${encodeURIComponent(host)}&type=${type}`;
    const response = await deps.fetch(url, {
      headers: { accept: 'application/dns-json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new StatedError(`the resolver answered ${response.status}`);
    }
    const answer = Answer.parse(await response.json());
    if (answer.Status !== NO_ERROR && answer.Status !== NAME_ERROR)
      throw new StatedError(`DNS answered ${answer.Status}`);
    // The answer also contains the chain of aliases.
    return answer.Answer.filter((record) => record.type === RECORD_TYPES[type]).map(({ data }) => data);
  }
}
