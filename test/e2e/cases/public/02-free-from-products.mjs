// A product whose name says that something is NOT in it must be found by that very name.
import { chat, checks, searched, shop } from './lib.mjs';

const c = checks('02 free-from products');
const items = [
  ['Lactose-free milk', { dietary: ['lactose-free'] }],
  ['Whole milk', { allergens: ['milk'] }],
  ['Alcohol-free beer'],
  ['Lager beer'],
  ['Wheat-free bread'],
  ['Egg-free mayonnaise'],
  ['Nut-free granola'],
  ['Dairy-free ice cream'],
];
const { token } = await shop(items);
for (const name of [
  'Lactose-free milk',
  'Alcohol-free beer',
  'Wheat-free bread',
  'Egg-free mayonnaise',
  'Nut-free granola',
  'Dairy-free ice cream',
]) {
  c.is(`search "${name}" has it first`, (await searched(token, name))[0], name);
}
c.is(
  '"lactose free milk" has not what declares milk',
  (await searched(token, 'lactose free milk')).includes('Whole milk'),
  false,
);
c.is(
  'chat finds the lactose-free milk',
  /Lactose-free milk/.test((await chat(token, 'c1', 'lactose-free milk')).text),
  true,
);
c.end();
