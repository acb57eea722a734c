import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { requireProgram } from '../requirements.ts';

/** Tries Prometheus' configuration and rules with its own `promtool`: `npm run ops -- check`. */
const cwd = join(import.meta.dirname, '../../ops/prometheus');
requireProgram('promtool', 'it comes with Prometheus (apt install prometheus, brew install prometheus)');
for (const args of [
  ['check', 'config', 'prometheus.yml'],
  ['test', 'rules', 'rules.test.yml'],
]) {
  const { status } = spawnSync('promtool', args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
