import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AccountState, EMPTY_ACCOUNT, readAccountState } from '../../../scripts/deploy/account-state.ts';
import { type DeployConfig, NO_HYPERDRIVE, parseDeployConfig } from '../../../scripts/deploy/deploy-config.ts';
import { describePlacement, parseRegion, placementBeside } from '../../../scripts/deploy/placement.ts';
import { accountFaults, describeFaults, localFaults } from '../../../scripts/deploy/preflight.ts';
import { executeProvision, planProvision } from '../../../scripts/deploy/provision-plan.ts';
import { parseStages, rollOut } from '../../../scripts/deploy/rollout.ts';
import { choosePlacement, coreConfig, doorFaults } from '../../../scripts/deploy/two-workers.ts';
import type { Outcome, RunWrangler } from '../../../scripts/deploy/wrangler.ts';
import { runWrangler } from '../../../scripts/deploy/wrangler.ts';
import { readWranglerConfig } from '../../../scripts/wrangler-config.ts';

const ID = 'a'.repeat(32);
const config: DeployConfig = {
  name: 'ragline',
  hyperdriveId: ID,
  queues: ['orders', 'orders-dlq'],
  requiredSecrets: ['AUTH_PRIVATE_JWKS', 'TOKEN'],
  vars: {
    RAGLINE_MODE: 'production',
    RAGLINE_REGISTRATION: 'invitation',
    CORS_ORIGINS: 'https://shop.example',
    CHAT_OPERATOR_MONTHLY_TOKENS: '',
  },
};
const complete: AccountState = {
  isLoggedIn: true,
  queues: new Set(config.queues),
  secrets: new Set(config.requiredSecrets),
  hyperdrive: 'ready',
};
const checkout = { uncommittedMigrations: [], hasDatabaseUrl: true, skipsMigrations: false };

/** A fake account that answers by a command's prefix; other commands succeed without output. */
function account(answers: Record<string, Partial<Outcome>>): { run: RunWrangler; asked: string[]; inputs: string[] } {
  const asked: string[] = [];
  const inputs: string[] = [];
  const run: RunWrangler = async (args, options) => {
    const command = args.join(' ');
    asked.push(command);
    inputs.push(options?.input ?? '');
    const found = Object.entries(answers).find(([start]) => command.startsWith(start))?.[1] ?? {};
    return { code: 0, stdout: found.output ?? '', output: '', ...found };
  };
  return { run, asked, inputs };
}

describe('wrangler.toml as a deploy reads it', () => {
  it('names every queue once, dead letters included, and what the Worker refuses to run without', async () => {
    const file = join(import.meta.dirname, '../../../wrangler.toml');
    const read = parseDeployConfig(await readWranglerConfig(file));
    expect(read).toMatchObject({ name: 'ragline', vars: { RAGLINE_MODE: 'production' }, hyperdriveId: NO_HYPERDRIVE });
    for (const topic of ['orders', 'notifications', 'chat-tools', 'jobs'])
      expect(read.queues).toEqual(expect.arrayContaining([`ragline-${topic}`, `ragline-${topic}-dlq`]));
    expect(new Set(read.queues).size).toBe(read.queues.length);
    expect(read.requiredSecrets).toEqual(
      expect.arrayContaining(['AUTH_PRIVATE_JWKS', 'UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN']),
    );
  });

  it('is what the README says that a first deploy makes, and what the deploy button asks for', async () => {
    const root = join(import.meta.dirname, '../../..');
    const raw = await readWranglerConfig(join(root, 'wrangler.toml'));
    const { queues, requiredSecrets } = parseDeployConfig(raw);
    const { durable_objects: objects } = z
      .looseObject({ durable_objects: z.object({ bindings: z.array(z.unknown()) }) })
      .parse(raw);
    const readme = (await readFile(join(root, 'README.md'), 'utf8')).replace(/\s+/g, ' ');
    expect(readme).toContain(
      `${objects.bindings.length} classes of Durable Objects, ${queues.length} queues, a Hyperdrive and ${requiredSecrets.length} secrets`,
    );
    const asked = (await readFile(join(root, '.dev.vars.example'), 'utf8')).matchAll(/^([A-Z_]+)=/gm);
    expect([...asked].map(([, name]) => name)).toEqual(requiredSecrets);
  });
});

