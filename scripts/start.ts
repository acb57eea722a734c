import { appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectionFault, describeDatabaseError } from './database-fault.ts';
import { renderBanner } from './dev-stack/banner.ts';
import { startCronClock } from './dev-stack/cron-clock.ts';
import { wantsDemo } from './dev-stack/demo-policy.ts';
import { loadSigningKeys, prepareStateFolder } from './dev-stack/local-secrets.ts';
import { describeModels, provideDatabase, provideRedis } from './dev-stack/local-services.ts';
import { checkModelServers } from './dev-stack/model-server.ts';
import { portFromEnvironment, requireFreePort } from './dev-stack/ports.ts';
import { Shutdown } from './dev-stack/shutdown.ts';
import { claimStateFolder } from './dev-stack/state-lock.ts';
import { watchStateFolder } from './dev-stack/state-watch.ts';
import { UserFault } from './dev-stack/user-fault.ts';
import { startWorker } from './dev-stack/worker-process.ts';
import { checkVariables, misspeltVariables, workerVariables } from './dev-stack/worker-variables.ts';
import { migrate } from './migrate.ts';
import { seed } from './seed.ts';
import { buildWeb } from './web/build.ts';

const DEFAULT_PORT = 8787;
const PROJECT_ROOT = fileURLToPath(new URL('../', import.meta.url));

const stateFolder = resolve(PROJECT_ROOT, process.env.RAGLINE_STATE_DIR || '.ragline');
const shutdown = new Shutdown();

async function main(): Promise<void> {
  const port = portFromEnvironment('PORT', DEFAULT_PORT);
  if (port === 0) throw new UserFault('PORT must be a port number from 1 to 65535: the demo commands need to know it.');
  const variables = workerVariables(process.env);
  for (const line of misspeltVariables(process.env)) say(line);
  const model = describeModels(variables);
  const hasDemo = wantsDemo(process.env.RAGLINE_SEED_DEMO, process.env.DATABASE_URL || process.env.NEON_DATABASE_URL);
  const hasDoor = process.env.RAGLINE_DOOR === '1';
  const usesNeon = !process.env.DATABASE_URL && Boolean(process.env.NEON_DATABASE_URL);
  await prepareStateFolder(stateFolder);
  const claim = await claimStateFolder(stateFolder);
  shutdown.add(claim.release);
  await requireFreePort(port, 'PORT');
  const signingKeys = await loadSigningKeys(stateFolder);
  const config = checkVariables(variables, signingKeys);
  if (config.openai !== undefined || config.embedding !== undefined) say('asking the model server …');
  const lack = await checkModelServers(config);
  if (lack !== undefined) say(lack);

  // In parallel with the database, because neither needs the other.
  const pages = buildWeb();
  pages.catch(() => undefined);
  say('starting the database …');
  const database = await provideDatabase(stateFolder, shutdown);
  const redis = await provideRedis(shutdown);
  await prepareSchema(database.address, hasDemo);

  if (await pages) say('built the pages.');
  say('building the Worker …');
  const worker = await startWorker({
    port,
    stateFolder,
    hyperdriveUrl: usesNeon ? undefined : database.address,
    hasDoor,
    variables: {
      ...variables,
      RAGLINE_MODE: 'local',
      AUTH_PRIVATE_JWKS: signingKeys,
      UPSTASH_REDIS_REST_URL: redis.address.url,
      UPSTASH_REDIS_REST_TOKEN: redis.address.token,
    },
  });
  shutdown.add(worker.stop);
  // Locally, scheduled events reach the first Worker alone, which is then the door.
  if (!hasDoor) {
    const cron = startCronClock(worker.url, (reason) =>
      say(`the cron sweep failed (${reason}); the next one is in a minute.`),
    );
    shutdown.add(cron.stop);
  }

  const state = watchStateFolder(stateFolder);
  shutdown.add(state.stop);

  console.log(
    renderBanner({
      url: worker.url,
      database: database.description,
      redis: redis.description,
      model,
      stateFolder,
      hasDemo,
    }),
  );
  throw new UserFault(`${await Promise.race([worker.failed, database.failed, redis.failed, state.removed])}`);
}

async function prepareSchema(connectionString: string, withDemo: boolean): Promise<void> {
  try {
    const applied = await migrate({ connectionString, log: (line) => isAboutOneFile(line) || say(line) });
    if (applied.length > 0) say(`prepared the schema (${applied.length} migrations).`);
    if (withDemo && (await seed(connectionString))) say('put in the demo tenants bistro and grocer.');
  } catch (error) {
    const reason = describeDatabaseError(error);
    const fault = connectionFault(error, connectionString);
    const remedy = /permission denied/.test(reason) ? ' Use a role that may create extensions and roles.' : '';
    throw new UserFault(fault ?? `The database could not be prepared: ${reason}.${remedy}`, { cause: error });
  }
}

/** The first start applies dozens, which tell a newcomer nothing. */
const isAboutOneFile = (line: string): boolean => line.startsWith('applied ');

async function stopAndExit(exitCode: number, reason?: string): Promise<void> {
  if (shutdown.begun) return;
  if (reason !== undefined) console.error(`ragline: ${reason}`);
  await shutdown.run();
  process.exit(exitCode);
}

/** An unforeseen fault gets one line; its stack trace goes to a file, for a bug report. */
function describe(error: unknown): string {
  if (error instanceof UserFault) return error.message;
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const file = join(stateFolder, 'start-error.log');
  try {
    appendFileSync(file, `${new Date().toISOString()} ${details}\n`, { mode: 0o600 });
  } catch {
    return `unexpected fault: ${details.split('\n')[0]}`;
  }
  return `unexpected fault: ${details.split('\n')[0]} (details in ${file})`;
}

function say(line: string): void {
  console.log(`ragline: ${line}`);
}

let stopAskedAtMs = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Asked a second time: do not wait for an orderly end. The children are on a leash and end with this process.
    // Ctrl-C comes twice at once: from the terminal, and passed on by npm.
    if (shutdown.begun && Date.now() - stopAskedAtMs > 1_000) process.exit(1);
    if (shutdown.begun) return;
    stopAskedAtMs = Date.now();
    console.log('\nragline: stopping …');
    void stopAndExit(0);
  });
}
// npm runs this through a shell, which a SIGTERM ends without passing it on: only the change of parent tells.
if (process.env.npm_lifecycle_event === 'start') {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    void stopAndExit(0);
  }, 300);
  watch.unref();
}
process.on('uncaughtException', (error) => void stopAndExit(1, describe(error)));
process.on('unhandledRejection', (error) => void stopAndExit(1, describe(error)));

try {
  await main();
} catch (error) {
  await stopAndExit(1, describe(error));
}
