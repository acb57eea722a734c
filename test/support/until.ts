/** Polls until an answer is accepted. Throws with the last answer after `timeoutMs`. */
export async function until<T>(ask: () => Promise<T>, accept: (answer: T) => boolean, timeoutMs = 10_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const given = await ask();
    if (accept(given)) return given;
    if (Date.now() > deadline) throw new Error(`not accepted within ${timeoutMs} ms: ${JSON.stringify(given)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