describe('the preflight', () => {
  it('finds no fault in a complete account', () => {
    expect([...localFaults(config, checkout), ...accountFaults(config, complete)]).toEqual([]);
  });

  it('says each fault in one line, with the command that corrects it', () => {
    const faults = [
      ...localFaults(
        { ...config, hyperdriveId: NO_HYPERDRIVE, vars: { ...config.vars, RAGLINE_MODE: 'local' } },
        { uncommittedMigrations: ['schema/migrations/0099_x.sql'], hasDatabaseUrl: false, skipsMigrations: false },
      ),
      ...accountFaults(config, {
        ...complete,
        queues: new Set(['orders']),
        secrets: new Set(['TOKEN']),
        hyperdrive: 'caching',
      }),
    ];
    const lines = describeFaults(faults);
    const expected: Array<[string, string]> = [
      ['all zeros', 'npm run deploy -- provision'],
      ['RAGLINE_MODE', 'wrangler.toml'],
      ['0099_x.sql is not committed', 'git add'],
      ['DATABASE_URL', 'npm run deploy'],
      ['caches', `hyperdrive update ${ID} --caching-disabled`],
      ['queue orders-dlq is missing', 'queues create orders-dlq'],
      ['secret AUTH_PRIVATE_JWKS is missing', 'secret put AUTH_PRIVATE_JWKS'],
    ];
    expect(lines).toHaveLength(expected.length);
    for (const [index, [what, mend]] of expected.entries()) {
      expect(lines[index]).toContain(what);
      expect(lines[index]).toContain(mend);
      expect(lines[index]).not.toContain('\n');
    }
    expect(accountFaults(config, EMPTY_ACCOUNT)).toEqual([
      expect.objectContaining({ what: 'wrangler is not logged in' }),
    ]);
  });
});

describe('the variables of wrangler.toml', () => {
  const faultsOf = (vars: Record<string, string>) =>
    localFaults({ ...config, vars: { ...config.vars, ...vars } }, checkout);

  it.each([
    [{ LOG_LEVEL: 'verbose' }, 'LOG_LEVEL is not valid'],
    [{ CORS_ORIGINS: 'shop.example' }, 'CORS_ORIGINS holds something that is no origin'],
    [{ CORS_ORIGIN: 'https://shop.example' }, 'no variable CORS_ORIGIN'],
    [{ METRICS_TOKEN: 'a-token-of-some-length' }, 'METRICS_TOKEN is a secret'],
  ])('are checked before a deploy: %j', (vars, fault) => {
    expect(describeFaults(faultsOf(vars))).toEqual([expect.stringContaining(fault)]);
  });

  it.each(['CORS_ORIGINS', 'RAGLINE_REGISTRATION', 'CHAT_OPERATOR_MONTHLY_TOKENS'])('have to decide %s', (name) => {
    const { [name]: _left, ...vars } = config.vars;
    expect(describeFaults(localFaults({ ...config, vars }, checkout))).toEqual([
      expect.stringMatching(new RegExp(`^${name} is not decided: .*${name} = "" to leave it`)),
    ]);
  });
});

describe('what the account has', () => {
  it('is asked item by item', async () => {
    const { run } = account({
      'queues info orders-dlq': { code: 1, output: 'Queue "orders-dlq" does not exist.' },
      'secret list': { output: '[{"name":"TOKEN","type":"secret_text"}]' },
      'hyperdrive get': { output: `Reading\n{"id":"${ID}","caching":{"disabled":false}}` },
    });
    expect(await readAccountState(run, config)).toEqual({
      isLoggedIn: true,
      queues: new Set(['orders']),
      secrets: new Set(['TOKEN']),
      hyperdrive: 'caching',
    });
  });

  it('is unknown before the first deploy, and empty without a login', async () => {
    const fresh = account({
      'secret list': { code: 1, output: 'This Worker does not exist on your account. [code: 10007]' },
    });
    expect((await readAccountState(fresh.run, { ...config, hyperdriveId: NO_HYPERDRIVE })).secrets.size).toBe(0);
    const anonymous = account({ whoami: { code: 1 } });
    expect(await readAccountState(anonymous.run, config)).toBe(EMPTY_ACCOUNT);
    expect(anonymous.asked).toEqual(['whoami --json']);
  });

  it.each(['queues info', 'secret list', 'hyperdrive get'])(
    'is not guessed when "%s" fails otherwise',
    async (command) => {
      const { run } = account({
        'secret list': { output: '[]' },
        'hyperdrive get': { output: '{}' },
        [command]: { code: 1, output: 'A request to the Cloudflare API failed: 503' },
      });
      await expect(readAccountState(run, config)).rejects.toThrow('503');
    },
  );
});

