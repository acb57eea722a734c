import { spawnSync } from 'node:child_process';

/** Ends the command with one sentence on stderr: what is missing, and the remedy. */
export function refuse(sentence: string): never {
  console.error(`${process.env.npm_lifecycle_event ?? 'ragline'}: ${sentence}`);
  process.exit(1);
}

/** Ends the command unless the program is on the PATH. */
export function requireProgram(program: string, remedy: string): void {
  if (spawnSync(program, ['--version']).error !== undefined) refuse(`${program} is not on the PATH: ${remedy}.`);
}

/**
 * The address of the system that the command runs against, once it answers; ends the command when none does.
 * @param given Of the command line; else RAGLINE_URL, else this machine's PORT.
 */
export async function requireSystem(given?: string): Promise<string> {
  const url = given ?? process.env.RAGLINE_URL ?? `http://127.0.0.1:${process.env.PORT || 8787}`;
  if (!URL.canParse(url)) refuse(`${url} is no address.`);
  const isThere = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(10_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!isThere)
    refuse(`no RAGline answers at ${url}: run npm start in another terminal, or name it in RAGLINE_URL or PORT.`);
  return url;
}
