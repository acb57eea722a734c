import { Hono } from 'hono';
import { expect, it } from 'vitest';
import type { ApiEnv } from '../../workers/api/api-env.ts';
import { pageRoutes } from '../../workers/api/routes/pages.ts';

const homeIn = async (mode: string): Promise<unknown> => {
  const app = new Hono<ApiEnv>().use(async (c, next) => {
    c.set('services', { config: { mode } } as ApiEnv['Variables']['services']);
    await next();
  });
  return await (await app.route('/', pageRoutes()).request('/')).json();
};

it('names the demo shops in local mode alone', async () => {
  expect(await homeIn('local')).toMatchObject({ demo_shops: ['bistro', 'grocer'] });
  expect(await homeIn('production')).not.toHaveProperty('demo_shops');
});
