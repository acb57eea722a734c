import { crc32 } from 'node:zlib';
import type { PictureEnding } from '../../contracts/product.ts';

/** The kind of a file: a whole picture, a damaged picture of a known kind, or something that is not accepted. */
export type CheckedPicture = { ending: PictureEnding; fault?: string };

const CUT_OFF = 'ends before its end marker. It was cut off: send the whole file';

/**
 * Checks a picture from its signature to its end marker. A Worker has no decoder, so compressed data is not decoded; a
 * truncated file, or a PNG with a changed byte, is still detected. @returns Undefined for unsupported types, including
 * SVG, which can run scripts.
 */
export function checkPicture(bytes: Uint8Array<ArrayBuffer>): CheckedPicture | undefined {
  const kind = KINDS.find(({ signature, at }) => signature.every((byte, index) => bytes[at + index] === byte));
  if (kind === undefined) return undefined;
  const { ending } = kind;
  try {
    const fault = kind.faultOf(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return fault === undefined ? { ending } : { ending, fault };
  } catch (error) {
    // A DataView throws this when it reads beyond its end.
    if (error instanceof RangeError) return { ending, fault: CUT_OFF };
    throw error;
  }
}

interface Kind {
  ending: PictureEnding;
  signature: readonly number[];
  at: number;
  /**
   * Returns the fault of the file; undefined when it is whole.
   * @throws {RangeError} When it ends too early.
   */
  faultOf(file: DataView<ArrayBuffer>): string | undefined;
}

const KINDS: readonly Kind[] = [
  { ending: 'jpg', signature: [0xff, 0xd8, 0xff], at: 0, faultOf: faultOfJpeg },
  { ending: 'png', signature: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], at: 0, faultOf: faultOfPng },
  { ending: 'webp', signature: [0x57, 0x45, 0x42, 0x50], at: 8, faultOf: faultOfWebp },
];

const nameOf = (file: DataView, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((index) => file.getUint8(at + index)));

/** Chunks of length, name, data and checksum, from IHDR to IEND. PNG specification, section 5. */
function faultOfPng(file: DataView<ArrayBuffer>): string | undefined {
  let hasPixels = false;
  for (let at = 8; ; ) {
    const length = file.getUint32(at);
    const name = nameOf(file, at + 4);
    const checksum = file.getUint32(at + 8 + length);
    if (crc32(new Uint8Array(file.buffer, file.byteOffset + at + 4, length + 4)) !== checksum)
      return 'is damaged: a checksum in it does not match. Send the file again';
    if ((at === 8) !== (name === 'IHDR')) return NO_PIXELS;
    if (name === 'IDAT') hasPixels = true;
    if (name === 'IEND') return hasPixels ? undefined : NO_PIXELS;
    at += length + 12;
  }
}

const NO_PIXELS = 'has no pixels. Export the picture again';

const JPEG = { start: 0xd8, end: 0xd9, scan: 0xda, restart: 0xd0 } as const;
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/**
 * Segments of marker and length; behind a scan, data up to the next marker. Phones append videos to the end marker, so
 * what follows it is not read. ITU-T T.81, annex B.
 */
function faultOfJpeg(file: DataView): string | undefined {
  let hasFrame = false;
  let hasScan = false;
  for (let at = 2; ; ) {
    if (file.getUint8(at) !== 0xff) return 'is damaged: a marker is missing in it. Send the file again';
    const marker = file.getUint8(at + 1);
    // Any number of these bytes may stand before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === JPEG.end) return hasFrame && hasScan ? undefined : NO_PIXELS;
    if (isFrame(marker)) hasFrame = true;
    at += 2 + file.getUint16(at + 2);
    if (marker !== JPEG.scan) continue;
    hasScan = true;
    while (file.getUint8(at) !== 0xff || isData(file.getUint8(at + 1))) at += 1;
  }
}

/** Behind 0xff in a scan: a byte of its data, or a restart marker, which belongs to it. */
const isData = (byte: number): boolean => byte === 0 || (byte >= JPEG.restart && byte < JPEG.start);

/** A RIFF container of chunks, which says how long it is. RFC 9649, section 2. */
function faultOfWebp(file: DataView): string | undefined {
  if (nameOf(file, 0) !== 'RIFF') return NO_PIXELS;
  const end = 8 + file.getUint32(4, true);
  if (end > file.byteLength) return CUT_OFF;
  let hasPixels = false;
  for (let at = 12; at < end; ) {
    const length = file.getUint32(at + 4, true);
    if (['VP8 ', 'VP8L', 'ANMF'].includes(nameOf(file, at)) && length > 0) hasPixels = true;
    at += 8 + length + (length % 2);
    if (at > end) return 'is damaged: a part of it is longer than the file. Send the file again';
  }
  return hasPixels ? undefined : NO_PIXELS;
}
