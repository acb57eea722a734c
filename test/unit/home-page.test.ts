import { describe, expect, it } from 'vitest';
import { homeRoutes } from '../../workers/api/routes/home.ts';

const pageIn = async (isLocal: boolean) => {
  const routes = homeRoutes({ isLocal: () => isLocal, asyncApi: '' });
  return await (await routes.request('/', { headers: { accept: 'text/html' } })).text();
};

describe('the page at /', () => {
  it('names the demo logins in local mode and nowhere else', async () => {
    const [local, deployed] = [await pageIn(true), await pageIn(false)];
    expect(local).toContain('owner@bistro.test');
    expect(local).toContain('customer@grocer.test');
    expect(deployed).toContain('href="/docs"');
    expect(deployed).not.toMatch(/demo|@bistro|ragline-demo/i);
  });
});
