import { describe, expect, it } from 'vitest';
import { inOrder } from '../../../contracts/allergens/codes.ts';
import { NO_RESTRICTIONS } from '../../../contracts/chat-restrictions.ts';
import { refusedBy } from '../../../contracts/diets.ts';
import { restateRestrictions } from '../../../workers/domain/conversations/restate-restrictions.ts';
import { foodsRefusedIn } from '../../../workers/domain/query/foods.ts';
import { offerOf } from '../../../workers/domain/query/left-out.ts';
import { understandQuery } from '../../../workers/domain/query/understand-query.ts';

describe('a harmful food without an allergen code', () => {
  it.each([
    ['tomatoes give me hives, got pasta?', 'tomato'],
    ['tomatoes bring me out in hives, do you have any pasta?', 'tomato'],
    ['strawberries make my throat itch, what ice cream is there?', 'strawberry'],
    ['my throat closes up if I have avocado, toast please', 'avocado'],
    ['pineapple and I do not get along, one pizza please', 'pineapple'],
    ['garlic does not agree with me, pizza please', 'garlic'],
    ['papaya: itchy mouth. bread?', 'papaya'],
    ['bananas do terrible things to me. bread?', 'banana'],
    ['garlic doesn’t agree with me, show me pasta', 'garlic'],
    ['allergies: carrot. I want bread', 'carrot'],
    ['what cakes do you have? I react to cinnamon', 'cinnamon'],
    ['Von Tomaten bekomme ich Ausschlag, habt ihr Pasta?', 'tomato'],
    ['Ananas und ich vertragen uns nicht, eine Pizza bitte', 'pineapple'],
    ['Les tomates me donnent de l’urticaire, vous avez des pâtes ?', 'tomato'],
    ['L’ananas et moi, ça ne passe pas, une pizza s’il vous plaît', 'pineapple'],
    ['Je ne supporte pas l’ail, des pâtes ?', 'garlic'],
    ['Las fresas me hacen picar la garganta, ¿qué pan hay?', 'strawberry'],
    ['El ajo me sienta mal, quiero queso', 'garlic'],
    ['I pomodori mi fanno venire l’orticaria, avete pasta?', 'tomato'],
    ['Van tomaten krijg ik uitslag, hebben jullie pasta?', 'tomato'],
    ['Ananas en ik gaan niet samen, een pizza graag', 'pineapple'],
    ['ui verdraag ik niet, een pizza graag', 'onion'],
    ['żadnej wieprzowiny, poproszę pizzę', 'pork'],
    ['nothing with alcohol in it, cake please', 'alcohol'],
    ['Morangos fazem a minha garganta coçar, um pão por favor', 'strawberry'],
    ['Po pomidorach mam wysypkę, macie makaron?', 'tomato'],
    ['Domates bende kurdeşen yapıyor, makarna var mı?', 'tomato'],
    ['jag får utslag av jordgubbar, har ni pizza?', 'strawberry'],
  ])('is refused, and what is asked for is not: %s', (text, food) => {
    const { foods, allergies, unwanted, words, isUnsafe } = understandQuery(text);
    expect({ foods, allergies, unwanted, words, isUnsafe }).toEqual({
      ...{ foods: [food], allergies: [], unwanted: [], words: [], isUnsafe: false },
    });
  });

  it.each([
    ['I love tomatoes, got pasta?'],
    ['don’t forget the onions'],
    ['can’t wait for the mushroom risotto'],
    ['we get along great with pineapple, one pizza please'],
    ['no problem with garlic at all'],
    ['onion soup that isn’t greasy'],
    ['kein Problem mit Tomaten, eine Suppe bitte'],
  ])('is not refused where nothing says so: %s', (text) => {
    expect(understandQuery(text)).toMatchObject({ foods: [], allergies: [], isUnsafe: false });
  });

  it.each([
    ['allegric to penuts, something with chicken please', ['peanuts']],
    ['algeric to shrimp, curry?', ['shrimp']],
    ['qué alegría, una tortilla con queso', []],
  ])('is told also where the word for allergy is misspelt: %s', (text, allergies) => {
    expect(understandQuery(text).allergies).toEqual(allergies);
  });

  it('excludes dishes that mention it, and calls no other dish safe', () => {
    const dish = { ...{ allergens: [], may_contain: [], free_of: [], dietary: [] }, category: null, description: null };
    const understood = understandQuery('tomatoes give me hives');
    expect(offerOf({ ...dish, name: 'Tomato soup' }, understood)).toBeUndefined();
    expect(offerOf({ ...dish, name: 'Tomatensuppe' }, understood)).toBeUndefined();
    const noOnions = understandQuery('ui verdraag ik niet');
    const [noPoppy, noPork] = [understandQuery('gegen Mohn bin ich allergisch'), understandQuery('no pork please')];
    expect(offerOf({ ...dish, name: 'Mohnzopf' }, noPoppy)).toBeUndefined();
    expect(offerOf({ ...dish, name: 'Schouderham' }, noPork)).toBeUndefined();
    expect(offerOf({ ...dish, name: 'Graham cracker' }, noPork)).toBeDefined();
    expect(offerOf({ ...dish, name: 'Hamburger' }, noPork)).toBeDefined();
    expect(offerOf({ ...dish, name: 'Haring', description: 'Met uitjes.' }, noOnions)).toBeUndefined();
    const sober = understandQuery('no alcohol please');
    expect(offerOf({ ...dish, name: 'Kirschtorte', description: 'Sahne und Kirschwasser' }, sober)).toBeUndefined();
    expect(offerOf({ ...dish, name: 'Leek soup' }, understood)).toBe('not_declared');
  });

  it('is the only refusal where another food is requested', () => {
    expect(understandQuery('something with chicken that isn’t spicy')).toMatchObject({
      ...{ foods: ['spicy'], harmful: [], wanted: [{ foods: ['chicken'] }] },
    });
    expect(understandQuery('egg isn’t tolerated').allergies).toEqual(['eggs']);
  });

  it('is refused by examples of it', () => {
    expect(understandQuery('avoiding nightshades like tomato, soup?')).toMatchObject({
      ...{ foods: ['tomato'], notUnderstood: ['nightshades'] },
    });
  });

  it('stays with a conversation', () => {
    const { harmful, not_understood } = restateRestrictions(NO_RESTRICTIONS, 'I am allergic to strawberries');
    expect({ harmful, not_understood }).toEqual({ harmful: ['strawberries'], not_understood: [] });
    expect(foodsRefusedIn(harmful)).toEqual(['strawberry']);
    expect(foodsRefusedIn([...harmful, 'zibbledops'])).toBeUndefined();
    const both = restateRestrictions(NO_RESTRICTIONS, 'I am allergic to strawberries and milk');
    expect(restateRestrictions(both, 'I am not allergic to strawberries any more')).toMatchObject({
      ...{ exclude_allergens: ['milk'], harmful: [] },
    });
    const now = restateRestrictions(both, 'we are Hindu, so no beef for us please');
    expect(now.foods).toEqual(['beef']);
    expect(restateRestrictions(now, 'a burger without onions').foods).toEqual(['beef']);
  });
});

