import pg from 'pg';
import { StatedError } from '../../contracts/stated-error.ts';
import { uuidLiteral } from './actor.ts';
import { postgresFault } from './postgres-error.ts';

/** An idempotency key that a transaction takes as it begins, or else does nothing. */
export interface KeyClaim {
  principalId: string;
  route: string;
  /** SHA-256 of the key, in hex. */
  keyHash: string;
  /** SHA-256 of the validated request, in hex. */
  fingerprint: string;
  at: Date;
  /** An older claim of the key has expired. */
  expiredBefore: Date;
}

/** The key belongs to a transaction that has been committed. */
export class KeyTakenError extends StatedError {
  override name = 'KeyTakenError';
}

/** The statement that takes the key, or waits for a running transaction that holds it (migration 0049). */
export function claimStatement({ principalId, route, keyHash, fingerprint, at, expiredBefore }: KeyClaim): string {
  const texts = [route, keyHash, fingerprint, at.toISOString(), expiredBefore.toISOString()];
  return `CALL claim_idempotency_key(${[uuidLiteral(principalId), ...texts.map(pg.escapeLiteral)].join(', ')})`;
}

/** The error for a key that is taken; undefined for any other error. */
export const keyTaken = (error: unknown): KeyTakenError | undefined =>
  postgresFault(error)?.code === 'RL005' ? new KeyTakenError('the idempotency key is taken') : undefined;
