import { useEffect, useState } from 'react';

const TICK_MS = 10_000;

/** The time in milliseconds, for ages that are shown in minutes. */
export function useNow(): number {
  const [nowMs, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
