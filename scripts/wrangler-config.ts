import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { UserFault } from './dev-stack/user-fault.ts';

/**
 * Parses `wrangler.toml` without wrangler's defaults. It uses wrangler's own parser, because loading wrangler takes
 * most of a second. Rejects with UserFault, which names the line, when it is not TOML.
 */
export async function readWranglerConfig(file: string): Promise<Record<string, unknown>> {
  try {
    return parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason] = error.message.split('\n');
    throw new UserFault(`${basename(file)}, line ${error.line}: ${reason}. Correct it, then try again.`);
  }
}
