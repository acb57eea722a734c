import { secretBytes } from './webhook-secret.ts';

const encoder = new TextEncoder();

/**
 * The headers of Standard Webhooks 1.0.0: a symmetric `v1` signature for each secret, separated by spaces, so that a
 * receiver can verify with either secret during a rotation.
 * @param message.id The same in every attempt: receivers deduplicate by it.
 * @param message.secrets `whsec_…`, the newest first.
 */
export async function signWebhook(message: {
  id: string;
  at: Date;
  body: string;
  secrets: readonly string[];
}): Promise<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = String(Math.floor(message.at.getTime() / 1000));
  const content = Uint8Array.from(encoder.encode(`${message.id}.${timestamp}.${message.body}`));
  const signatures = await Promise.all(message.secrets.map((secret) => signature(secret, content)));
  return { 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

async function signature(secret: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', secretBytes(secret), algorithm, false, ['sign']);
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, content));
  return `v1,${btoa(String.fromCharCode(...bytes))}`;
}
