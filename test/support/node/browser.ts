import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  process.env.RAGLINE_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where a Chromium is; undefined when there is none, which in a CI run is a fault of that run. */
export function findChromium(): string | undefined {
  const found = PLACES.find((place) => place !== undefined && existsSync(place));
  if (found !== undefined) return found;
  const message = 'no Chromium was found: install one, or say where it is in RAGLINE_CHROMIUM';
  if (process.env.CI) throw new Error(message);
  console.warn(`\n!!! The tests in a browser are SKIPPED: ${message}.\n`);
  return undefined;
}

export async function launchChromium(executablePath: string): Promise<Browser> {
  // A container's root has no sandbox; the page is the test's own.
  return await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** Bundles the script of a page and serves the page on loopback. */
export async function servePage(entryPoint: string): Promise<{ url: string; stop(): void }> {
  const { outputFiles } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
    logLevel: 'error',
  });
  const script = outputFiles[0]?.text ?? '';
  const style = 'body{font:16px sans-serif;max-width:40em;margin:2em auto} .user{color:#1a4} .tool{color:#777}';
  const html = `<!doctype html><meta charset="utf-8"><title>Chat</title><style>${style}</style><div id="root"></div><script type="module" src="/page.js"></script>`;
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the page has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
