import { DurableObject } from 'cloudflare:workers';
import type { StoredResponse } from '../contracts/stored-response.ts';

export interface GateKey {
  /** Principal, route and hashed key: the scope in which a key is unique. */
  scope: string;
  /** A hash of the request that was sent with the key. */
  fingerprint: string;
}

export type GateResult =
  | { outcome: 'fresh'; response: StoredResponse }
  /** Only from a gate of the previous release, which kept responses. The caller asks the database instead. */
  | { outcome: 'replayed'; response: StoredResponse }
  /** The key is in use by another request. */
  | { outcome: 'mismatch' }
  /** A request with this key is running. */
  | { outcome: 'in_flight' };

/**
 * The Durable Object class that keeps requests with one idempotency key from running side by side. The caller passes
 * the work as a function, so the lock lives exactly as long as the work and needs no lease. Responses are kept in the
 * database only, because a restore then loses responses and orders together.
 */
export function idempotencyGate<E>() {
  return class IdempotencyGate extends DurableObject<E> {
    /** Fingerprints of the running work, by scope. */
    readonly #inFlight = new Map<string, string>();

    /** Runs the work, unless other work runs under the scope. Rejects with the work's error. */
    async run({ scope, fingerprint }: GateKey, work: () => Promise<StoredResponse>): Promise<GateResult> {
      const running = this.#inFlight.get(scope);
      if (running !== undefined) return { outcome: running === fingerprint ? 'in_flight' : 'mismatch' };
      this.#inFlight.set(scope, fingerprint);
      try {
        const { status, headers, body } = await work();
        return { outcome: 'fresh', response: { status, headers: { ...headers }, body } };
      } finally {
        this.#inFlight.delete(scope);
      }
    }

    /** Handles the alarm of the previous release, which pruned responses. */
    override async alarm(): Promise<void> {
      await this.ctx.storage.deleteAll();
    }
  };
}
