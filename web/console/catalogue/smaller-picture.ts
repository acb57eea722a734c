/** As large as a page shows it on a dense screen. */
const MAX_SIDE = 1600;
const QUALITY = 0.82;

/**
 * A picture as WebP of at most 1600 pixels a side, in PNG where the browser writes no WebP.
 * @throws When the file is no picture that the browser can read.
 */
export async function smallerPicture(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return await new Promise((resolve, reject) => {
    const take = (made: Blob | null): void =>
      made === null ? reject(new Error('the canvas is empty')) : resolve(made);
    canvas.toBlob(take, 'image/webp', QUALITY);
  });
}
