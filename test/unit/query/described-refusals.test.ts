import { expect, it } from 'vitest';
import { understandQuery } from '../../../workers/domain/query/understand-query.ts';

it.each([
  ['pad thai without crushed peanuts', ['peanuts']],
  ['hold the toasted sesame seeds', ['sesame']],
  ['ohne gehackte Nüsse', ['peanuts', 'tree_nuts']],
  ['zonder gebakken ei', ['eggs']],
  ['bez prażonych orzechów', ['peanuts', 'tree_nuts']],
  ['no sour cream and no hard boiled eggs', ['eggs']],
  ['sans oignons rouges et noix', ['peanuts', 'tree_nuts']],
  ['no tomato, lettuce or nuts please', ['peanuts', 'tree_nuts']],
  ['pad thai w/o peanuts', ['peanuts']],
])('refuses what is described: %s', (text, codes) => {
  const { unwanted, allergies, wanted } = understandQuery(text);
  expect([...unwanted, ...allergies].toSorted()).toEqual(codes.toSorted());
  expect(wanted.flatMap(({ allergens }) => allergens)).toEqual([]);
});

it.each(['non-veg biryani', 'we are allergic to bad service, two pizzas', 'no, 2 egg rolls'])(
  'refuses nothing of what is praised, asked for or corrected: %s',
  (text) => {
    const { unwanted, allergies } = understandQuery(text);
    expect([...unwanted, ...allergies]).toEqual([]);
  },
);

it.each([
  ['allergique aux noix, la tarte en contient ?', ['peanuts', 'tree_nuts']],
  ['alergia a los cacahuetes, el pollo con mole se puede?', ['peanuts']],
])('does not refuse the dish that is asked about: %s', (text, codes) => {
  expect(understandQuery(text)).toMatchObject({ allergies: codes, harmful: [] });
});

it.each([
  'togli la carbonara prendo il salmone',
  'remove the sausage i’ll take the salmon',
  'et des grattons pour grignoter',
])('takes what is ordered in place of something for no refusal: %s', (text) => {
  expect(understandQuery(text)).toMatchObject({ allergies: [], unwanted: [], isUnsafe: false });
});

it.each([
  'allergic to peanuts, the mango and the kiwi, what can I eat?',
  'allergisch gegen Erdnüsse, die Mango und die Kiwi, was kann ich essen?',
  'alérgica a los cacahuetes, el mango y el kiwi, qué puedo comer?',
])('refuses all of a list that a question follows: %s', (text) => {
  const { allergies, foods, words } = understandQuery(text);
  expect(allergies).toContain('peanuts');
  expect([...foods, ...words]).toEqual(expect.arrayContaining(['mango', 'kiwi']));
});
