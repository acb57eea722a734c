import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { seed } from '../seed.ts';
import { openStage } from './stage.ts';

/**
 * Runs scripts of `k6/` against the built Worker with the demo shop, on the embedded stack or on that of DATABASE_URL
 * and REDIS_URL. Needs k6 on the PATH, or K6_BINARY. Fails when one of them does.
 *   npm run k6 -- smoke load
 */
const { positionals } = parseArgs({ allowPositionals: true });
const scripts = positionals.length > 0 ? positionals : ['smoke'];
const stage = await openStage({ pooled: true });
try {
  await seed(stage.ownerUrl);
  console.log(`on ${stage.description}`);
  for (const script of scripts) {
    const k6 = spawn(process.env.K6_BINARY ?? 'k6', ['run', '--no-usage-report', `k6/${script}.ts`], {
      stdio: 'inherit',
      env: { ...process.env, K6_TARGET: stage.system.url },
    });
    const code = await new Promise<number | null>((resolve, reject) => k6.once('exit', resolve).once('error', reject));
    if (code !== 0) process.exitCode = 1;
    console.log(`${script}: ${code === 0 ? 'holds' : `ended with ${code}`}`);
  }
} finally {
  await stage.stop();
}
