import { describe, expect, it } from 'vitest';
import { renderBanner } from '../../../scripts/dev-stack/banner.ts';
import { wantsDemo } from '../../../scripts/dev-stack/demo-policy.ts';

describe('the demo tenants of npm start', () => {
  it.each([
    undefined,
    '',
    'postgres://u:p@localhost:5432/d',
    'postgres://u:p@127.0.0.1/d?sslmode=disable',
    'postgres://u:p@127.1.2.3/d',
    'postgres://u:p@[::1]:5432/d',
    'postgres://u:p@/d?host=/var/run/postgresql',
  ])('go into the embedded database and one on this machine: %s', (url) => {
    expect(wantsDemo(undefined, url)).toBe(true);
    expect(wantsDemo('', url)).toBe(true);
    expect(wantsDemo('0', url)).toBe(false);
  });

  it.each([
    'postgres://u:p@db.example.com/d',
    'postgres://u:p@10.0.0.5/d',
    'postgres://u:p@localhost.example.com/d',
    'postgres://u:p@127.0.0.1.example.com/d',
    'postgres://u:p@localhost/d?host=db.example.com',
    'postgres://localhost:p@db/localhost',
  ])('go into no other database unless requested: %s', (url) => {
    expect(wantsDemo(undefined, url)).toBe(false);
    expect(wantsDemo('1', url)).toBe(true);
  });

  it('refuse any value of RAGLINE_SEED_DEMO but 1 and 0', () => {
    expect(() => wantsDemo('yes', undefined)).toThrow('RAGLINE_SEED_DEMO must be 1');
  });

  it('are offered by the banner where they are, and by nothing where they are not', () => {
    const about = { url: 'http://127.0.0.1:8787', database: 'd', redis: 'r', model: 'm', stateFolder: 's' };
    expect(renderBanner({ ...about, hasDemo: true })).toContain('owner@bistro.test');
    const without = renderBanner({ ...about, hasDemo: false });
    expect(without).not.toMatch(/ragline-demo|bistro/);
    expect(without).toContain('RAGLINE_SEED_DEMO=1');
    expect(without).toContain('/v1/auth/register');
  });
});
