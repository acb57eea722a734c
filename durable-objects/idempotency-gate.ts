import { DurableObject } from 'cloudflare:workers';
import type { StoredResponse } from '../contracts/stored-response.ts';

export interface GateKey {
  /** Principal, route and hashed key: what the key is unique within. */
  scope: string;
  /** A hash of the request that the key stands for. */
  fingerprint: string;
}

export type GateResult =
  | { outcome: 'fresh'; response: StoredResponse }
  /** From a gate of the release before, which remembered responses: the database knows whether it still holds. */
  | { outcome: 'replayed'; response: StoredResponse }
  /** The key is in use by another request. */
  | { outcome: 'mismatch' }
  /** A request with this key is running. */
  | { outcome: 'in_flight' };

/**
 * The class of an idempotency gate: keeps requests with one key from running side by side. The caller passes the work
 * itself, so the lock lives exactly as long as the work: no lease to guess, none to clean up. The gate remembers nothing:
 * responses are rows beside what they tell of, and a restored database has lost both.
 */
export function idempotencyGate<E>() {
  return class IdempotencyGate extends DurableObject<E> {
    /** Fingerprints by scope, of the work that runs now. */
    readonly #inFlight = new Map<string, string>();

    /** Runs the work unless other work runs under the scope. An error of the work reaches the caller. */
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

    /** The alarm of the release before, which pruned its responses by it. */
    override async alarm(): Promise<void> {
      await this.ctx.storage.deleteAll();
    }
  };
}
