import { expect, it } from 'vitest';
import { pageRoutes } from '../../../workers/api/routes/pages.ts';

const homeIn = async (mode: string): Promise<unknown> =>
  await (await pageRoutes(() => mode === 'local').request('/')).json();

it('names the demo shops in local mode alone', async () => {
  expect(await homeIn('local')).toMatchObject({ demo_shops: ['bistro', 'grocer'] });
  expect(await homeIn('production')).not.toHaveProperty('demo_shops');
});
