import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

/** Serves the pages of `web/` for development: each change shows at once. The API is a running `npm start`. */
const server = await createServer({ configFile: fileURLToPath(new URL('../../web/vite.config.ts', import.meta.url)) });
await server.listen();
server.printUrls();
