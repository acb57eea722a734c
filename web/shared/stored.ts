import { useSyncExternalStore } from 'react';

/** A value that outlives the page and is the same in every tab. */
export interface Stored<T> {
  read(): T;
  write(value: T): void;
  subscribe(listener: () => void): () => void;
}

/**
 * A value in `localStorage`; in memory where the browser keeps nothing.
 * @param parse Makes a value of what was kept, undefined included. It may have been written by another release.
 */
export function stored<T>(key: string, parse: (kept: unknown) => T): Stored<T> {
  const listeners = new Set<() => void>();
  let text = readText(key);
  let value = parse(fromJson(text));
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  addEventListener('storage', (event) => {
    if (event.key !== key && event.key !== null) return;
    text = readText(key);
    value = parse(fromJson(text));
    tell();
  });
  return {
    read: () => value,
    write: (next) => {
      value = next;
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // Kept as long as the page.
      }
      tell();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const useStored = <T>({ subscribe, read }: Stored<T>): T => useSyncExternalStore(subscribe, read);

function readText(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function fromJson(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
