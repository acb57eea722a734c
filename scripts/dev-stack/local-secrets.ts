import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSigningKey, LOCAL_KID_PREFIX } from '../signing-key.ts';
import { UserFault } from './user-fault.ts';

/** Makes the state folder, readable by this user only. Rejects with UserFault when that is not possible. */
export async function prepareStateFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserFault(
      `Cannot use the state folder (${reason}): make it writable, or name another in RAGLINE_STATE_DIR.`,
    );
  }
}

/** The signing keys of this state folder as a private JWK set in JSON, made on first use. Rejects with UserFault when the file is damaged. */
export async function loadSigningKeys(folder: string): Promise<string> {
  const path = join(folder, 'auth-private-jwks.json');
  const kept = await readFile(path, 'utf8').catch(() => undefined);
  if (kept === undefined) {
    const made = JSON.stringify({ keys: [createSigningKey({ kidPrefix: LOCAL_KID_PREFIX })] });
    await writePrivateFile(path, made);
    return made;
  }
  const keySet = parseKeySet(kept);
  if (keySet === undefined) {
    throw new UserFault(
      `${path} is damaged: delete it and start again; a new key is made, and everybody has to log in again.`,
    );
  }
  // On one line, however it was formatted.
  return JSON.stringify(keySet);
}

/** Writes a file that only this user can read, all of it or nothing. */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, content, { mode: 0o600 });
  await rename(draft, path);
}

function parseKeySet(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isKeySet =
      typeof value === 'object' &&
      value !== null &&
      'keys' in value &&
      Array.isArray(value.keys) &&
      value.keys.length > 0;
    return isKeySet ? value : undefined;
  } catch {
    return undefined;
  }
}
