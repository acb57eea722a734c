import { describe, expect, it } from 'vitest';
import {
  certaintyOf,
  certaintyOfCategory,
  type DishKind,
  kindsAskedIn,
} from '../../../workers/domain/query/dish-kinds.ts';

const dish = (name: string, category: string | null, description: string | null = null) => ({
  ...{ name, category, description },
  ...{ dietary: [], allergens: [], may_contain: [], free_of: [] },
});

describe('the kind of dish that a request asks for', () => {
  it.each<[said: string, ...kinds: DishKind[]]>([
    ['what could she eat as a main?', 'main'],
    ['hot starters', 'starter', 'warm'],
    ['something cold to drink', 'cold', 'drink'],
    ['comme dessert', 'dessert'],
    ['un desert svp', 'dessert'],
    ['un plat principal', 'main'],
    ['eine Mehlspeise', 'dessert'],
    ['quelque chose de salé', 'savoury'],
    ['quelque chose de sucré', 'dessert'],
    ['was Salziges', 'savoury'],
    ['was gibts Kaltes', 'cold'],
    ['was Warmes zu trinken', 'drink', 'warm'],
    ['tapas calientes', 'warm'],
    ['algo para beber', 'drink'],
    ['qualcosa di caldo', 'warm'],
    ['iets hartigs', 'savoury'],
    ['sıcak içecek', 'drink', 'warm'],
    ['coś słodkiego', 'dessert'],
  ])('is told by “%s”', (said, ...kinds) => {
    expect(kindsAskedIn(said).kinds.toSorted()).toEqual(kinds);
  });

  it.each([
    'sweet potato fries',
    'hot sauce',
    'salad with the dressing on the side',
    'I have a cold',
    'a starter and a main',
    'un caldo de pollo',
    'is the fish on sale',
    'pan con tomate',
  ])('is not told by “%s”', (said) => {
    expect(kindsAskedIn(said).kinds).toEqual([]);
  });

  it.each<[name: string, category: string | null, kind: DishKind, certainty: string]>([
    ['Tarte aux légumes', 'traiteur', 'dessert', 'no'],
    ['Mousse au chocolat', 'pâtisseries', 'dessert', 'sure'],
    ['Chocolate cake', null, 'dessert', 'sure'],
    ['Hummus', 'cold starters', 'main', 'no'],
    ['Pizza Margherita', 'pizza', 'main', 'likely'],
    ['Insalata di ceci', 'salati', 'savoury', 'sure'],
    ['Gelato al pistacchio', 'gelati', 'savoury', 'no'],
    ['Sorbetto al limone', 'sorbetti', 'dessert', 'sure'],
    ['Kalter Schweinsbraten', 'Kalte Speisen', 'cold', 'sure'],
    ['Falafel', 'hot starters', 'cold', 'no'],
    ['Falafel', 'hot starters', 'warm', 'sure'],
    ['Tortilla', 'tapas frías', 'warm', 'no'],
    ['Grüner Veltliner', 'Weine', 'drink', 'sure'],
    ['Filterkaffee', 'Getränke', 'cold', 'no'],
  ])('%s of %s as %s: %s', (name, category, kind, certainty) => {
    expect(certaintyOf(dish(name, category), [kind])).toBe(certainty);
  });

  it.each<[category: string, kind: DishKind, certainty: string]>([
    ['Mehlspeisen', 'dessert', 'sure'],
    ['hot starters', 'dessert', 'no'],
    ['specials', 'dessert', 'likely'],
    ['', 'drink', 'likely'],
    ['Getränke', 'drink', 'sure'],
    ['Desserts', 'main', 'no'],
  ])('dishes of the category “%s” as %s: %s', (category, kind, certainty) => {
    expect(certaintyOfCategory(category, [kind])).toBe(certainty);
  });
});
