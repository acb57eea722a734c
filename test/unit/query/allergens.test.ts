import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALLERGEN_CODES, type AllergenCode, groupsOf, membersOf } from '../../../contracts/allergens/codes.ts';
import { mentionsOf } from '../../../contracts/allergens/mentions.ts';
import { resolveAllergen } from '../../../contracts/allergens/resolve.ts';
import { type AllergenDeclaration, safetyOf } from '../../../contracts/allergens/safety.ts';
import { DIET_CODES, freeOfByTags, resolveDiet, tagsFor } from '../../../contracts/diets.ts';
import { fold, wordsIn } from '../../../contracts/fold.ts';

const codesOf = (word: string, as: 'declared' | 'refused' = 'refused') => {
  const resolved = resolveAllergen(word, as);
  return resolved.isKnown ? resolved.codes : resolved;
};

describe('folding', () => {
  it.each([
    ['Œufs', 'oeufs'],
    ['SMØRREBRØD', 'smorrebrod'],
    ['Weißbrot', 'weissbrot'],
    ['żółtko', 'zoltko'],
    ['fındık', 'findik'],
    ['İÇECEK', 'icecek'],
    ['ｴﾋﾞ', 'エビ'],
  ])('%s is %s', (text, folded) => expect(fold(text)).toBe(folded));

  it.each(['がんもどき', 'दूध', 'ビーフ'])('keeps the marks of %s, which are letters', (text) =>
    expect(fold(text)).toBe(text.normalize('NFKC')),
  );

  it('finds words by Unicode, with where they stand', () => {
    const text = 'Crème brûlée: sans œuf';
    expect(wordsIn(text).map(({ start, end }) => text.slice(start, end))).toEqual(['Crème', 'brûlée', 'sans', 'œuf']);
  });
});

