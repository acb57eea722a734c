import { join } from 'node:path';
import { build } from 'esbuild';
import type { BuiltSystemOptions } from './built-system.ts';

/** The floor Worker, to be run beside ours. @param modelUrl The model whose stream it passes on. */
export async function bundleFloor(modelUrl: string): Promise<NonNullable<BuiltSystemOptions['floor']>> {
  const bundle = await build({
    entryPoints: [join(import.meta.dirname, 'floor-worker.ts')],
    ...{ bundle: true, write: false, format: 'esm', target: 'es2024', logLevel: 'error' },
    external: ['cloudflare:*'],
    // The driver's CommonJS code requires Node's modules when it is loaded.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('/');" },
    ...{ platform: 'node', conditions: ['workerd', 'worker'], mainFields: ['module', 'main'] },
  });
  return {
    script: bundle.outputFiles[0]?.text ?? '',
    durableObjects: { OBJECT: 'Bare', BROADCAST: 'Broadcast' },
    bindings: { MODEL_URL: `${modelUrl}/v1/chat/completions` },
  };
}
