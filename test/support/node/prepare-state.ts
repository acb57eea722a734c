import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../../scripts/dev-stack/embedded-postgres.ts';
import { migrate } from '../../../scripts/migrate.ts';
import { seed } from '../../../scripts/seed.ts';

/** Run as a process with a folder as its argument: fills it as a first `npm start` would, and ends. */
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('say which folder');
const database = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), port: 0 });
try {
  await migrate({ connectionString: database.url, log: () => undefined });
  await seed(database.url);
} finally {
  await database.stop();
}