describe('provisioning', () => {
  const env = {
    DATABASE_URL: 'postgres://me:hunter22@db/x',
    AUTH_PRIVATE_JWKS: '{"keys":[]}',
    TOKEN: 'hunter23',
    OPENAI_API_KEY: '',
  };
  const empty: AccountState = { ...EMPTY_ACCOUNT, isLoggedIn: true };
  const fresh = { ...config, hyperdriveId: NO_HYPERDRIVE };

  it('makes what is missing, in order, with caching off and secrets on stdin alone, and shows none of them', async () => {
    const { run, asked, inputs } = account({
      'hyperdrive create': { output: `Created new Hyperdrive PostgreSQL config: ${ID}` },
    });
    const shown: string[] = [];
    const ids: string[] = [];
    const plan = planProvision(fresh, empty, env);
    await executeProvision(
      run,
      plan,
      (line) => shown.push(line),
      async (id) => void ids.push(id),
    );
    expect(asked).toEqual([
      'hyperdrive create ragline --caching-disabled',
      'queues create orders',
      'queues create orders-dlq',
      'secret put AUTH_PRIVATE_JWKS --name ragline',
      'secret put TOKEN --name ragline',
    ]);
    expect(ids).toEqual([ID]);
    expect(inputs.slice(3)).toEqual(['{"keys":[]}', 'hunter23']);
    expect(shown).toHaveLength(5);
    expect(shown.join()).not.toMatch(/hunter/);
  });

  it('passes the database’s address to wrangler on no command line', async () => {
    const [step] = planProvision(fresh, empty, env).steps;
    expect(step?.args.join()).not.toContain('hunter');
    expect(step?.secretArgs).toEqual(['--connection-string=postgres://me:hunter22@db/x']);
    // An option that the command knows: it has arrived.
    const { stdout } = await runWrangler(['hyperdrive', 'create'], { secretArgs: ['--help'] });
    expect(stdout).toContain('--connection-string');
  });

  it('creates nothing that exists', () => {
    expect(planProvision(config, complete, env)).toEqual({ steps: [], lacking: [] });
    const half = { ...complete, queues: new Set(['orders']), hyperdrive: 'caching' as const };
    expect(planProvision(config, half, env).steps.map(({ args }) => args.join(' '))).toEqual([
      `hyperdrive update ${ID} --caching-disabled`,
      'queues create orders-dlq',
    ]);
  });

  it('names what it lacks, and stops at the first command that fails', async () => {
    expect(planProvision(fresh, empty, {}).lacking.join()).toMatch(/DATABASE_URL.*npm run -s keys.*TOKEN/);
    expect(planProvision(config, { ...complete, hyperdrive: 'missing' }, env).lacking).toHaveLength(1);
    const { run, asked } = account({
      'queues create orders': { code: 1, output: 'no more queues' },
      'hyperdrive create': { output: ID },
    });
    const attempt = executeProvision(
      run,
      planProvision(fresh, empty, env),
      () => {},
      async () => {},
    );
    await expect(attempt).rejects.toThrow('wrangler queues create orders ended with 1:\nno more queues');
    expect(asked).toHaveLength(2);
  });

  it('never shows the address of the database, also when making the Hyperdrive fails', async () => {
    const { run } = account({ 'hyperdrive create': { code: 1, output: 'cannot connect' } });
    const attempt = executeProvision(
      run,
      planProvision(fresh, empty, env),
      () => {},
      async () => {},
    );
    await expect(attempt).rejects.toThrow('cannot connect');
    await expect(attempt).rejects.not.toThrow('hunter22');
  });
});

describe('a staged rollout', () => {
  const status = (versions: object[]) => ({ output: JSON.stringify({ versions }) });
  const one = status([{ version_id: 'old', percentage: 100 }]);
  const rollout = (answers: Record<string, Partial<Outcome>>, isHealthy: () => boolean = () => true) => {
    const wrangler = account({ 'deployments status': one, ...answers });
    let waitedMs = 0;
    const result = rollOut(
      {
        run: wrangler.run,
        upload: async () => 'new',
        isHealthy: async () => isHealthy(),
        wait: async (ms) => {
          waitedMs += ms;
        },
        log: () => {},
      },
      { stages: [10, 50], pauseMs: 60_000 },
    );
    const deploys = () =>
      wrangler.asked
        .filter((command) => command.startsWith('versions deploy'))
        .map((command) => command.split(' --')[0]);
    return { result, deploys, asked: wrangler.asked, waited: () => waitedMs };
  };

  it('gives the new version a rising share, always named first, and then the triggers', async () => {
    const { result, deploys, asked, waited } = rollout({});
    expect(await result).toBe('new');
    expect(deploys()).toEqual([
      'versions deploy new@10 old@90',
      'versions deploy new@50 old@50',
      'versions deploy new@100',
    ]);
    expect(asked.at(-1)).toBe('triggers deploy');
    expect(waited()).toBe(3 * 60_000);
  });

  it('gives everything back on the first bad answer', async () => {
    let probes = 0;
    const { result, deploys, asked } = rollout({}, () => ++probes < 8);
    await expect(result).rejects.toThrow('given back to old at 50 %');
    expect(deploys().at(-1)).toBe('versions deploy old@100');
    expect(asked).not.toContain('triggers deploy');
  });

  it('gives everything back when a stage cannot be deployed', async () => {
    const { result, deploys } = rollout({ 'versions deploy new@50': { code: 1, output: 'no' } });
    await expect(result).rejects.toThrow('given back to old at 50 %');
    expect(deploys().at(-1)).toBe('versions deploy old@100');
  });

  it('touches nothing while another one is under way, or before the first deploy', async () => {
    const halves = [
      { version_id: 'a', percentage: 50 },
      { version_id: 'b', percentage: 50 },
    ];
    for (const versions of [halves, []]) {
      const { result, deploys } = rollout({ 'deployments status': status(versions) });
      await expect(result).rejects.toThrow(/under way|nothing is deployed/);
      expect(deploys()).toEqual([]);
    }
  });

  it('accepts only rising shares', () => {
    expect(parseStages('5,25,50')).toEqual([5, 25, 50]);
    for (const bad of ['', '0', '50,10', '10,10', 'x', '10,101', '1.5'])
      expect(() => parseStages(bad)).toThrow('--stages');
  });
});

