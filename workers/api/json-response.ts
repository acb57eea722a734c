import type { StoredResponse } from '../../contracts/stored-response.ts';

/** A response of JSON in the form that an idempotency key remembers. */
export const jsonResponse = (status: number, value: unknown, headers: Record<string, string> = {}): StoredResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
});
