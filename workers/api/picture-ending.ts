import type { PictureEnding } from '../../contracts/product.ts';

const startsWith = (bytes: Uint8Array, signature: readonly number[], at = 0): boolean =>
  bytes.length > at + signature.length && signature.every((byte, index) => bytes[at + index] === byte);

/** What the first bytes say a picture is; undefined for everything that is not taken, SVG among it, which runs scripts. */
export function pictureEndingOf(bytes: Uint8Array): PictureEnding | undefined {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'jpg';
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  const isRiff = startsWith(bytes, [0x52, 0x49, 0x46, 0x46]);
  return isRiff && startsWith(bytes, [0x57, 0x45, 0x42, 0x50], 8) ? 'webp' : undefined;
}
