import { base64url, type CryptoKey } from 'jose';
import type { PrivateJwks } from './config.ts';

const IV_BYTES = 12;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const INFO = encoder.encode('ragline sealed secrets, version 1');
const FINGERPRINT_INFO = encoder.encode('ragline fingerprints, version 1');
const FINGERPRINT_BYTES = 16;

/**
 * Seals secrets that have to be read again, such as those that sign webhooks, so that a copy of the database reveals
 * none.
 */
export interface SecretVault {
  /** The id of the signing key under which secrets are sealed now. */
  keyId: string;
  /** @param context Identifies the secret's owner: sealed text copied to another owner does not open. */
  seal(secret: string, context: string): Promise<string>;
  /** @returns Undefined when its key is no longer in the set, or it was altered. */
  open(sealed: { text: string; keyId: string }, context: string): Promise<string | undefined>;
  /** A keyed hash that recognises a text without storing it. It changes with a key rotation. */
  fingerprint(text: string): Promise<string>;
}

/**
 * Seals with AES-256-GCM (NIST SP 800-38D) under a key that HKDF-SHA-256 (RFC 5869) derives from the private part of a
 * signing key. The first key seals, every key opens. A random 96-bit IV is safe for 2^32 secrets a key.
 */
export function createSecretVault({ keys }: PrivateJwks): SecretVault {
  const [current] = keys;
  if (current === undefined) throw new Error('a key set without a key');
  const derived = new Map<string, Promise<CryptoKey>>();
  const keyOf = ({ kid, d }: { kid: string; d: string }): Promise<CryptoKey> => {
    const key = derived.get(kid) ?? deriveKey(d);
    derived.set(kid, key);
    return key;
  };
  let fingerprintKey: Promise<CryptoKey> | undefined;
  return {
    keyId: current.kid,
    seal: async (secret, context) => {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const algorithm = { name: 'AES-GCM', iv, additionalData: encoder.encode(context) };
      const sealed = await crypto.subtle.encrypt(algorithm, await keyOf(current), encoder.encode(secret));
      return `${base64url.encode(iv)}.${base64url.encode(new Uint8Array(sealed))}`;
    },
    open: async ({ text, keyId }, context) => {
      const key = keys.find(({ kid }) => kid === keyId);
      const [iv = '', sealed = ''] = text.split('.');
      if (key === undefined) return undefined;
      try {
        const algorithm = { name: 'AES-GCM', iv: bytesOf(iv), additionalData: encoder.encode(context) };
        return decoder.decode(await crypto.subtle.decrypt(algorithm, await keyOf(key), bytesOf(sealed)));
      } catch {
        return undefined;
      }
    },
    fingerprint: async (text) => {
      fingerprintKey ??= deriveFingerprintKey(current.d);
      const digest = await crypto.subtle.sign('HMAC', await fingerprintKey, encoder.encode(text));
      return base64url.encode(new Uint8Array(digest, 0, FINGERPRINT_BYTES));
    },
  };
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(base64url.decode(text));

async function deriveKey(d: string): Promise<CryptoKey> {
  const derived = { name: 'AES-GCM', length: 256 };
  return await crypto.subtle.deriveKey(hkdf(INFO), await materialOf(d), derived, false, ['encrypt', 'decrypt']);
}

async function deriveFingerprintKey(d: string): Promise<CryptoKey> {
  const derived = { name: 'HMAC', hash: 'SHA-256', length: 256 };
  return await crypto.subtle.deriveKey(hkdf(FINGERPRINT_INFO), await materialOf(d), derived, false, ['sign']);
}

const materialOf = (d: string) => crypto.subtle.importKey('raw', bytesOf(d), 'HKDF', false, ['deriveKey']);

const hkdf = (info: ReturnType<typeof encoder.encode>) => ({
  name: 'HKDF',
  hash: 'SHA-256',
  salt: new Uint8Array(),
  info,
});
