import { z } from 'zod';
import { mustRun, type RunWrangler } from './wrangler.ts';

const Deployment = z.looseObject({
  versions: z.array(z.looseObject({ version_id: z.string(), percentage: z.number() })),
});

export interface RolloutDeps {
  run: RunWrangler;
  /** Uploads the code as a version without traffic, and returns its id. */
  upload(): Promise<string>;
  /** Returns whether that version answers as it should; called several times a stage. */
  isHealthy(versionId: string): Promise<boolean>;
  wait(ms: number): Promise<void>;
  log(line: string): void;
}

export interface RolloutOptions {
  /** Shares of the traffic in percent, rising. A last stage of 100 is implied. */
  stages: readonly number[];
  pauseMs: number;
}

const PROBES_PER_STAGE = 5;

/**
 * Gives a new version a rising share of the traffic. After each stage it is asked for its health over the pause; one
 * bad answer gives everything back to the old version.
 * A Durable Object runs one version at a time: it moves over as a whole, and since the new version is always named
 * first and its share only grows, never back. Not for a deploy with a Durable Object migration, which wrangler refuses
 * to upload in this way.
 * @throws {Error} when it was given back, when another rollout is under way, or when wrangler fails.
 */
export async function rollOut(deps: RolloutDeps, { stages, pauseMs }: RolloutOptions): Promise<string> {
  const { run, log } = deps;
  const { stdout } = await mustRun(run, ['deployments', 'status', '--json']);
  const { versions } = Deployment.parse(JSON.parse(stdout.slice(stdout.indexOf('{'))));
  const [old] = versions;
  if (old === undefined) throw new Error('nothing is deployed yet: deploy at once, without --staged');
  if (versions.length > 1) {
    const shares = versions.map(({ version_id: id, percentage }) => `${id} ${percentage} %`).join(', ');
    throw new Error(`a rollout is under way (${shares}): finish it, or npm run deploy -- --rollback`);
  }

  const next = await deps.upload();
  log(`uploaded ${next}; ${old.version_id} serves`);
  const give = (percentage: number) =>
    mustRun(run, [
      ...['versions', 'deploy', `${next}@${percentage}`],
      ...(percentage < 100 ? [`${old.version_id}@${100 - percentage}`] : []),
      ...['--yes', '--message', `${percentage} % of the traffic`],
    ]);
  for (const percentage of [...stages.filter((stage) => stage < 100), 100]) {
    try {
      await give(percentage);
      log(`${percentage} %`);
      for (let probe = 0; probe < PROBES_PER_STAGE; probe++) {
        await deps.wait(pauseMs / PROBES_PER_STAGE);
        if (!(await deps.isHealthy(next))) throw new Error(`${next} does not answer as it should`);
      }
    } catch (error) {
      await mustRun(run, ['versions', 'deploy', `${old.version_id}@100`, '--yes', '--message', 'given back']);
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`given back to ${old.version_id} at ${percentage} %: ${reason}`);
    }
  }
  // An upload leaves the consumers of queues and the cron as they were.
  await mustRun(run, ['triggers', 'deploy']);
  return next;
}

/** The shares of a command line: `10,50`. @throws {Error} when they are not whole, rising, and within 1 to 100. */
export function parseStages(text: string): number[] {
  const stages = text.split(',').map(Number);
  const isRising = stages.every((stage, index) => stage > (stages[index - 1] ?? 0));
  if (!isRising || stages.some((stage) => !Number.isInteger(stage) || stage < 1 || stage > 100))
    throw new Error(`--stages ${text}: say rising whole percentages, such as 10,50`);
  return stages;
}