describe('a food that is taken off an order', () => {
  it.each([
    'take the corn off and add nachos',
    'ditch the corn',
    'quita el maíz y ponme unos nachos con queso',
    'elimina el maíz',
    'nimm den Mais raus',
    'lass den Mais weg und gib mir Nachos',
    'enlève le maïs',
    'supprime le maïs',
    'togli il mais e dammi i nachos',
    'rimuovi il mais',
    'cancella il mais',
    'doe de mais weg en geef me nachos',
    'retira o milho',
    'usuń kukurydzę',
    'wyrzuć kukurydzę i daj nachos',
    'mısırı çıkar',
  ])('is no harm: %s', (text) => {
    expect(restateRestrictions(NO_RESTRICTIONS, text)).toMatchObject({
      ...{ exclude_allergens: [], harmful: [], not_understood: [] },
    });
  });

  it.each(['take the corn away, it makes me ill', 'keep the corn away from me', 'quita el maíz, me sienta mal'])(
    'is harm where the person says so: %s',
    (text) => {
      expect(restateRestrictions(NO_RESTRICTIONS, text).harmful).toHaveLength(1);
    },
  );
});

describe('a person without an allergy, or no longer with one,', () => {
  it.each([
    'I’m not allergic to nuts or anything, just starving: do you do pad thai?',
    'my daughter grew out of her milk allergy so ice cream is back on',
    'Ich bin gegen gar nichts allergisch. Was habt ihr mit Mandeln?',
    'Aucune allergie chez nous, et on adore les œufs !',
    'Keine Sorge, Nüsse sind für mich kein Problem.',
    'Could I have extra peanut sauce free of charge with the satay?',
    'I love mustard, the hotter the better. What’s got mustard?',
    'don’t forget the parmesan',
    'I can’t decide between salmon and pasta',
  ])('refuses nothing: %s', (text) => {
    const { allergies, unwanted, diets, isUnsafe } = understandQuery(text);
    expect([allergies, unwanted, diets, isUnsafe]).toEqual([[], [], [], false]);
  });

  it('may have another', () => {
    expect(understandQuery('I am not allergic to nuts, only to sesame').allergies).toContain('sesame');
    expect(understandQuery('não sou alérgico a nozes, só a sésamo').allergies).toContain('sesame');
  });
});

