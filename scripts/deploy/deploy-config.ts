import { z } from 'zod';

/** The placeholder id in wrangler.toml until `npm run deploy -- provision` makes a Hyperdrive. */
export const NO_HYPERDRIVE = '0'.repeat(32);

const RawConfig = z.looseObject({
  name: z.string(),
  hyperdrive: z.array(z.object({ binding: z.string(), id: z.string() })).default([]),
  queues: z
    .looseObject({
      producers: z.array(z.looseObject({ queue: z.string() })).default([]),
      consumers: z.array(z.looseObject({ queue: z.string(), dead_letter_queue: z.string().optional() })).default([]),
    })
    .default({ producers: [], consumers: [] }),
  secrets: z.looseObject({ required: z.array(z.string()).default([]) }).default({ required: [] }),
  vars: z.record(z.string(), z.unknown()).default({}),
});

/** The resources that a deploy needs in an account, read from wrangler.toml. */
export interface DeployConfig {
  name: string;
  /** Undefined where the database is reached without Hyperdrive. */
  hyperdriveId: string | undefined;
  /** Every queue that is written, read, or takes dead letters; each once. */
  queues: string[];
  requiredSecrets: string[];
  /** The table `[vars]`. */
  vars: Readonly<Record<string, unknown>>;
}

/** @throws {z.ZodError} when the file is not a Worker's. */
export function parseDeployConfig(rawConfig: unknown): DeployConfig {
  const { name, hyperdrive, queues, secrets, vars } = RawConfig.parse(rawConfig);
  const named = [
    ...queues.producers.map(({ queue }) => queue),
    ...queues.consumers.flatMap(({ queue, dead_letter_queue: dead }) => (dead === undefined ? [queue] : [queue, dead])),
  ];
  return {
    name,
    hyperdriveId: hyperdrive[0]?.id,
    queues: [...new Set(named)],
    requiredSecrets: secrets.required,
    vars,
  };
}
