import { DurableObject } from 'cloudflare:workers';
import type { StoredResponse } from '../contracts/stored-response.ts';
import { migrate } from './migrate.ts';
import { StoredResponses } from './stored-responses.ts';

export interface GateKey {
  /** Principal, route and hashed key: what the key is unique within. */
  scope: string;
  /** A hash of the request that the key stands for. */
  fingerprint: string;
}

export type GateResult =
  | { outcome: 'fresh' | 'replayed'; response: StoredResponse }
  /** The key was used with another request. */
  | { outcome: 'mismatch' }
  /** The first request with this key is still running. */
  | { outcome: 'in_flight' };

const SCHEMA = `
  CREATE TABLE responses (
    scope TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    response TEXT NOT NULL,
    expires_at_ms INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX responses_by_expiry ON responses (expires_at_ms);
`;

/**
 * The class of an idempotency gate. The caller passes the work itself, so the lock lives exactly as long as the
 * work: no lease to guess, none to clean up.
 * @param now Milliseconds since the epoch.
 */
export function idempotencyGate<E>({ now = Date.now }: { now?: () => number } = {}) {
  return class IdempotencyGate extends DurableObject<E> {
    readonly #responses: StoredResponses;
    /** Fingerprints by scope, of the work that runs now. */
    readonly #inFlight = new Map<string, string>();

    constructor(ctx: DurableObjectState, env: E) {
      super(ctx, env);
      migrate(ctx.storage, [SCHEMA]);
      this.#responses = new StoredResponses(ctx.storage);
    }

    /**
     * Runs the work unless the key was used before. Its error reaches the caller and leaves the key free, as does a
     * response with a status of 500 or above.
     */
    async run({ scope, fingerprint }: GateKey, work: () => Promise<StoredResponse>): Promise<GateResult> {
      const known = this.#responses.find(scope, now());
      const runningFingerprint = this.#inFlight.get(scope);
      const knownFingerprint = known?.fingerprint ?? runningFingerprint;
      if (knownFingerprint !== undefined && knownFingerprint !== fingerprint) return { outcome: 'mismatch' };
      if (known !== undefined) return { outcome: 'replayed', response: known.response };
      if (runningFingerprint !== undefined) return { outcome: 'in_flight' };
      this.#inFlight.set(scope, fingerprint);
      try {
        const { status, headers, body } = await work();
        const response = { status, headers: { ...headers }, body };
        if (status < 500) await this.#responses.store(scope, fingerprint, response, now());
        return { outcome: 'fresh', response };
      } finally {
        this.#inFlight.delete(scope);
      }
    }

    override async alarm(): Promise<void> {
      await this.#responses.prune(now());
    }
  };
}