describe('where the core is placed', () => {
  it('is the region that a database host names, else the host, and nothing for a database of this machine', () => {
    const beside = (host: string) => placementBeside(`postgres://user:password@${host}/ragline?sslmode=require`);
    expect(beside('ep-cool-name-123.eu-central-1.aws.neon.tech')).toEqual({ region: 'aws:eu-central-1' });
    expect(beside('ep-cool-name-123-pooler.eastus2.azure.neon.tech')).toEqual({ region: 'azure:eastus2' });
    expect(beside('ep-a.c-2.us-east-1.aws.neon.tech')).toEqual({ region: 'aws:us-east-1' });
    expect(beside('db.abc123.ap-southeast-2.rds.amazonaws.com')).toEqual({ region: 'aws:ap-southeast-2' });
    expect(beside('aws-0-eu-west-3.pooler.supabase.com:6543')).toEqual({ region: 'aws:eu-west-3' });
    expect(beside('db.example.com')).toEqual({ host: 'db.example.com:5432' });
    expect(beside('db.example.com:6432')).toEqual({ host: 'db.example.com:6432' });
    for (const here of ['127.0.0.1:5432', 'localhost', '[::1]', '10.0.0.7']) expect(beside(here)).toBeUndefined();
    expect(placementBeside('')).toBeUndefined();
    expect(describePlacement({ host: 'db.example.com:5432' })).toBe('the host db.example.com:5432');
  });

  it('is said by the command line before wrangler.toml, and by that before the database', () => {
    const [asked, beside] = [parseRegion('gcp:europe-west1'), { host: 'db.example.com:5432' }];
    const written = { name: 'ragline', placement: { region: 'aws:us-east-1' } };
    expect(choosePlacement({ asked, beside }, written)).toEqual({ region: 'gcp:europe-west1' });
    expect(choosePlacement({ asked: undefined, beside }, written)).toEqual({ region: 'aws:us-east-1' });
    expect(choosePlacement({ asked: undefined, beside }, { name: 'ragline' })).toEqual(beside);
    for (const wrong of ['eu-central-1', 'aws:', 'aws:eu central', 'ibm:eu-de'])
      expect(() => parseRegion(wrong)).toThrow('say provider and region');
  });
});

describe('the two Workers of a deploy', () => {
  const read = (name: string) => readWranglerConfig(join(import.meta.dirname, '../../..', name));

  it('are a core that is placed and has no files, and a door that is not, with the files, and no variables', async () => {
    const raw = await read('wrangler.toml');
    const core = coreConfig(raw, { region: 'aws:eu-central-1' }, (path) => `/checkout/${path}`);
    expect(core).toMatchObject({ main: '/checkout/workers/index.ts', placement: { region: 'aws:eu-central-1' } });
    expect(core).not.toHaveProperty('assets');
    expect(parseDeployConfig(core)).toEqual(parseDeployConfig(raw));
    const door = await read('wrangler.edge.toml');
    expect(door).toMatchObject({ assets: raw.assets, compatibility_date: raw.compatibility_date });
    for (const table of ['vars', 'secrets', 'placement', 'hyperdrive', 'queues'])
      expect(door).not.toHaveProperty(table);
  });

  it('fit each other: the door leads to the core by its name, over its default entrypoint', async () => {
    const [door, core] = [await read('wrangler.edge.toml'), await read('wrangler.toml')];
    expect(doorFaults(door, core)).toEqual([]);
    expect(door.services).toEqual([{ binding: 'CORE', service: 'ragline', props: { isDoor: true } }]);
    expect(describeFaults(doorFaults(door, { ...core, name: 'mine' }))[0]).toBe(
      'wrangler.edge.toml leads to a Worker ragline, but wrangler.toml calls it mine. Remedy: write mine in its place in wrangler.edge.toml',
    );
  });
});
