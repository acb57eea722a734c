import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImportResult, type Job } from '../../contracts/job.ts';
import type { Product } from '../../contracts/product.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';
import { until } from '../support/until.ts';

const LINES = 3_000;
const KILLS = 2;
/** The interval of faulty lines. */
const BAD_EVERY = 100;

let home: SystemHome;
let system: StartedSystem;
const logIn = () => HttpUser.logIn(home.url, 'grocer', 'owner@grocer.test');

beforeAll(async () => {
  home = await newHome();
  system = await startSystem(home);
});
afterAll(async () => {
  await system?.kill();
  home?.remove();
});

/** Wide lines, so that a chunk takes a while. */
const file = Array.from({ length: LINES }, (_, i) =>
  i % BAD_EVERY === 0
    ? `{"sku":"IMPORT-${i}"}`
    : JSON.stringify({
        sku: `IMPORT-${i}`,
        name: `Imported ${i}`,
        description: 'Word '.repeat(300),
        price: { amount: i, currency: 'EUR' },
      }),
).join('\n');

async function importedSkus(user: HttpUser): Promise<string[]> {
  const skus: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${cursor}`;
    const page: { data: Product[]; next_cursor: string | null } = await user.get(`/v1/products?limit=100${query}`);
    skus.push(...page.data.map(({ sku }) => sku).filter((sku) => sku.startsWith('IMPORT-')));
    cursor = page.next_cursor;
  } while (cursor !== null);
  return skus;
}

describe(`an import, killed ${KILLS} times`, () => {
  it('finishes without help, with every line once', async () => {
    const before = await logIn();
    const response = await fetch(`${home.url}/v1/products/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${before.token}`, 'content-type': 'application/x-ndjson' },
      body: file,
    });
    expect(response.status).toBe(202);
    const { job_id } = (await response.json()) as { job_id: string };

    const killedAt: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const user = await logIn();
      // Once it has moved on since the last crash, and is in the middle of the next chunk.
      const reached = killedAt.at(-1) ?? 0;
      const { progress } = await until(
        () => user.get<Job>(`/v1/jobs/${job_id}`),
        (job) => job.progress.done > reached || job.finished_at !== null,
        90_000,
      );
      killedAt.push(progress.done);
      await system.kill();
      system = await startSystem(home);
    }
    const user = await logIn();
    const job = await until(
      () => user.get<Job>(`/v1/jobs/${job_id}`),
      ({ status }) => status === 'succeeded' || status === 'failed',
      120_000,
    );
    console.log(`killed at lines ${killedAt.join(', ')} of ${LINES}`);
    // Killed in the middle, or it would prove nothing.
    expect(killedAt.every((done) => done > 0 && done < LINES)).toBe(true);
    const bad = LINES / BAD_EVERY;
    expect(job).toMatchObject({
      status: 'succeeded',
      progress: { done: LINES, total: LINES },
      result: { created: LINES - bad, updated: 0, unchanged: 0, failed: bad },
    });
    expect(new Set(ImportResult.parse(job.result).errors.map(({ line }) => line))).toEqual(
      new Set(Array.from({ length: bad }, (_, i) => i * BAD_EVERY + 1)),
    );
    const skus = await importedSkus(user);
    expect(skus).toHaveLength(LINES - bad);
    expect(new Set(skus).size).toBe(LINES - bad);
  }, 400_000);
});
