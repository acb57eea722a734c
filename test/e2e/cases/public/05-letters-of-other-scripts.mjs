// GET /v1/products?search= with a product's own name, as stored; "whatever its accents".
import { checks, listed, shop } from './lib.mjs';

const c = checks('05 letters of other scripts');
const names = [
  'うどん',
  'ガーリックトースト',
  'पनीर टिक्का',
  'বিরিয়ানি',
  'தோசை',
  'كَبْسَة',
  'שַׁקְשׁוּקָה',
  'Crème brûlée',
  'Smørrebrød',
  'Bœuf bourguignon',
  'Grießbrei',
];
const { token } = await shop(names.map((name) => [name]));
for (const name of names.slice(0, 8)) c.is(`"${name}" by its own name`, await listed(token, name), [name]);
for (const [typed, name] of [
  ['ガーリック', 'ガーリックトースト'],
  ['पनीर', 'पनीर टिक्का'],
  ['كبسة', 'كَبْسَة'],
  ['שקשוקה', 'שַׁקְשׁוּקָה'],
  ['creme brulee', 'Crème brûlée'],
  ['smorrebrod', 'Smørrebrød'],
  ['boeuf', 'Bœuf bourguignon'],
  ['griessbrei', 'Grießbrei'],
])
  c.is(`"${typed}" finds "${name}"`, await listed(token, typed), [name]);
c.end();
