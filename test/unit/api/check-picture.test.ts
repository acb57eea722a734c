import { expect, it } from 'vitest';
import { checkPicture } from '../../../workers/api/check-picture.ts';
import { JPEG, LOSSLESS_WEBP, PNG, WEBP } from '../../support/pictures.ts';

const ALL = [PNG, JPEG, WEBP, LOSSLESS_WEBP];

it('recognises whole pictures by their first bytes', () => {
  expect(ALL.map((whole) => checkPicture(whole))).toEqual([
    { ending: 'png' },
    { ending: 'jpg' },
    { ending: 'webp' },
    { ending: 'webp' },
  ]);
});

it('refuses a picture that ends early, at any byte', () => {
  for (const whole of ALL) {
    for (let length = 0; length < whole.length; length += 1) {
      const checked = checkPicture(whole.slice(0, length));
      expect([length, checked === undefined || checked.fault !== undefined]).toEqual([length, true]);
    }
  }
});

it('refuses a PNG in which a byte has changed', () => {
  for (let at = 8; at < PNG.length; at += 1) {
    const changed = PNG.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect([at, checkPicture(changed)?.fault]).toEqual([at, expect.any(String)]);
  }
});

it('accepts the video that a phone appends to a JPEG, and reads a view into a longer buffer', () => {
  const long = new Uint8Array(JPEG.length + 64).fill(7);
  long.set(JPEG, 32);
  expect(checkPicture(long.subarray(32))).toEqual({ ending: 'jpg' });
});

it('refuses a container without pixels', () => {
  const text = (words: string) => Uint8Array.from(words, (char) => char.charCodeAt(0));
  expect(checkPicture(text('RIFF\u0004\0\0\0WEBP'))?.fault).toContain('no pixels');
  expect(checkPicture(new Uint8Array([0xff, 0xd8, 0xff, 0xd9]))?.fault).toContain('no pixels');
});
