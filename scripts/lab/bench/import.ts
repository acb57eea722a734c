import { execFileSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { ImportCounts, Job, JobAccepted } from '../../../contracts/job.ts';
import { newHome, startSystem } from '../../../test/support/node/started-system.ts';
import { ShopUser } from '../../ops/shop-user.ts';

/**
 * Imports a file three times into a system that it starts for itself: as new products, as the same products, and with
 * every price changed. Says how many lines a second were done, from the request to the end of the job, and how
 * large the runtime (workerd) became. On the embedded stack, or on that of DATABASE_URL and REDIS_URL.
 *   npm run bench -- import [lines]
 */
const LINES = Number(process.argv[2] ?? 50_000);
const SAMPLE_MS = 100;
const GIVE_UP_AFTER_MS = 600_000;

const home = await newHome();
const services = Object.fromEntries(
  ['DATABASE_URL', 'REDIS_URL'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
);
const system = await startSystem(home, services);
try {
  console.log(
    `${LINES} lines on ${services.DATABASE_URL === undefined ? 'the embedded stack' : 'the given PostgreSQL'}; the runtime has ${megabytes(runtimeBytes())} MB at rest`,
  );
  console.log(['run', 'MB sent', 's to 202', 's in all', 'lines/s', 'MB at its peak'].join('\t'));
  const user = await ShopUser.logIn(home.url, 'owner@bistro.test');
  await measure(user, 'created', 100);
  await measure(user, 'unchanged', 100);
  await measure(user, 'updated', 101);
} finally {
  await system.kill();
  home.remove();
}

async function measure(user: ShopUser, outcome: 'created' | 'unchanged' | 'updated', price: number): Promise<void> {
  const file = Array.from({ length: LINES }, (_, i) =>
    JSON.stringify({
      sku: `BENCH-${i}`,
      name: `Imported product ${i}`,
      category: `shelf ${i % 40}`,
      dietary: i % 3 === 0 ? ['vegan'] : [],
      price: { amount: price + i, currency: 'EUR' },
      stock: i % 100,
    }),
  ).join('\n');
  let peak = 0;
  const sampler = setInterval(() => {
    peak = Math.max(peak, runtimeBytes());
  }, SAMPLE_MS);
  try {
    const began = performance.now();
    const response = await fetch(`${home.url}/v1/products/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/x-ndjson' },
      body: file,
    });
    if (response.status !== 202)
      throw new Error(`the import was answered ${response.status}: ${await response.text()}`);
    const { job_id } = JobAccepted.parse(await response.json());
    const accepted = performance.now();
    const job = await finished(user, job_id);
    const ended = performance.now();
    if (job.status !== 'succeeded' || ImportCounts.parse(job.result)[outcome] !== LINES) {
      throw new Error(`the job ended otherwise: ${JSON.stringify(job).slice(0, 1_000)}`);
    }
    const seconds = (ended - began) / 1000;
    const cells = [
      outcome,
      (file.length / 1024 / 1024).toFixed(1),
      ((accepted - began) / 1000).toFixed(2),
      seconds.toFixed(1),
      Math.round(LINES / seconds),
      megabytes(peak),
    ];
    console.log(cells.join('\t'));
  } finally {
    clearInterval(sampler);
  }
}

async function finished(user: ShopUser, id: string): Promise<Job> {
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    const job = Job.parse(await user.call('GET', `/v1/jobs/${z.uuid().parse(id)}`));
    if (job.finished_at !== null) return job;
    if (Date.now() > deadline) throw new Error(`the job did not end: ${JSON.stringify(job).slice(0, 1_000)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Resident memory of the system's workerd processes; the one in front only passes requests on. */
function runtimeBytes(): number {
  const own = new Set(system.processes());
  let kilobytes = 0;
  for (const line of execFileSync('ps', ['-A', '-o', 'pid=,rss=,comm='], { encoding: 'utf8' }).split('\n')) {
    const [pid, rss, command] = line.trim().split(/\s+/);
    if (command?.includes('workerd') && own.has(Number(pid))) kilobytes += Number(rss);
  }
  return kilobytes * 1024;
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0);
}
