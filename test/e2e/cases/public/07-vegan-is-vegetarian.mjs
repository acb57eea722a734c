import { call, checks, searched, shop } from './lib.mjs';

const c = checks('07 vegan is vegetarian');
const { token } = await shop([
  ['Vegan curry', { dietary: ['vegan'] }],
  ['Paneer curry', { dietary: ['vegetarian'] }],
  ['Lamb curry'],
]);
const both = ['Paneer curry', 'Vegan curry'];
c.is(
  'GET ?diet=vegetarian',
  (await call('GET', '/v1/products?diet=vegetarian&sort=name', { token })).json.data.map((p) => p.name),
  both,
);
c.is('search "vegetarian curry"', (await searched(token, 'vegetarian curry')).toSorted(), both);
c.is('search "curry without meat"', (await searched(token, 'curry without meat')).toSorted(), both);
c.is('filters.diets', (await searched(token, 'curry', { filters: { diets: ['vegetarian'] } })).toSorted(), both);
c.is('vegan stays vegan', await searched(token, 'vegan curry'), ['Vegan curry']);
c.end();
