import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** The address of a running RAGline, for `npm run web`. */
const api = process.env.RAGLINE_URL ?? 'http://127.0.0.1:8787';
const PAGES = ['storefront', 'console'].map((name) => here(`${name}.html`)).filter((file) => existsSync(file));

const CLIENT = {
  '@ragline/client/chat': here('../clients/typescript/src/chat.ts'),
  '@ragline/client': here('../clients/typescript/src/index.ts'),
};
/** React's API in a tenth of its size: the widget is loaded by pages of others. */
const PREACT = {
  'react-dom/client': 'preact/compat/client',
  'react-dom': 'preact/compat',
  'react/jsx-runtime': 'preact/jsx-runtime',
  react: 'preact/compat',
};

const shared = {
  root: here('.'),
  // Data URLs would need a wider policy.
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
} as const;

/** The pages; with `--mode widget`, the one file that pages of others load. */
export default defineConfig(({ mode }) =>
  mode === 'widget'
    ? {
        ...shared,
        plugins: [tailwindcss()],
        resolve: { alias: { ...CLIENT, ...PREACT } },
        build: {
          ...shared.build,
          emptyOutDir: false,
          rolldownOptions: {
            input: here('widget/main.tsx'),
            output: { format: 'iife', entryFileNames: 'widget.js' },
          },
        },
      }
    : {
        ...shared,
        plugins: [tailwindcss(), pagesByPath()],
        resolve: { alias: CLIENT },
        build: { ...shared.build, manifest: 'manifest.json', rolldownOptions: { input: PAGES } },
        server: { host: '127.0.0.1', port: 5173, proxy: { '/v1': { target: api, changeOrigin: true, ws: true } } },
      },
);

/** Serves a page at the paths that the Worker serves it at. */
function pagesByPath() {
  return {
    name: 'pages-by-path',
    configureServer(server: import('vite').ViteDevServer) {
      server.middlewares.use((request, _response, next) => {
        const path = request.url ?? '';
        if (path === '/' || /^\/s\//.test(path)) request.url = '/storefront.html';
        else if (/^\/console(\/|$)/.test(path)) request.url = '/console.html';
        next();
      });
    },
  };
}
