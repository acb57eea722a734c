import { describe, expect, it } from 'vitest';
import { NO_RESTRICTIONS } from '../../../contracts/chat-restrictions.ts';
import { restateRestrictions } from '../../../workers/domain/conversations/restate-restrictions.ts';
import { withoutPassed } from '../../../workers/domain/query/denials.ts';
import { understandQuery } from '../../../workers/domain/query/understand-query.ts';
import { helpKindOf } from '../../../workers/offline-model/help-kinds.ts';
import { asksWhatFits } from '../../../workers/offline-model/intents.ts';

describe('a dish that is asked for after a refusal is not refused', () => {
  it.each([
    ['Eggs kill me, pasta?', ['eggs']],
    ['Eier bringen mich um, Pasta?', ['eggs']],
    ['les arachides me tuent, des pâtes ?', ['peanuts']],
    ['keep the pine nuts far away from me. pasta?', ['pine_nut']],
    ['shrimp puts my son in hospital. Pizza?', ['shrimp']],
  ])('%s', (text, codes) => {
    expect(restateRestrictions(NO_RESTRICTIONS, text)).toMatchObject({ exclude_allergens: codes, unconfirmed: [] });
  });

  it.each([
    ['von Milch krieg ich Bauchweh, was für Brötchen habt ihr', ['milk'], 'Brötchen'],
    ['if I eat an almond my lips swell up. which naans do you have', ['almond'], 'naans'],
    ['last year I had a prawn and went to hospital. fish without shellfish?', ['shrimp'], 'fish'],
  ] as const)('whether or not a question mark ends it: %s', (text, codes, wish) => {
    const { allergies, query } = understandQuery(text);
    expect([allergies, query]).toEqual([codes, expect.stringContaining(wish.toLowerCase())]);
  });

  it('is refused if its name contains the harmful food', () => {
    const text = 'I love pistachio gelato but my girlfriend would die from it';
    expect(restateRestrictions(NO_RESTRICTIONS, text).exclude_allergens).toEqual(['milk', 'pistachio']);
  });

  it.each([
    ['Nuts kill me, sesame?', 'sesame'],
    ['Eggs kill me, pasta too', 'gluten'],
    ['cashews, pasta, they kill me', 'gluten'],
  ] as const)('an allergen itself or more of the same is: %s', (text, code) => {
    expect(understandQuery(text).allergies).toContain(code);
  });
});

describe('a food that is not wanted', () => {
  it.each([
    'no cheese please',
    'ohne Käse bitte',
    'pizza without cheese',
    'sans beurre s’il vous plaît',
    'senza mozzarella',
    'sin nata',
  ])('is warned of in the whole conversation: %s', (text) => {
    const before = restateRestrictions(NO_RESTRICTIONS, text);
    expect(restateRestrictions(before, 'a pizza')).toMatchObject({ exclude_allergens: [], unconfirmed: ['milk'] });
  });

  it('is no allergen where it is a dish', () => {
    expect(restateRestrictions(NO_RESTRICTIONS, 'no pasta')).toEqual(NO_RESTRICTIONS);
  });
});

describe('a question about dishes for a person', () => {
  it.each([
    'my kid swells up from hazelnuts, what can she eat?',
    'what can my nut-allergic kid eat?',
    'soy celíaca, ¿qué puedo pedir?',
    'je suis allergique au lait, qu’est-ce que je peux manger ?',
    'Mein Sohn hat eine Nussallergie, was darf er essen?',
  ])('is one: %s', (text) => {
    expect(asksWhatFits(text, understandQuery(text))).toBe(true);
  });

  it.each(['what can I eat?', 'I have a nut allergy', 'which starters have no nuts?'])('is none: %s', (text) => {
    expect(asksWhatFits(text, understandQuery(text))).toBe(false);
  });
});

it('does not read a refusal as a complaint', () => {
  expect(helpKindOf('egg is off limits for her, pasta')).toBeUndefined();
  expect(helpKindOf('the milk was off')).toBe('complaint');
});

describe('a refusal after an unknown word', () => {
  it.each([
    ['mąż nie jada ryb', { allergies: ['fish'] }],
    ['mąż nie jada wieprzowiny, co mu zamówić?', { foods: ['pork'] }],
    ['my wife will not go near shellfish', { unwanted: ['crustaceans', 'molluscs'] }],
    ['mosterd kan ik niet hebben', { allergies: ['mustard'] }],
    ['Paradeiser gehen gar nicht, da brennt mir der Mund', { foods: ['tomato'] }],
    ['two nut allergies, one egg, one dairy', { allergies: ['eggs', 'peanuts', 'milk', 'tree_nuts'] }],
  ])('%s', (text, refused) => {
    expect(understandQuery(text)).toMatchObject(refused);
  });
});

describe('a “no” that refuses nothing', () => {
  it.each([
    'drei Espresso, nein, zwei',
    'two espressos, no, three',
    'a pizza, no wait, two pizzas',
    'geen allergieën hier',
  ])('%s', (text) => {
    expect(restateRestrictions(NO_RESTRICTIONS, text)).toEqual(NO_RESTRICTIONS);
    expect(understandQuery(text).notUnderstood).toEqual([]);
  });

  it('still refuses a food without a number', () => {
    expect(understandQuery('nuts, no, two pizzas').allergies).toContain('peanuts');
  });

  it.each([
    [
      'Keine Sorge, Nüsse sind für mich kein Problem. Eine Nussecke wär toll',
      'Nüsse sind für mich. Eine Nussecke wär toll',
    ],
    ['peanut sauce free of charge please', 'peanut sauce please'],
    ['no problem', 'no problem'],
    ['not allergic to nuts but to sesame', 'not allergic to nuts but to sesame'],
  ])('is no part of a message: %s', (said, left) => {
    expect(withoutPassed(said)).toBe(left);
  });
});
