import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { readWranglerConfig } from '../wrangler-config.ts';
import { writePrivateFile } from './local-secrets.ts';
import { UserFault } from './user-fault.ts';

/** The fields of wrangler.toml with paths, which wrangler resolves from the file's folder. */
const Paths = z.looseObject({ main: z.string(), assets: z.looseObject({ directory: z.string() }) });

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
 * @param options.assets Another folder than the one that it names.
 * @param options.isBehindDoor Leaves out `[assets]`, which the door has: a Worker with assets does not see what the
 * door's binding says of it.
 * @param options.hasHyperdrive False: without the binding, so that the Worker uses NEON_DATABASE_URL.
 */
export async function writeWorkerConfig(
  path: string,
  sourceConfig: string,
  {
    hasHyperdrive = true,
    isBehindDoor = false,
    assets: otherAssets,
  }: { hasHyperdrive?: boolean; isBehindDoor?: boolean; assets?: string } = {},
): Promise<void> {
  const read = Paths.safeParse(await readWranglerConfig(sourceConfig));
  if (!read.success) throw new UserFault(`${sourceConfig} has to name main and, under [assets], directory.`);
  const { secrets: _, main, assets, hyperdrive, ...rest } = read.data;
  const here = (file: string): string => resolve(dirname(sourceConfig), file);
  const local = {
    // A bucket that wrangler keeps in the state folder; a deploy binds one only where its operator has made one.
    r2_buckets: [{ binding: 'PICTURES', bucket_name: 'ragline-pictures' }],
    ...rest,
    ...(hasHyperdrive && hyperdrive !== undefined ? { hyperdrive } : {}),
    main: here(main),
    ...(isBehindDoor ? {} : { assets: { ...assets, directory: otherAssets ?? here(assets.directory) } }),
  };
  await writePrivateFile(path, JSON.stringify(local, undefined, 2));
}