describe('a name of an allergen', () => {
  it.each(ALLERGEN_CODES)('%s, the code, means itself in both directions', (code) => {
    expect(codesOf(code, 'declared')).toEqual([code]);
    expect(codesOf(code)).toEqual([code]);
  });

  it.each<[string, AllergenCode[]]>([
    ['dairy', ['milk']],
    ['Eggs', ['eggs']],
    ['HAZELNUTS', ['hazelnut']],
    ['soya', ['soybeans']],
    ['shellfish', ['crustaceans', 'molluscs']],
    ['crustacean shellfish', ['crustaceans']],
    ['Haselnüsse', ['hazelnut']],
    ['Haselnuesse', ['hazelnut']],
    ['Erdnußallergie', ['peanuts']],
    ['laktosefrei', ['lactose']],
    ['fruits à coque', ['tree_nuts']],
    ["blanc d'œuf", ['eggs']],
    ['arachidi', ['peanuts']],
    ['cacahuetes', ['peanuts']],
    ['schaaldieren', ['crustaceans']],
    ['amendoim', ['peanuts']],
    ['orzeszków ziemnych', ['peanuts']],
    ['glutenu', ['gluten']],
    ['yer fıstığına', ['peanuts']],
    ['sütsüz', ['milk']],
    ['yumurtaya', ['eggs']],
    ['えび', ['shrimp']],
    ['落花生', ['peanuts']],
    ['मूंगफली', ['peanuts']],
    ['mozzarella', ['milk']],
    ['soy sauce', ['wheat', 'soybeans']],
    ['tahini', ['sesame']],
    ['peanut butter', ['peanuts']],
    ['no milk or eggs', ['eggs', 'milk']],
  ])('“%s” is refused as %j', (word, codes) => expect(codesOf(word)).toEqual(codes));

  it('takes in peanuts when a person refuses nuts, and not when a shop declares them', () => {
    expect(codesOf('nuts')).toEqual(['peanuts', 'tree_nuts']);
    expect(codesOf('Nüsse', 'declared')).toEqual(['tree_nuts']);
  });

  it.each([
    'coconut',
    'eggplant',
    'butternut',
    'nutmeg',
    'buckwheat',
    'water chestnut',
    'coconut milk',
    'noix de muscade',
  ])('“%s” is none', (word) => expect(resolveAllergen(word, 'refused').isKnown).toBe(false));

  it.each([
    ['dairi', 'dairy'],
    ['hazlenut', 'hazelnut'],
    ['may contain nuts', 'nuts'],
    ['free of milk', 'milk'],
  ])('a shop that declares “%s” is told of %s', (word, nearest) =>
    expect(resolveAllergen(word, 'declared')).toMatchObject({
      isKnown: false,
      nearest: expect.arrayContaining([nearest]),
    }),
  );

  it('offers the fourteen when a word is like none, and never fails', () => {
    expect(resolveAllergen('xyzzy', 'refused')).toMatchObject({ nearest: { length: 14 } });
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.constantFrom('declared', 'refused'),
        (text, as) => {
          const resolved = resolveAllergen(text, as);
          expect(resolved.isKnown ? resolved.codes.length : resolved.nearest.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe('mentions in a text', () => {
  const seen = (text: string) =>
    mentionsOf(text).map(({ start, end, codes, isRefusal }) => [text.slice(start, end), codes.join(' '), isRefusal]);

  it('are whole words, the longest phrase first', () => {
    expect(seen('Eggplant and butternut with nutmeg, coconut milk and peanut butter')).toEqual([
      ['coconut milk', '', false],
      ['peanut butter', 'peanuts', false],
    ]);
    expect(seen('noix de Saint-Jacques aux noisettes')).toEqual([
      ['noix de Saint-Jacques', 'scallop', false],
      ['noisettes', 'hazelnut', false],
    ]);
  });

  it('say when the word itself refuses', () => {
    expect(seen('eggless cake, lactose-free, Nussallergie, free of milk')).toEqual([
      ['eggless', 'eggs', true],
      ['cake', 'gluten', false],
      ['lactose-free', 'lactose', true],
      ['Nussallergie', 'peanuts tree_nuts', true],
      ['milk', 'milk', false],
    ]);
  });

  it.each<[string, string]>([
    ['Käsespuren', 'milk'],
    ['Sahnesoße', 'milk'],
    ['Kräuterbutter', 'milk'],
    ['Ziegenkäsetaler', 'milk'],
    ['Käsekuchen', 'gluten milk'],
    ['Haselnusscreme', 'hazelnut'],
    ['Erdnussreste', 'peanuts'],
    ['Vollkornbrot', 'gluten'],
    ['Mandelbutter', 'almond'],
    ['kaasfondue', 'milk'],
    ['garnalencocktail', 'shrimp'],
  ])('are found in the compound %s', (word, codes) => expect(seen(word)).toEqual([[word, codes, false]]));

  it.each(
    'Kokosnuss Muskatnuss Butternusskürbis Buchweizennudeln Kokosmilchsuppe Kartoffelmehl Kichererbsen Eis Austernpilze Schweinebraten Hochgenuss Majoran eggplant brother gathering butterfly'.split(
      ' ',
    ),
  )('are none in %s', (word) =>
    expect(seen(word).flatMap(([, codes]) => codes)).not.toContainEqual(expect.stringMatching(/./)),
  );

  it('are found in scripts without spaces', () => {
    expect(seen('いかがですか。卵と牛乳なしで、豆乳ならOK')).toEqual([
      ['卵', 'eggs', false],
      ['牛乳', 'milk', false],
      ['豆乳', 'soybeans', false],
    ]);
    expect(seen('スイカとココナッツ')).toEqual([
      ['スイカ', '', false],
      ['ココナッツ', '', false],
    ]);
  });
});

const code = fc.constantFrom(...ALLERGEN_CODES);
const codes = fc.uniqueArray(code, { maxLength: 6 });
const declaration: fc.Arbitrary<AllergenDeclaration> = fc.record({
  allergens: fc.option(codes),
  may_contain: codes,
  free_of: codes,
});
const clean: AllergenDeclaration = { allergens: [], may_contain: [], free_of: [] };
const silent: AllergenDeclaration = { allergens: null, may_contain: [], free_of: [] };

describe('safety', () => {
  const verdict = (
    product: Partial<AllergenDeclaration>,
    refused: AllergenCode[],
    options: AllergenDeclaration[] = [],
  ) => safetyOf({ ...clean, ...product }, options, refused).verdict;

  it.each<[string, Partial<AllergenDeclaration>, AllergenCode[], string]>([
    ['a declared allergen', { allergens: ['milk'] }, ['milk'], 'contains'],
    ['another one', { allergens: ['milk'] }, ['eggs'], 'safe'],
    ['a member of what is refused', { allergens: ['spelt'] }, ['gluten'], 'contains'],
    ['only the group of what is refused', { allergens: ['tree_nuts'] }, ['hazelnut'], 'contains'],
    ['another member of the group', { allergens: ['pistachio'] }, ['hazelnut'], 'safe'],
    ['traces', { may_contain: ['almond'] }, ['tree_nuts'], 'may_contain'],
    ['nothing declared', { allergens: null }, ['eggs'], 'not_declared'],
    ['declared free of it', { allergens: null, free_of: ['eggs'] }, ['eggs'], 'safe'],
    ['declared free of its group', { allergens: null, free_of: ['gluten'] }, ['wheat'], 'safe'],
    ['free of a member alone', { allergens: null, free_of: ['wheat'] }, ['gluten'], 'not_declared'],
    ['lactose-free milk, for lactose', { allergens: ['milk'], free_of: ['lactose'] }, ['lactose'], 'safe'],
    ['lactose-free milk, for milk', { allergens: ['milk'], free_of: ['lactose'] }, ['milk'], 'contains'],
    ['a declaration that contradicts itself', { allergens: ['wheat'], free_of: ['gluten'] }, ['gluten'], 'contains'],
  ])('of %s', (_, product, refused, expected) => expect(verdict(product, refused)).toBe(expected));

  it('counts what the chosen options add, and names what is not safe', () => {
    const burrata = { ...clean, allergens: ['milk' as const] };
    expect(safetyOf(clean, [burrata, silent], ['milk', 'eggs'])).toEqual({
      verdict: 'contains',
      conflicts: [
        { code: 'eggs', verdict: 'not_declared' },
        { code: 'milk', verdict: 'contains' },
      ],
    });
  });

  it('is never found without a declaration', () => {
    fc.assert(
      fc.property(code, codes, (refused, others) => {
        const free_of = others.filter((each) => each !== refused && !groupsOf(refused).includes(each));
        expect(verdict({ allergens: null, free_of }, [refused])).not.toBe('safe');
      }),
    );
  });

  it('is never found where the code, a member or nothing but a group is declared', () => {
    fc.assert(
      fc.property(declaration, fc.array(declaration, { maxLength: 2 }), code, (product, options, refused) => {
        for (const part of [product, ...options]) {
          const inIt = [...(part.allergens ?? []), ...part.may_contain];
          if ([refused, ...membersOf(refused)].some((each) => inIt.includes(each))) {
            expect(safetyOf(product, options, [refused]).verdict).not.toBe('safe');
          }
        }
      }),
    );
  });

  it('never grows when more is refused, chosen, contained or possible', () => {
    fc.assert(
      fc.property(declaration, declaration, codes, codes, (product, option, refused, more) => {
        if (safetyOf(product, [], refused).verdict === 'safe') return;
        expect(safetyOf(product, [], [...refused, ...more]).verdict).not.toBe('safe');
        expect(safetyOf(product, [option], refused).verdict).not.toBe('safe');
        const traces = { ...product, may_contain: [...product.may_contain, ...more] };
        expect(safetyOf(traces, [], refused).verdict).not.toBe('safe');
      }),
    );
  });

  it('of a group implies that of its members', () => {
    fc.assert(
      fc.property(declaration, code, (product, refused) => {
        if (safetyOf(product, [], [refused]).verdict !== 'safe') return;
        expect(safetyOf(product, [], membersOf(refused)).verdict).toBe('safe');
      }),
    );
  });
});

describe('a diet', () => {
  it.each(DIET_CODES)('%s means itself', (diet) => expect(resolveDiet(diet)).toEqual({ isKnown: true, diet }));

  it.each([
    ['gluten free', 'gluten-free'],
    ['Glutenfrei', 'gluten-free'],
    ['sans gluten', 'gluten-free'],
    ['bezglutenowe', 'gluten-free'],
    ['coeliac', 'gluten-free'],
    ['lactose intolerant', 'lactose-free'],
    ['sütsüz', 'dairy-free'],
    ['erdnussfrei', 'peanut-free'],
    ['nut-free', 'nut-free'],
    ['végétarienne', 'vegetarian'],
    ['vegane', 'vegan'],
    ['eggless', 'egg-free'],
    ['शाकाहारी', 'vegetarian'],
  ])('“%s” is %s', (name, diet) => expect(resolveDiet(name)).toEqual({ isKnown: true, diet }));

  it('that is unknown is told the nearest', () => {
    expect(resolveDiet('vegann')).toMatchObject({ isKnown: false, nearest: expect.arrayContaining(['vegan']) });
    expect(resolveDiet('milk').isKnown).toBe(false);
  });

  it('is fulfilled by a stricter one, and only a claim of its own declares a dish free of anything', () => {
    expect(tagsFor('vegetarian')).toContain('vegan');
    expect(tagsFor('vegan')).toEqual(['vegan']);
    expect(freeOfByTags(['gluten-free', 'vegan'])).toEqual(['gluten']);
  });
});
