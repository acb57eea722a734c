import { useSyncExternalStore } from 'react';

const SHOWN_MS = 3_500;
let message = '';
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** Announces a short sentence visually and to screen readers. */
export function announce(text: string): void {
  show(text);
  clearTimeout(timer);
  timer = setTimeout(() => show(''), SHOWN_MS);
}

function show(text: string): void {
  message = text;
  for (const listener of listeners) listener();
}

/** Where announcements appear: once on each page. */
export function Announcer() {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => message,
  );
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-24 z-40 flex justify-center px-4 lg:bottom-8"
    >
      {text !== '' && <p className="rounded-full bg-ink px-5 py-2.5 text-sm font-medium text-page shadow-lg">{text}</p>}
    </div>
  );
}
