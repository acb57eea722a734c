import { dirname, resolve } from 'node:path';
import { writePrivateFile } from './local-secrets.ts';
import { UserFault } from './user-fault.ts';

/**
 * Writes the Worker's variables for `wrangler dev --env-file`, readable by this user only.
 * wrangler expands `$` and strips one pair of quotes; both are undone here.
 */
export async function writeWorkerVariables(path: string, variables: Record<string, string>): Promise<void> {
  const lines = Object.entries(variables).map(([name, value]) => {
    const quote = ["'", '"', '`'].find((mark) => !value.includes(mark));
    if (quote === undefined || /[\r\n]/.test(value))
      throw new UserFault(`${name} holds a line break or all kinds of quotes: correct it.`);
    return `${name}=${quote}${value.replaceAll('$', '\\$')}${quote}`;
  });
  await writePrivateFile(path, `${lines.join('\n')}\n`);
}

/**
 * Writes a copy of wrangler.toml for local use at `path`. It leaves out `[secrets]`: with that table, wrangler
 * hands no other variable of an env file to the Worker, so that OPENAI_API_KEY would never arrive.
 */
export async function writeWorkerConfig(path: string, sourceConfig: string): Promise<void> {
  // Loaded late: wrangler takes most of a second, and faults found before should not wait for it.
  const { experimental_readRawConfig } = await import('wrangler');
  const { rawConfig } = experimental_readRawConfig({ config: sourceConfig });
  const { secrets: _, main, assets, ...rest } = rawConfig;
  const here = (file: string): string => resolve(dirname(sourceConfig), file);
  const local = {
    ...rest,
    ...(main ? { main: here(main) } : {}),
    ...(assets ? { assets: { ...assets, ...(assets.directory ? { directory: here(assets.directory) } : {}) } } : {}),
  };
  await writePrivateFile(path, JSON.stringify(local, undefined, 2));
}
