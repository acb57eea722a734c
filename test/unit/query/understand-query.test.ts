import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BISTRO, GROCER } from '../../../schema/seed/demo-catalog.ts';
import { offerOf } from '../../../workers/domain/query/left-out.ts';
import { amountIn } from '../../../workers/domain/query/prices.ts';
import { understandQuery } from '../../../workers/domain/query/understand-query.ts';
import { cpuSecondsOf } from '../../support/cpu-seconds.ts';

const NOTHING = {
  ...{ diets: [], allergies: [], unwanted: [], foods: [], words: [], contains: [], notUnderstood: [] },
  isUnsafe: false,
};
const NUTS = ['peanuts', 'tree_nuts'];

describe('a request', () => {
  it.each([
    ['vegan pasta', { query: 'pasta', diets: ['vegan'] }],
    ['gluten free and vegetarian', { query: 'and', diets: ['gluten-free', 'vegetarian'] }],
    ['pizza without nuts or eggs', { query: 'pizza', unwanted: ['eggs', ...NUTS] }],
    ['no nuts, pizza', { query: ', pizza', unwanted: NUTS }],
    ['nut and egg allergy, starters', { query: ', starters', allergies: ['eggs', ...NUTS] }],
    ['allergic to peanuts, shellfish and dairy', { allergies: ['crustaceans', 'peanuts', 'milk', 'molluscs'] }],
    ['pasta without cheese and with mushrooms', { query: 'pasta and with mushrooms', foods: ['cheese'] }],
    ['pizza that is not too spicy', { query: 'pizza that is', foods: ['spicy'] }],
    ['no meat, no fish', { query: '', diets: ['vegetarian'], unwanted: ['fish'] }],
    ['anything but pizza', { query: '', words: ['pizza'] }],
    ['non-alcoholic drinks', { query: 'drinks', foods: ['alcohol'] }],
    ['which dishes contain nuts?', { query: 'which dishes', contains: NUTS }],
    ['I am allergic to hazelnuts, dessert?', { query: 'i am, dessert', allergies: ['hazelnut'] }],
    ['dessert, egg allergy', { query: 'dessert', allergies: ['eggs'] }],
    ['no mushrooms, onions', { query: '', foods: ['mushroom', 'onion'] }],
    ['glutten free bread', { query: 'bread', allergies: ['gluten'] }],
    ['allergic to: nuts', { allergies: NUTS }],
    ['I am coeliac', { query: 'i am', diets: ['gluten-free'] }],
    ['dessert sans noix ni oeufs', { query: 'dessert', unwanted: ['eggs', ...NUTS] }],
    ['sono allergico alle noci e al latte', { query: 'sono', allergies: ['peanuts', 'milk', 'tree_nuts'] }],
    ['soy alérgico a los mariscos', { query: 'soy', allergies: ['crustaceans', 'molluscs'] }],
    ['Ich vertrage keine Milch', { query: 'ich', allergies: ['milk'] }],
    ['Ich bin allergisch gegen Milch', { query: 'ich bin', allergies: ['milk'] }],
    ['Ik ben allergisch voor hazelnoten', { query: 'ik ben', allergies: ['hazelnut'] }],
    ['ohne Nüsse und Eier', { unwanted: ['eggs', ...NUTS] }],
    ['zonder noten', { unwanted: NUTS }],
    ['sem glúten, frango no forno', { query: ', frango forno', allergies: ['gluten'] }],
    ['mam alergię na orzechy', { query: 'mam', allergies: NUTS }],
    ['sütsüz tatlı', { query: 'tatlı', diets: ['dairy-free'] }],
    ['fındık alerjim var', { allergies: ['hazelnut'] }],
    ['卵抜きのラーメン', { query: 'のラーメン', unwanted: ['eggs'] }],
    ['えびとかにが入っていない料理', { query: '料理', unwanted: ['shrimp', 'crab'] }],
    ['小麦アレルギー', { allergies: ['wheat'] }],
    ['अंडे के बिना', { unwanted: ['eggs'] }],
    ['ohne Käsespuren', { allergies: ['milk'], foods: ['cheese'] }],
    ['keine Spuren von Haselnüssen', { allergies: ['hazelnut'] }],
    ['kein Sahnezeug', { words: ['sahne'] }],
    ['mi hija no puede comer cacahuate', { allergies: ['peanuts'] }],
    ['Die Kleine verträgt weder Ei noch Milch', { allergies: ['eggs', 'milk'] }],
    ['non mangio né carne né pesce', { diets: ['vegetarian'], allergies: ['fish'] }],
    ['nous ne pouvons pas manger de crustacés', { allergies: ['crustaceans'] }],
    ['I am not allergic to nuts', { query: 'i' }],
    ['I don’t have a nut allergy', { query: 'i' }],
    ['keine Nüsse, Allergie', { allergies: NUTS }],
    ['ich esse keine Nüsse (Allergie)', { allergies: NUTS }],
    ['No, allergic to nuts', { allergies: NUTS }],
    ['I don’t have nuts, allergy', { allergies: NUTS }],
    ['not allergic to nuts but I am to sesame', { allergies: [...NUTS, 'sesame'] }],
    ['I’m not allergic to nuts, only sesame', { allergies: [...NUTS, 'sesame'] }],
    ['not only allergic to nuts', { allergies: NUTS }],
    ['ich habe keine Nussallergie', { query: '' }],
    ['ik ben allergisch voor noten, heeft u een toetje?', { allergies: NUTS }],
    ['pancake stack', { doubts: [] }],
    ['poppy seed cake', { query: 'poppy seed cake', doubts: [] }],
    ['Grillgerichte günstigste zuerst', { query: 'grill', sort: 'price' }],
    ['gf + df lunch', { diets: ['gluten-free', 'dairy-free'] }],
    ['lunch for my gf', { diets: [] }],
    ['soy alérgica a los frutos secos', { query: 'soy', allergies: ['tree_nuts'], wanted: [] }],
    ['los mariscos me sientan fatal, pero pescado sí puedo', { allergies: ['crustaceans', 'molluscs'] }],
    ['la leche me cae muy mal', { allergies: ['milk'] }],
    ['víno bílé', { query: 'víno bílé' }],
    ['free delivery', { query: 'free delivery' }],
    ['pizza for two', { query: 'pizza for two' }],
    ['non-vegetarian dishes', { query: 'dishes' }],
    ['', { query: '' }],
  ])('%j is taken apart', (text, expected) => {
    expect(understandQuery(text)).toMatchObject({ ...NOTHING, ...expected });
  });

  it.each([
    ['pasta but not with egg', ['eggs'], []],
    ['I’d love the peanut curry but I’d end up in hospital', ['peanuts'], []],
    ['peanuts, eggs and milk make me sick', ['eggs', 'peanuts', 'milk'], []],
    ['Senf - bitte nein', ['mustard'], []],
    ['pennuts make my lips tingle', ['peanuts'], []],
    ['エビは遠慮します', ['shrimp'], []],
    ['peanuts and me, a sad story', [], ['peanuts']],
    ['plus de lait pour moi', [], ['milk']],
    ['eggs do me in', ['eggs'], []],
    ['nothing beats eggs on my rash', ['eggs'], []],
    ['all but the egg', [], ['eggs']],
    ['too much egg for me', [], ['eggs']],
    ['I am allergic to nuts. Sesame too.', ['peanuts', 'tree_nuts'], ['sesame']],
    ['how much is the peanut curry?', [], []],
  ])('%j refuses %j, and perhaps %j', (text, refused, perhaps) => {
    const { allergies, doubts } = understandQuery(text);
    expect([allergies, doubts.flatMap(({ codes }) => codes)]).toEqual([refused, perhaps]);
  });

  it('reads a refusal at the end of a long message', () => {
    expect(understandQuery(`${'we had such a good time. '.repeat(100)} No peanuts!`).unwanted).toEqual(['peanuts']);
  });

  it.each([
    ...['minestrone', 'two minestrone', 'minette', 'overeleven', 'limon altında', 'someone or less', 'undercent'],
    ...[...BISTRO, ...GROCER].map(({ name }) => name),
  ])('%j names no price, whatever its letters', (text) => {
    const { min, max, query } = understandQuery(text);
    expect([min, max]).toEqual([undefined, undefined]);
    expect(query).toContain(text.toLowerCase().match(/\p{L}+$/u)?.[0]);
  });

  it.each([
    ['allergic to xyz', 'xyz'],
    ['I have a durian allergy', 'durian'],
    ['牛奶过敏', '牛奶'],
  ])('%j is unsafe, for what harms was not understood', (text, word) => {
    expect(understandQuery(text)).toMatchObject({
      query: expect.not.stringContaining(word),
      notUnderstood: [word],
      isUnsafe: true,
    });
  });

  it.each(['Quittenallergie', 'vegan, and a Quittenallergie', 'jag är allergisk mot kvitten', 'I have an allergy'])(
    'offers nothing for “%s”, an allergy that it does not understand',
    (text) => expect(understandQuery(text)).toMatchObject({ isUnsafe: true, notUnderstood: [expect.any(String)] }),
  );

  it.each(['bez lepku', 'pizza without frobnicate', 'no frobnicate or lepku'])(
    '%j searches for nothing refused',
    (text) => {
      const { query, words, notUnderstood } = understandQuery(text);
      expect(notUnderstood).toEqual(words);
      expect(words.length).toBeGreaterThan(0);
      for (const word of words) expect(query).not.toContain(word);
    },
  );

  it.each([
    ['pizza under 10 euros', 'EUR', undefined, 1_000],
    ['less than €8,50', 'EUR', undefined, 850],
    ['no more than 12', 'EUR', undefined, 1_200],
    ['mains between 10 and 15 euros', 'EUR', 1_000, 1_500],
    ['from 10 to 15 euros', 'EUR', 1_000, 1_500],
    ['zwischen 10 und 15 Euro', 'EUR', 1_000, 1_500],
    ['entre 10 et 15 euros', 'EUR', 1_000, 1_500],
    ['tra 10 e 15 euro', 'EUR', 1_000, 1_500],
    ['de 10 a 15 euros', 'EUR', 1_000, 1_500],
    ['tussen 10 en 15 euro', 'EUR', 1_000, 1_500],
    ['od 10 do 15 euro', 'EUR', 1_000, 1_500],
    ['mains, 10-15 euros', 'EUR', 1_000, 1_500],
    ['ik wil de zestien bitterballen en een pilsje', 'EUR', undefined, undefined],
    ['wine over 20 euros', 'EUR', 2_000, undefined],
    ['unter zehn Euro', 'EUR', undefined, 1_000],
    ['under 1000 yen', 'JPY', undefined, 1_000],
    ['1000円以下', 'JPY', undefined, 1_000],
    ['under 2', 'KWD', undefined, 2_000],
    ['under 1.250', 'KWD', undefined, 1_250],
    ['under 1.250', 'EUR', undefined, 125_000],
    ['under 30 francs', 'CHF', undefined, 3_000],
    ['under 100 kr', 'SEK', undefined, 10_000],
    ['do 20 zł', 'PLN', undefined, 2_000],
    ['200 रुपये से कम', 'INR', undefined, 20_000],
    ['50 liranın altında', 'TRY', undefined, 5_000],
    ['under two hundred rupees', 'INR', undefined, 20_000],
    ['my budget is 15 euros', 'EUR', undefined, 1_500],
    ['nothing over 12', 'EUR', undefined, 1_200],
    ['unter fünfundzwanzig Euro', 'EUR', undefined, 2_500],
    ['ich hab nur zehn Euro', 'EUR', undefined, 1_000],
    ['nur zwei Bier', 'EUR', undefined, undefined],
    ['moins de vingt-cinq euros', 'EUR', undefined, 2_500],
    ['予算は1000円', 'JPY', undefined, 1_000],
    ['under 10 dollars', 'EUR', undefined, undefined],
  ] as const)('%j is a limit in %s', (text, currency, least, most) => {
    const { min, max, query } = understandQuery(text);
    expect(min && amountIn(min, currency)).toBe(least);
    expect(max && amountIn(max, currency)).toBe(most);
    expect(query).not.toMatch(/\d/);
  });

  it.each([
    ['cheapest pizza', 'price', 'pizza'],
    ['etwas Günstiges', 'price', 'etwas'],
    ['la plus chère', '-price', 'la'],
    ['el más barato', 'price', 'el mas'],
    ['一番高い寿司', '-price', '寿司'],
    ['सबसे सस्ता', 'price', 'सबसे'],
    ['pizza', undefined, 'pizza'],
  ])('%j is sorted by %s', (text, sort, left) => {
    const { query, ...understood } = understandQuery(text);
    expect([understood.sort, query]).toEqual([sort, left]);
  });

  it.each([
    ['something with nuts', [NUTS], []],
    ['cheese bread with salmon', [['fish']], ['cheese']],
    ['milk and a Milchreis', [['milk']], []],
    ['une salade sans noix', [], ['salad']],
    ['poulet et frites', [], ['chicken', 'potato']],
    ['唐揚げ', [], ['chicken']],
    ['tavuklu bir şey', [], ['chicken']],
    ['was mit Pilzen', [], ['mushroom']],
    ['non-veg biryani', [['crustaceans', 'fish', 'molluscs']], ['chicken', 'lamb']],
  ])('%j asks for %j and %j by their names', (text, allergens, foods) => {
    const { wanted } = understandQuery(text);
    expect(wanted.flatMap((each) => (each.allergens.length > 0 ? [each.allergens.toSorted()] : []))).toEqual(allergens);
    expect(wanted.flatMap((each) => each.foods)).toEqual(expect.arrayContaining(foods));
  });

  it('takes “mi” in the name of a sandwich for no person whom it harms', () => {
    expect(understandQuery('banh mi pork')).toMatchObject({ foods: [], harmful: [] });
  });

  it('tells a diet in the name of a dish from that of a person', () => {
    expect(understandQuery('2 veggie spring rolls').ownDiets).toEqual([]);
    expect(understandQuery('2 veggie spring rolls, I’m vegetarian').ownDiets).toEqual(['vegetarian']);
  });

  it('takes the colour of a dish for no misspelt allergen', () => {
    expect(understandQuery('enlevez la salade verte')).toMatchObject({ allergies: [], unwanted: [] });
    expect(understandQuery('je suis allergique au rouge').isUnsafe).toBe(true);
  });

  it('takes time in proportion to its length, whatever it is', () => {
    for (const text of ['no ', 'without a, ', 'allergic to the the ', '9', 'can t ', 'nuts and ', '卵と', 'foo ']) {
      expect(
        cpuSecondsOf(() => understandQuery(text.repeat(2_600))),
        text,
      ).toBeLessThan(2);
    }
  });

  it('treats names of object properties as ordinary words', () => {
    for (const word of Object.getOwnPropertyNames(Object.prototype)) {
      expect(understandQuery(`soup without ${word}`).query).toBe('soup');
    }
  });

  it('accepts any text, and never searches for the word after a refusal', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.constantFrom('no', 'without', 'allergic to', 'ohne', 'sans'),
        fc.constantFrom('blorp', 'nuts', 'onions', 'cheese'),
        (text, refusal, word) => {
          expect(understandQuery(`${text}. ${refusal} ${word}`).query).not.toContain(` ${word}`);
        },
      ),
    );
  });
});

