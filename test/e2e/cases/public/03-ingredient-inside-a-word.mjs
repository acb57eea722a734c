// An ingredient that is refused must not take out words that only begin like it.
import { checks, searched, shop } from './lib.mjs';

const c = checks('03 ingredient inside a word');
const { token } = await shop([
  ['Eggplant dip', { category: 'starters' }],
  ['Ginger tea'],
  ['Rump steak'],
  ['Hamburger', { description: 'Beef' }],
  ['Nutmeg potatoes'],
  ['Egg salad'],
  ['Gin tonic'],
  ['Ham burger', { description: 'With ham' }],
  ['Nut cake'],
]);
for (const [query, wanted, unwanted] of [
  ['dip without egg', 'Eggplant dip', 'Egg salad'],
  ['tea without alcohol', 'Ginger tea', 'Gin tonic'],
  ['steak without alcohol', 'Rump steak', 'Gin tonic'],
  ['hamburger without pork', 'Hamburger', 'Ham burger'],
  ['potatoes without nuts', 'Nutmeg potatoes', 'Nut cake'],
]) {
  const found = await searched(token, query);
  c.is(`"${query}" finds ${wanted}`, found.includes(wanted), true);
  c.is(`"${query}" does not find ${unwanted}`, found.includes(unwanted), false);
}
c.end();
