import { startScratchDatabase } from '../../../scripts/dev-stack/scratch-database.ts';
import { serveParent } from './fork-service.ts';

const database = await startScratchDatabase(process.env.DATABASE_URL);
serveParent({ url: database.url, kind: database.kind }, database.stop);
