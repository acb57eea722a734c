import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDeployConfig } from '../../../scripts/deploy/deploy-config.ts';
import { NeonBranches } from '../../../scripts/deploy/neon-branches.ts';
import { previewConfig, previewSlug } from '../../../scripts/deploy/preview-config.ts';
import { readWranglerConfig } from '../../../scripts/wrangler-config.ts';

const FILE = join(import.meta.dirname, '../../../wrangler.toml');

describe('the configuration of a preview', () => {
  it('shares no name with production, and reaches no Hyperdrive', async () => {
    const raw = await readWranglerConfig(FILE);
    const production = parseDeployConfig(raw);
    const preview = previewConfig(raw, 'feature-x', (path) => `/checkout/${path}`);
    const parsed = parseDeployConfig(preview);
    expect(parsed.hyperdriveId).toBeUndefined();
    expect(parsed.queues).toHaveLength(production.queues.length);
    expect(parsed.queues.filter((queue) => production.queues.includes(queue))).toEqual([]);
    expect(parsed.name).not.toBe(production.name);
    expect(parsed.vars.RAGLINE_MODE).toBe('production');
    expect(preview.main).toBe('/checkout/workers/index.ts');
    expect(preview).not.toHaveProperty('routes');
    expect(preview).toHaveProperty('migrations');
  });

  it('makes a name of any branch that has one, and refuses one that is too long', async () => {
    expect(previewSlug('Feature/Größe #7')).toBe('feature-gr-e-7');
    expect(previewSlug(`${'x'.repeat(29)}/y`)).toBe('x'.repeat(29));
    expect(() => previewSlug('…/–')).toThrow('no letter or digit');
    const raw = await readWranglerConfig(FILE);
    expect(() => previewConfig(raw, 'x'.repeat(60), (path) => path)).toThrow('longer than');
  });
});

/** Neon's API, as far as a preview uses it. https://api-docs.neon.tech/reference */
function neon() {
  const branches = new Map([['br-main', 'main']]);
  const calls: string[] = [];
  const serve: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    const method = init?.method ?? 'GET';
    calls.push(`${method} ${url.pathname.replace('/api/v2/projects/p-1', '')}`);
    if (new Headers(init?.headers).get('authorization') !== 'Bearer key')
      return Response.json({ message: 'no' }, { status: 401 });
    const path = url.pathname.replace('/api/v2/projects/p-1', '');
    if (method === 'GET' && path === '/branches') {
      const search = url.searchParams.get('search') ?? '';
      const found = [...branches].filter(([, name]) => name.includes(search));
      return Response.json({ branches: found.map(([id, name]) => ({ id, name })) });
    }
    if (method === 'POST' && path === '/branches') {
      const { branch, endpoints } = JSON.parse(String(init?.body));
      expect(endpoints).toEqual([{ type: 'read_write' }]);
      expect(Date.parse(branch.expires_at)).toBeGreaterThan(0);
      branches.set('br-new', branch.name);
      return Response.json({ branch: { id: 'br-new' } }, { status: 201 });
    }
    if (method === 'DELETE') return Response.json({ deleted: branches.delete(path.replace('/branches/', '')) });
    if (path === '/connection_uri')
      return Response.json({
        uri: `postgresql://${url.searchParams.get('role_name')}:pw@${url.searchParams.get('branch_id')}/db`,
      });
    return Response.json({ message: 'unknown' }, { status: 404 });
  };
  const open = (apiKey: string) => new NeonBranches({ apiKey, projectId: 'p-1', database: 'db', role: 'owner' }, serve);
  return { open, calls, branches };
}

describe('a branch of the database', () => {
  const expiresAt = new Date('2026-12-01T00:00:00Z');

  it('is made once, found again, and taken away', async () => {
    const { open, calls, branches } = neon();
    const project = open('key');
    const id = await project.ensure('preview/x', { expiresAt });
    expect(await project.ensure('preview/x', { expiresAt })).toBe(id);
    expect(calls.filter((call) => call.startsWith('POST'))).toHaveLength(1);
    expect(await project.connectionString(id)).toBe('postgresql://owner:pw@br-new/db');
    // Neon searches by parts of a name: another branch must not be taken for this one.
    expect(await project.find('preview')).toBeUndefined();
    await project.remove('preview/x');
    await project.remove('preview/x');
    expect([...branches.values()]).toEqual(['main']);
  });

  it('says what Neon answered, and never the key', async () => {
    const attempt = neon().open('hunter22').ensure('preview/x', { expiresAt });
    await expect(attempt).rejects.toThrow('Neon answered 401 to GET /branches');
    await expect(attempt).rejects.not.toThrow('hunter22');
  });
});
