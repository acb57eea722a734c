import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable } from '../../pages/markdown-table.ts';
import { writeSection } from '../../pages/page-section.ts';
import { requireProgram } from '../../requirements.ts';
import { seed } from '../../seed.ts';
import { K6_COLUMNS, summaryRow } from './k6-summary.ts';
import { openStage } from './stage.ts';

/**
 * Runs scripts of `k6/` and puts what came of them into a table: against the built Worker with the demo shop, on the
 * embedded stack or on that of DATABASE_URL and REDIS_URL, or against a system that runs already. Needs k6 on the PATH,
 * or K6_BINARY. Fails when a script does.
 *   npm run bench -- k6 smoke load [--target http://127.0.0.1:8787] [--out scripts/lab/LOAD.md]
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { target: { type: 'string' }, out: { type: 'string' } },
});
const binary = process.env.K6_BINARY || 'k6';
requireProgram(binary, 'install it (https://grafana.com/docs/k6/latest/set-up/install-k6/), or name it in K6_BINARY');
const scripts = positionals.length > 0 ? positionals : ['smoke'];
const system = values.target === undefined ? await startSystem() : { url: values.target, description: '`npm start`' };
const folder = await mkdtemp(join(tmpdir(), 'ragline-k6-'));
try {
  console.log(`on ${system.description}`);
  const rows: string[][] = [];
  for (const script of scripts) {
    const summary = join(folder, `${script}.json`);
    const code = await run(script, summary);
    // 99: it ran to its end, and a threshold was crossed.
    if (code !== 0 && code !== 99) throw new Error(`${script} did not run: k6 ended with ${code}`);
    if (code !== 0) process.exitCode = 1;
    rows.push(summaryRow(nameOf(script), JSON.parse(await readFile(summary, 'utf8'))));
    console.log(`${script}: ${code === 0 ? 'holds' : 'a threshold was crossed'}`);
  }
  const table = markdownTable(K6_COLUMNS, rows);
  console.log(table);
  if (values.out !== undefined) {
    await writeSection(values.out, `k6: ${system.description}`, `On ${system.description}:\n\n${table}`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
  await system.stop?.();
}

async function startSystem(): Promise<{ url: string; description: string; stop?(): Promise<void> }> {
  const stage = await openStage({ pooled: true });
  await seed(stage.ownerUrl);
  return { url: stage.system.url, description: `the built Worker, ${stage.description}`, stop: stage.stop };
}

async function run(script: string, summary: string): Promise<number | null> {
  const k6 = spawn(binary, ['run', '--no-usage-report', '--summary-export', summary, `k6/${script}.ts`], {
    stdio: 'inherit',
    env: { ...process.env, K6_TARGET: system.url },
  });
  return await new Promise((resolve, reject) => k6.once('exit', resolve).once('error', reject));
}

function nameOf(script: string): string {
  const rate = process.env.K6_RATE;
  return rate === undefined ? script : `${script}, rate × ${rate}`;
}
