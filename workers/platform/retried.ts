const DELAYS_MS = [100, 400, 1_500];

/** Makes an idempotent call up to four times within two seconds. Rejects with its last failure. */
export async function retried<T>(call: () => Promise<T>): Promise<T> {
  for (const delayMs of DELAYS_MS) {
    try {
      return await call();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }
  return await call();
}