describe('a dish', () => {
  const dish = (name: string, more: object = {}) => ({
    ...{ name, description: null, category: null, dietary: [] },
    ...{ allergens: null, may_contain: [], free_of: [], ...more },
  });
  it.each([
    ['dip without egg', dish('Eggplant dip'), 'not_declared'],
    ['dip without egg', dish('Egg dip'), undefined],
    ['dip without egg', dish('Dip', { allergens: ['eggs'] }), undefined],
    ['dip without egg', dish('Dip', { allergens: [] }), 'safe'],
    ['no nuts', dish('Nutmeg potatoes'), 'not_declared'],
    ['no nuts', dish('Cake', { allergens: [], may_contain: ['hazelnut'] }), undefined],
    ['burger without pork', dish('Ham burger'), undefined],
    ['burger without pork', dish('Hamburger', { description: 'Beef' }), 'safe'],
    ['no cheese', dish('Marinara', { description: 'Tomato and garlic. No cheese at all.' }), 'safe'],
    ['no cheese', dish('Verdure', { description: 'Plant-based mozzarella', dietary: ['vegan'] }), 'safe'],
    ['tea without alcohol', dish('Ginger tea'), 'safe'],
    ['tea without alcohol', dish('Gin tonic'), undefined],
    ['Alcohol-free beer', dish('Alcohol-free beer'), 'safe'],
    ['alcohol-free beer', dish('Weißbier'), undefined],
    ['alcohol-free beer', dish('Alkoholfreies Weißbier'), 'safe'],
    ['ohne Zwiebeln', dish('Spätzle', { description: 'Mit Röstzwiebeln' }), undefined],
    ['soğansız', dish('Soup', { description: 'With onion' }), undefined],
    ['nothing fried', dish('Fried rice'), undefined],
    ['ohne Pilze', dish('Pasta', { description: 'mit Pilzen' }), undefined],
    ['no onions', dish('Zwiebelkuchen', { description: 'mit Zwiebeln' }), undefined],
    ['anything but pizza', dish('Diavola', { category: 'pizza' }), undefined],
  ])('asked for as %j, is offered as declared: %o', (query, about, offer) => {
    expect(offerOf(about as Parameters<typeof offerOf>[0], understandQuery(query))).toBe(offer);
  });
});

