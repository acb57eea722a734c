import { v7 } from 'uuid';

/** A UUIDv7, which sorts by its creation time. RFC 9562, section 5.7. */
export const newId = (): string => v7();

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}

export function randomHex(bytes: number): string {
  return toHex(crypto.getRandomValues(new Uint8Array(bytes)));
}

/** SHA-256 of a UTF-8 text, in hex. */
export async function sha256Hex(text: string): Promise<string> {
  return await sha256HexOf(Uint8Array.from(new TextEncoder().encode(text)));
}

/** SHA-256 of bytes, in hex. */
export async function sha256HexOf(bytes: Uint8Array<ArrayBuffer> | ArrayBuffer): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}
