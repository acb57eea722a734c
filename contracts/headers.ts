import { z } from 'zod';

/** The form of an Idempotency-Key, bare or in quotes: 1 to 255 printable ASCII characters. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

const key = z.string().optional().meta({ pattern: '^[!-~]([ -~]{0,253}[!-~])?$', example: 'my-first-order' });

/** For POSTs with an optional Idempotency-Key. The middleware checks it, so that a malformed key has its own code. */
export const IdempotencyHeaders = z.object({ 'idempotency-key': key });

/** For POSTs with a required Idempotency-Key. */
export const RequiredIdempotencyHeaders = z.object({
  'idempotency-key': key.meta({
    param: { required: true },
    description: 'A unique value for each new order. Send the same value when you retry',
  }),
});

/** A tag that matches no version of the resource is answered 412 (RFC 9110, section 13.1.1). */
export const IfMatchHeaders = z.object({
  'if-match': z.string().optional().meta({ example: '"v1"' }),
});