it('finds the ends of words by Unicode: `\\b` and `\\w` know ASCII alone', () => {
  for (const folder of ['workers/domain/query', 'workers/rag', 'contracts/allergens']) {
    const path = join(import.meta.dirname, '../../..', folder);
    for (const file of readdirSync(path)) {
      expect(readFileSync(join(path, file), 'utf8'), `${folder}/${file}`).not.toMatch(/\\[bBwW](?![a-z])/);
    }
  }
});

describe('words that only look like a limit or a refusal', () => {
  it.each(['minestrone', 'one minestrone please', 'maximilian cake'])('%s is looked for', (text) => {
    const { query, min, max } = understandQuery(text);
    expect({ query, min, max }).toEqual({ query: text, min: undefined, max: undefined });
  });

  it.each([
    ['Ich bin allergisch gegen Haselnüsse', 'hazelnut'],
    ['just so you know, I have a sesame allergy', 'sesame'],
    ["I don't eat fish, I'm allergic to it", 'fish'],
    ['Allergie: Lupinen', 'lupin'],
    ['J’ai une allergie : sésame', 'sesame'],
    ['Sou alérgico a aipo, o que posso comer?', 'celery'],
  ])('%s', (text, code) => {
    expect(understandQuery(text)).toMatchObject({ allergies: [code], notUnderstood: [], isUnsafe: false });
  });
});

it.each([
  ['I’ll go for the fava', 'grab me the fava'],
  ['dann nehm ich die Fava', 'ich hol mir die Fava'],
  ['apportez-moi la fava', 'mi porti la fava'],
  ['geef mij de fava', 'doe mij de fava'],
  ['traga-me a fava', 'poproszę fava'],
])('refuses nothing of what is ordered: %s; %s', (...texts) => {
  for (const text of texts) {
    const { foods, harmful, isUnsafe } = understandQuery(text);
    expect([text, foods, harmful, isUnsafe]).toEqual([text, [], [], false]);
  }
});
