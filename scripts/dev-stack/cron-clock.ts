const MINUTE_MS = 60_000;
/** Late enough that work of a killed system counts as abandoned. */
const FIRST_TICK_MS = 12_000;

/**
 * Fires the Worker's every-minute cron soon after the start and then on the minute, which `wrangler dev` never does.
 * A tick that fails is left to the next one; `onFailure` hears of it.
 */
export function startCronClock(url: string, onFailure: (reason: string) => void): { stop(): void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout;
  const schedule = (): void => {
    timer = setTimeout(
      () => {
        schedule();
        void tick();
      },
      MINUTE_MS - (Date.now() % MINUTE_MS),
    );
  };
  const tick = async (): Promise<void> => {
    try {
      const cron = encodeURIComponent('* * * * *');
      const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(MINUTE_MS)]);
      const response = await fetch(`${url}/cdn-cgi/local/scheduled?cron=${cron}`, { signal });
      await response.body?.cancel();
      if (!response.ok) onFailure(`HTTP ${response.status}`);
    } catch (error) {
      if (!controller.signal.aborted) onFailure(error instanceof Error ? error.message : String(error));
    }
  };
  schedule();
  const first = setTimeout(() => void tick(), FIRST_TICK_MS);
  return {
    stop: () => {
      clearTimeout(first);
      clearTimeout(timer);
      controller.abort();
    },
  };
}
