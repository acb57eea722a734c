import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserFault } from '../../../scripts/dev-stack/user-fault.ts';
import { writeWorkerConfig } from '../../../scripts/dev-stack/worker-files.ts';
import { readWranglerConfig } from '../../../scripts/wrangler-config.ts';

let folder: string;
const file = () => join(folder, 'wrangler.toml');
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ragline-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('wrangler.toml', () => {
  it('is copied for local use with paths that hold from elsewhere, and without the table of required secrets', async () => {
    writeFileSync(file(), 'main = "src/index.ts"\n[assets]\ndirectory = "./pages"\n[secrets]\nrequired = ["A"]\n');
    const copy = join(folder, 'wrangler.json');
    await writeWorkerConfig(copy, file());
    expect(await readWranglerConfig(file())).toHaveProperty('secrets');
    const { default: written } = await import(copy, { with: { type: 'json' } });
    expect(written).toMatchObject({ main: join(folder, 'src/index.ts'), assets: { directory: join(folder, 'pages') } });
    expect(written).not.toHaveProperty('secrets');
  });

  it('is copied without Hyperdrive where the database is reached without it', async () => {
    const assets = '[assets]\ndirectory = "."\n[[hyperdrive]]\nbinding = "HYPERDRIVE"\nid = "0"\n';
    writeFileSync(file(), `main = "index.ts"\n${assets}`);
    const [kept, left] = [join(folder, 'kept.json'), join(folder, 'left.json')];
    await writeWorkerConfig(kept, file());
    await writeWorkerConfig(left, file(), { hasHyperdrive: false });
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toHaveProperty('hyperdrive');
    expect(JSON.parse(readFileSync(left, 'utf8'))).not.toHaveProperty('hyperdrive');
  });

  it.each([
    ['main = "a"\nname = \n', 'wrangler.toml, line 2: Invalid TOML document'],
    ['main = "a"\n', 'has to name main and, under [assets], directory'],
  ])('that cannot be used is refused in one line that says where', async (text, reason) => {
    writeFileSync(file(), text);
    const attempt = writeWorkerConfig(join(folder, 'wrangler.json'), file());
    await expect(attempt).rejects.toThrow(UserFault);
    await expect(attempt).rejects.toThrow(reason);
    await expect(attempt).rejects.toThrow(/^[^\n]*$/);
  });
});
