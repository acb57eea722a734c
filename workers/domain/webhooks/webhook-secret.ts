/** Standard Webhooks asks for 24 to 64 random bytes. */
const SECRET_BYTES = 32;
const PREFIX = 'whsec_';

/** `whsec_` and the base64 of random bytes. Standard Webhooks, “Signature scheme”. */
export function newWebhookSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  return `${PREFIX}${btoa(String.fromCharCode(...bytes))}`;
}

/** The bytes of a secret, which are the key of the HMAC. */
export const secretBytes = (secret: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(secret.slice(PREFIX.length)), (character) => character.charCodeAt(0));

/** The context that binds a sealed secret to its endpoint. */
export const secretContext = (endpoint: { tenantId: string; id: string }): string =>
  `webhook endpoint ${endpoint.tenantId} ${endpoint.id}`;
