// "víno bílé" is white wine: the "no" in "víno" is no word.
import { chat, checks, searched, shop } from './lib.mjs';

const c = checks('04 word boundaries');
const { token } = await shop([
  ['Víno červené', { description: 'Frankovka' }],
  ['Víno bílé', { description: 'Veltlín' }],
  ['Pivo'],
]);
c.is('search "víno bílé"', (await searched(token, 'víno bílé'))[0], 'Víno bílé');
c.is('search "víno červené"', (await searched(token, 'víno červené'))[0], 'Víno červené');
c.is('chat "víno bílé"', /Víno bílé/.test((await chat(token, 'c1', 'víno bílé')).text), true);
c.end();
