import { existsSync } from 'node:fs';
import { join } from 'node:path';

const LOOK_EVERY_MS = 1_000;

/**
 * Resolves with one sentence when what the running system lives on was removed from its state folder; without those
 * files the database and the Worker would wait for good.
 */
export function watchStateFolder(folder: string): { removed: Promise<string>; stop(): void } {
  const vital = ['lock', 'postgres', 'worker'].map((name) => join(folder, name)).filter((path) => existsSync(path));
  const { promise, resolve } = Promise.withResolvers<string>();
  const timer = setInterval(() => {
    if (vital.every((path) => existsSync(path))) return;
    resolve(`The state folder ${folder} was removed while RAGline ran, and its data with it: start again.`);
  }, LOOK_EVERY_MS);
  return { removed: promise, stop: () => clearInterval(timer) };
}