describe('a reaction to an unknown food', () => {
  it.each(['durian makes my lips tingle', 'zibbledops bring me out in hives, a pizza please'])(
    'leaves nothing to offer: %s',
    (text) => expect(understandQuery(text)).toMatchObject({ isUnsafe: true, notUnderstood: [expect.any(String)] }),
  );
});

describe('a condition that forbids foods without a code', () => {
  it.each([
    ...['I’m pregnant, what can I eat?', 'meine Frau ist schwanger', 'je suis enceinte', 'estoy embarazada'],
    ...[
      'I have G6PD deficiency',
      'favismo',
      'alpha-gal syndrome',
      'Ich habe eine Histaminintoleranz',
      'my son has PKU',
    ],
    ...['I have gout', 'diabetic, which desserts can I have?', 'fructose malabsorption', 'mastocytosis'],
  ])('is not understood, and nothing is offered: %s', (text) => {
    expect(understandQuery(text)).toMatchObject({ isUnsafe: true, notUnderstood: [expect.any(String)] });
  });

  it.each([
    'I’m not pregnant',
    'au goût de fraise',
    'sugar-free dessert, I am diabetic',
    'latte',
    'I gotta have pasta',
  ])('is none: %s', (text) => expect(understandQuery(text).isUnsafe).toBe(false));

  it.each([
    ...['I’m coeliac', 'je suis cœliaque', 'ho la celiachia', 'soy celíaca', 'mam celiakię', 'çölyak hastasıyım'],
    'jag har celiaki',
  ])('is gluten where it is coeliac disease: %s', (text) => {
    const { allergies, diets } = understandQuery(text);
    expect([...allergies, ...diets]).toEqual([expect.stringMatching(/^gluten/)]);
  });
});

describe('the Nordic languages', () => {
  it.each([
    ['Jag är allergisk mot ägg, vad har ni för förrätter?', ['eggs']],
    ['Jeg er allergisk over for nødder', ['peanuts', 'tree_nuts']],
    ['Jeg er allergisk mot nøtter', ['peanuts', 'tree_nuts']],
    ['Jag är allergisk mot mjölk och pistage', ['milk', 'pistachio']],
    ['Jeg tåler ikke melk', ['milk']],
    ['Jag tål inte gluten, har ni pizza?', ['gluten']],
    ['skalldjursallergi, vad kan jag äta?', ['crustaceans']],
    ['min datter har hvedeallergi', ['wheat']],
    ['jordnötsallergi', ['peanuts']],
    ['nötallergi', ['peanuts', 'tree_nuts']],
  ])('are read: %s', (text, codes) => {
    const { allergies, diets, isUnsafe } = understandQuery(text);
    const refused = inOrder([...allergies, ...diets.flatMap((diet) => refusedBy(diet) ?? [])]);
    expect([refused, isUnsafe]).toEqual([codes, false]);
  });

  it.each([
    ['utan mjölk', 'milk'],
    ['uden æg', 'eggs'],
    ['uten fisk', 'fish'],
  ])('are read where something is not wanted: %s', (text, code) => {
    const { allergies, unwanted, diets } = understandQuery(text);
    expect([...allergies, ...unwanted, ...diets].join()).toContain(code === 'eggs' ? 'egg' : code);
  });

  it.each(['a glass of water', 'not today', 'the man with the rug', 'good ol’ burger'])(
    'say nothing in English: %s',
    (text) => expect(understandQuery(text).allergies).toEqual([]),
  );
});

describe('a request for a dish', () => {
  it.each([
    ['what starters can she eat, egg allergy', ['eggs']],
    ['what can he order, peanut allergy', ['peanuts']],
    ['egg is off limits for her, pasta please', ['eggs']],
    ['Eier sind tabu für sie, Pasta bitte', ['eggs']],
  ])('is told of a refusal alone: %s', (text, codes) => {
    const { allergies, doubts, isUnsafe } = understandQuery(text);
    expect([allergies, doubts, isUnsafe]).toEqual([codes, [], false]);
  });
});
