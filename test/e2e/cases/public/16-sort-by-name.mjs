import { call, checks, shop } from './lib.mjs';

const c = checks('16 sort by name');
const { token } = await shop([['Zebra cake'], ['apple pie'], ['Éclair'], ['banana bread'], ['Äpfel'], ['Donut']]);
c.is(
  'alphabetical',
  (await call('GET', '/v1/products?sort=name', { token })).json.data.map((p) => p.name),
  ['Äpfel', 'apple pie', 'banana bread', 'Donut', 'Éclair', 'Zebra cake'],
);
c.end();
