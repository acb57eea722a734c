/** Resolves after so long, or at once when the signal fires. */
export async function wait(ms: number, signal?: AbortSignal | null): Promise<void> {
  if (signal?.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}

/** 0.25, 0.5, 1, 2 … up to `maxMs`, each with a random part, so that clients do not come back in step. */
export const backoffMs = (attempt: number, maxMs = 8_000): number =>
  Math.min(maxMs, 250 * 2 ** attempt) * (0.5 + Math.random() / 2);
