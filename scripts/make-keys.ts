import { createSigningKey } from './signing-key.ts';

/** Prints a new private key set, for `wrangler secret put AUTH_PRIVATE_JWKS`: pipe it, so that it is never on screen. */
console.log(JSON.stringify({ keys: [createSigningKey()] }));
