/** The API's limits for a picture. */
const MAX_BYTES = 1024 * 1024;
/** The longer side in pixels and the quality, from the best on: 1600 is what a page shows on a dense screen. */
const TRIES = [
  [1600, 0.82],
  [1600, 0.6],
  [1600, 0.4],
  [1100, 0.5],
  [700, 0.5],
] as const;

/**
 * Shrinks a picture to the API's limit, as WebP, or as PNG where the browser cannot write WebP.
 * @throws When the file is no picture that the browser can read.
 */
export async function smallerPicture(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file);
  try {
    let made: Blob = file;
    for (const [side, quality] of TRIES) {
      made = await drawn(picture, side, quality);
      if (made.size <= MAX_BYTES) break;
    }
    return made;
  } finally {
    picture.close();
  }
}

async function drawn(picture: ImageBitmap, side: number, quality: number): Promise<Blob> {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return await new Promise((resolve, reject) => {
    const take = (blob: Blob | null): void =>
      blob === null ? reject(new Error('the canvas is empty')) : resolve(blob);
    canvas.toBlob(take, 'image/webp', quality);
  });
}
