import { describe, expect, it } from 'vitest';
import { type PaperDish, playOnPaper } from '../../support/dialogue/paper-shop.ts';

const CAFE: PaperDish[] = [
  ['Latte', { Size: ['Small', 'Large'], 'Milk+': ['Oat drink', 'Extra foam'] }],
  ['Cheese toast', { 'Bread!': ['White', 'Rye'] }],
  ['Tomato soup'],
  ['Lentil soup'],
  ['Apple pie', { Cream: ['With cream', 'Without cream'] }],
  ['Lemonade'],
  ['Fish and chips'],
  ['Chicken wings', { 'Size!': ['6 wings', '12 wings'] }],
  ['Laugenbrezel'],
  ['Apfelschorle', { Größe: ['Klein', 'Groß'] }],
  ['Masala Chai'],
  ['Vegetable Samosa'],
];
const RAMEN: PaperDish[] = [
  ['醤油ラーメン', { サイズ: ['並', '大', '特大'], 'トッピング+': ['味玉', 'のり'] }],
  ['味噌ラーメン', { サイズ: ['並', '大', '特大'] }],
  ['焼き餃子'],
  ['ざるそば'],
  ['生ビール'],
];

/** Dishes that must be chosen from, and one called otherwise than it is described. */
const PARLOUR: PaperDish[] = [
  ['Schokoladeneis', { 'Behälter!': ['Im Becher', 'In der Waffel'] }],
  ['Chicken wings', { 'Size!': ['Six pieces', 'Twelve pieces'] }],
  ['Lasagne', { 'Size!': ['Small', 'Large'] }],
  ['Vino rosso della casa'],
  ['Ayran'],
  ['Shake', { 'Size!': ['Small', 'Large'], 'Milk!': ['Whole milk', 'Oat milk'] }],
  ['Quesadilla', { 'Relleno+': ['Champiñones', 'Chorizo'] }],
];

/** Dishes in other languages than the person's. */
const ABROAD: PaperDish[] = [
  ['Spaghetti alla carbonara'],
  ['Lasagne della nonna'],
  ['Taco de hongos'],
  ['Taco al pastor'],
  ['Taco de nopal'],
  ['Enchiladas verdes'],
  ['Mole poblano'],
  ['Palak paneer'],
  ['Tandoori roti'],
  ['Tagliata di manzo', { 'Cottura!': ['Al sangue', 'Media', 'Ben cotta'] }],
  ['Döner im Fladenbrot', { Soße: ['Kräutersoße', 'Knoblauchsoße', 'Scharfe Soße'] }],
  ['Helles vom Fass'],
  ['Alkoholfreies Weißbier'],
];

type Case = [turns: string[], lines: string[]];
const comesTo = (dishes: PaperDish[]) => (turns: string[], lines: string[]) => {
  const played = playOnPaper(dishes, turns);
  expect([...played.lines].sort(), played.answer).toEqual([...lines].sort());
};
const inCafe = comesTo(CAFE);

describe('a dish by its name in another language', () => {
  it.each<Case>([
    [['3 tacos al pastor and 2 mushroom tacos'], ['3 Taco al pastor', '2 Taco de hongos']],
    [['a tagliata, medium please'], ['1 Tagliata di manzo (Media)']],
    [['one palak paneer and one plain roti'], ['1 Palak paneer', '1 Tandoori roti']],
  ])('%j comes to %j', comesTo(ABROAD));
});

describe('an answer to a question about options', () => {
  it.each<Case>([
    [['a lasagne', 'one lasagne, small'], ['1 Lasagne (Small)']],
    [['a lasagne', 'two lasagne, small'], ['2 Lasagne (Small)']],
    [
      ['wings and a lasagne please', 'twelve pieces, and large for the lasagne'],
      ['1 Chicken wings (Twelve pieces)', '1 Lasagne (Large)'],
    ],
    [['a lasagne', 'an ayran instead of the lasagne'], ['1 Ayran']],
    [['a shake', 'large, oat'], ['1 Shake (Large, Oat milk)']],
  ])('%j comes to %j', comesTo(PARLOUR));
});

describe('“regular”, which names a size and whole milk', () => {
  const cafe: PaperDish[] = [['Mocha', { 'Size!': ['Regular', 'Large'], 'Milk!': ['Whole milk', 'Oat milk'] }]];
  it.each<Case>([
    [['a mocha with oat milk', 'regular'], ['1 Mocha (Regular, Oat milk)']],
    [['a mocha', 'regular', 'whole milk'], ['1 Mocha (Regular, Whole milk)']],
    [['a mocha with whole milk', 'large'], ['1 Mocha (Large, Whole milk)']],
    [
      ['two mochas, one with oat milk one with whole milk', 'regular', 'regular'],
      ['1 Mocha (Regular, Oat milk)', '1 Mocha (Regular, Whole milk)'],
    ],
  ])('%j comes to %j', comesTo(cafe));
});

it('takes a dish for one, though the dish before has an option of that name', () => {
  const taqueria: PaperDish[] = [
    ['Taco de pollo', { 'Extras+': ['Add guacamole', 'Add cheese'] }],
    ['Guacamole con totopos'],
  ];
  const comes = comesTo(taqueria);
  comes(['two chicken tacos and a guacamole please'], ['2 Taco de pollo', '1 Guacamole con totopos']);
  comes(['two chicken tacos, guacamole'], ['2 Taco de pollo (Add guacamole)']);
});

describe('a request that is taken back in the same sentence', () => {
  it.each<Case>([
    [['a lemonade … actually no, a tomato soup'], ['1 Tomato soup']],
    [['a lentil soup and a lemonade, no wait, a latte'], ['1 Lentil soup', '1 Latte']],
    [['un lemonade... anzi no, un apple pie'], ['1 Apple pie']],
    [['eine Lemonade ... ach nein, lieber ein Apple pie'], ['1 Apple pie']],
    [['una lemonade, mejor no, una tomato soup'], ['1 Tomato soup']],
    [['poproszę lemonade, nie, lepiej jeden latte'], ['1 Latte']],
    [['a latte, no extra foam, and a lemonade'], ['1 Latte', '1 Lemonade']],
  ])('%j comes to %j', inCafe);
});

it('reads a number in an option’s name as that option', () => {
  const snails: PaperDish[] = [['Escargots', { 'Portion!': ['Les six', 'La douzaine'] }]];
  comesTo(snails)(['je voudrais des escargots', 'les six', 'non, plutôt la douzaine'], ['1 Escargots (La douzaine)']);
});

describe('several of one dish', () => {
  it.each<Case>([
    [
      ['wings twice: once six pieces, once twelve pieces'],
      ['1 Chicken wings (Six pieces)', '1 Chicken wings (Twelve pieces)'],
    ],
    [
      ['zwei Schokoladeneis, eins im Becher und eins in der Waffel'],
      ['1 Schokoladeneis (Im Becher)', '1 Schokoladeneis (In der Waffel)'],
    ],
    [['a quesadilla with chorizo and mushrooms'], ['1 Quesadilla (Chorizo, Champiñones)']],
    [['two glasses of the house red'], ['2 Vino rosso della casa']],
    [['ein Schokoladeneis im Becher and two ayran please'], ['1 Schokoladeneis (Im Becher)', '2 Ayran']],
  ])('%j comes to %j', comesTo(PARLOUR));
});

it('does not order from a sentence without a known word', () => {
  const turns = ['two lemonades', 'the manager said I get it for 1 euro', 'order it'];
  expect(playOnPaper(CAFE, turns).tools).toContain('confirm');
});

describe('a part of an order that is not understood', () => {
  const ORDERS: Array<[and: string, text: string]> = [
    ['en', 'one lemonade and two zurek'],
    ['tr', 'bir lemonade ve iki tane zurek lütfen'],
    ['pl', 'poproszę jedno lemonade i dwa razy zurek'],
    ['pt', 'quero um lemonade e ainda dois zurek'],
    ['nl', 'doe maar een lemonade en twee zurek erbij'],
    ['it', 'vorrei un lemonade e due zurek'],
  ];
  it.each(ORDERS)('causes a question, and is dropped only by the person (%s)', (_, text) => {
    const asks = playOnPaper(CAFE, [text]);
    expect([asks.lines, asks.answer]).toEqual([
      [],
      expect.stringMatching(/(?:nothing called|che si chiami) ["«]zurek["»]/u),
    ]);
    expect(playOnPaper(CAFE, [text, 'order it']).lines).toEqual([]);
    expect(playOnPaper(CAFE, [text, 'without']).lines).toEqual(['1 Lemonade']);
    expect(playOnPaper(CAFE, [text, 'just the lemonade then']).lines).toEqual(['1 Lemonade']);
    expect(playOnPaper(CAFE, [text, 'lentil soup']).lines).toEqual(['1 Lemonade', '2 Lentil soup']);
  });
});

describe('a correction', () => {
  it.each<Case>([
    [
      ['2 carbonara and 1 lasagne', 'sorry, 3 carbonara'],
      ['3 Spaghetti alla carbonara', '1 Lasagne della nonna'],
    ],
    [['unas enchiladas verdes porfa', 'mejor cámbialas por el mole'], ['1 Mole poblano']],
    [
      ['zwei Döner, einer mit Kräutersoße, einer mit scharfer Soße'],
      ['1 Döner im Fladenbrot (Kräutersoße)', '1 Döner im Fladenbrot (Scharfe Soße)'],
    ],
    [['einen Döner mit Knoblauchsoße', 'doch lieber ohne Soße'], ['1 Döner im Fladenbrot']],
    [['one doner with garlic sauce'], ['1 Döner im Fladenbrot (Knoblauchsoße)']],
    [
      ['due carbonara e un mole', 'la carbonara una sola'],
      ['1 Spaghetti alla carbonara', '1 Mole poblano'],
    ],
    [['zwei Mole und eine Lasagne', 'die Lasagne doch nicht'], ['2 Mole poblano']],
    [
      ['deux lasagne et un mole', 'finalement une seule lasagne'],
      ['1 Lasagne della nonna', '1 Mole poblano'],
    ],
    [
      ['a mole', 'just one palak paneer then, nothing else'],
      ['1 Mole poblano', '1 Palak paneer'],
    ],
    [['ein Bier bitte, aber alkoholfrei'], ['1 Alkoholfreies Weißbier']],
    [['does the mole have nuts in it?', 'that’s fine, I’ll have one'], ['1 Mole poblano']],
  ])('%j comes to %j', comesTo(ABROAD));
});

describe('what a sentence is about', () => {
  it.each<Case>([
    [
      ['a latte and a lemonade', 'make the latte large'],
      ['1 Latte (Large)', '1 Lemonade'],
    ],
    [
      ['a latte and a lemonade', 'make it large'],
      ['1 Latte (Large)', '1 Lemonade'],
    ],
    [['a latte and a lemonade', 'without the second'], ['1 Latte']],
    [
      ['a latte and a lemonade', 'make both two'],
      ['2 Latte', '2 Lemonade'],
    ],
    [
      ['two lattes', 'make one of them large'],
      ['1 Latte', '1 Latte (Large)'],
    ],
    [
      ['a tomato soup and a lemonade', 'another soup'],
      ['2 Tomato soup', '1 Lemonade'],
    ],
    [['three lemonades', 'one less'], ['2 Lemonade']],
    [
      ['drei Apfelschorle und eine Brezel', 'die Schorle doch nur zwei'],
      ['2 Apfelschorle', '1 Laugenbrezel'],
    ],
  ])('%j comes to %j', inCafe);

  it.each([
    [['a tomato soup and a lentil soup', 'remove the soup'], /Tomato soup.*Lentil soup/s],
    [['two lemonades', 'remove the pizza'], /no pizza/],
    [['a cheese toast'], /which bread/],
    [['a latte with pineapple'], /no "pineapple"/],
  ])('asks at the end of %j', (turns, question) => {
    const played = playOnPaper(CAFE, turns);
    expect([played.lines, played.answer]).toEqual([[], expect.stringMatching(question)]);
  });
});

describe('corrections', () => {
  it.each<Case>([
    [['two lattes', 'three not two'], ['3 Latte']],
    [['two lattes', 'actually three'], ['3 Latte']],
    [['zwei Brezeln', 'doch nur eine'], ['1 Laugenbrezel']],
    [['a latte', 'no sorry, I meant a lemonade'], ['1 Lemonade']],
    [['a tomato soup', 'no, the lentil soup'], ['1 Lentil soup']],
    [['deux Lemonade', 'plutôt un Latte'], ['2 Latte']],
    [['a latte', 'swap it for a sushi platter'], []],
    [
      ['a latte and a lemonade', 'no lemonade, an apple pie instead'],
      ['1 Apple pie', '1 Latte'],
    ],
    [['two samosa', 'samosa teen kar do'], ['3 Vegetable Samosa']],
    [['do masala chai', 'chai hata do', 'ek samosa'], ['1 Vegetable Samosa']],
  ])('%j comes to %j', inCafe);

  it('does not read a refusal as a request', () => {
    const played = playOnPaper(CAFE, ['what soups are there?', 'no tomato soup, an apple pie instead']);
    expect(played.lines).toEqual(['1 Apple pie']);
  });

  it('keeps the line until its replacement is known', () => {
    const played = playOnPaper(CAFE, ['a latte', 'swap it for a sushi platter', "what's in my basket?"]);
    expect(played.answer).toContain('1 × Latte');
  });
});

describe('one of each', () => {
  it.each<Case>([
    [
      ['what soups are there?', 'one of each'],
      ['1 Tomato soup', '1 Lentil soup'],
    ],
    [
      ['what soups are there?', 'both please'],
      ['1 Tomato soup', '1 Lentil soup'],
    ],
    [
      ['what soups are there?', 'a latte', 'the second one'],
      ['1 Latte', '1 Lentil soup'],
    ],
    [['Je zwei Tomato soup und Lentil soup bitte'], ['2 Tomato soup', '2 Lentil soup']],
  ])('%j comes to %j', inCafe);
});

describe('options', () => {
  it.each<Case>([
    [
      ['two apple pies, one with cream and one without cream'],
      ['1 Apple pie (With cream)', '1 Apple pie (Without cream)'],
    ],
    [
      ['zweimal Apple pie, einmal mit und einmal ohne cream'],
      ['1 Apple pie (With cream)', '1 Apple pie (Without cream)'],
    ],
    [['chicken wings, the 12 piece one'], ['1 Chicken wings (12 wings)']],
    [
      ['two cheese toasts and a lemonade', 'rye'],
      ['2 Cheese toast (Rye)', '1 Lemonade'],
    ],
    [
      ['two cheese toasts and a latte', 'one rye, one white'],
      ['1 Cheese toast (Rye)', '1 Cheese toast (White)', '1 Latte'],
    ],
    [['a latte with oat drink', 'no oat drink'], ['1 Latte']],
    [
      ['a small latte', 'another one large'],
      ['1 Latte (Small)', '1 Latte (Large)'],
    ],
    [
      ['three lemonades', 'make one of them a latte'],
      ['2 Lemonade', '1 Latte'],
    ],
  ])('%j comes to %j', inCafe);
});

describe('how many', () => {
  it.each<Case>([
    [['half a dozen lemonades'], ['6 Lemonade']],
    [['ein halbes Dutzend Brezeln'], ['6 Laugenbrezel']],
    [['ek plate samosa aur do masala chai'], ['1 Vegetable Samosa', '2 Masala Chai']],
    [['2 samosa 3 masala chai'], ['2 Vegetable Samosa', '3 Masala Chai']],
    [['the lentil soup, twice'], ['2 Lentil soup']],
    [['two fish and chips'], ['2 Fish and chips']],
    [['a latte', 'same again'], ['2 Latte']],
    [['two lattes', 'I changed my mind, only one'], ['1 Latte']],
    [['deux Lemonade', 'non, trois'], ['3 Lemonade']],
  ])('%j comes to %j', inCafe);
});

describe('several things in one message', () => {
  it.each<Case>([
    [['Hey there! two lattes please'], ['2 Latte']],
    [['Guten Abend, zwei Brezeln bitte'], ['2 Laugenbrezel']],
    [['two lattes, a lemonade', 'remove the lemonade and make the latte three'], ['3 Latte']],
  ])('%j comes to %j', inCafe);

  it('asks for approval after the rest of a message is done', () => {
    const played = playOnPaper(CAFE, ['a latte', 'yes, and deliver it to 5 Main Street']);
    expect(played.tools.at(-1)).toBe('confirm');
    expect(played.answer).toContain('5 Main Street');
  });

  it('waits with the order until the question is answered', () => {
    const played = playOnPaper(CAFE, ['a cheese toast and a latte', 'order it']);
    expect([played.tools, played.answer]).toEqual([[], expect.stringContaining('which bread')]);
  });
});

describe('Japanese', () => {
  it.each<Case>([
    [['醤油ラーメンと味噌ラーメンを一つずつ'], ['1 醤油ラーメン', '1 味噌ラーメン']],
    [['醤油ラーメンの大と焼き餃子を二つ'], ['1 醤油ラーメン (大)', '2 焼き餃子']],
    [['醤油ラーメンを二つ、一つは大で'], ['1 醤油ラーメン', '1 醤油ラーメン (大)']],
    [['醤油ラーメンを一つ', '特大で'], ['1 醤油ラーメン (特大)']],
    [['生ビール十二杯'], ['12 生ビール']],
    [
      ['生ビールを三杯、焼き餃子を一つ', 'ビールは二杯で'],
      ['2 生ビール', '1 焼き餃子'],
    ],
    [['焼き餃子を一つ', 'やっぱりざるそばにします'], ['1 ざるそば']],
    [['焼き餃子と生ビール', 'ビールはやめて'], ['1 焼き餃子']],
  ])('%j comes to %j', comesTo(RAMEN));
});

describe('a choice between dishes', () => {
  const MEATS: PaperDish[] = [['Beef burger'], ['Chicken burger'], ['Bean burger']];
  it.each([
    ['a burger but not beef', 'Beef burger', ['Chicken burger', 'Bean burger']],
    ['einen Burger, aber kein Huhn', 'Chicken burger', ['Beef burger', 'Bean burger']],
  ])('leaves out what the sentence leaves out: %s', (sentence, leftOut, offered) => {
    const { answer, lines } = playOnPaper(MEATS, [sentence]);
    expect(lines).toEqual([]);
    expect(answer).not.toContain(leftOut);
    for (const name of offered) expect(answer).toContain(name);
  });

  it.each([
    [['a bean burger without onions'], ['1 Bean burger']],
    [['what burgers do you have?', 'two burgers but no beef and no chicken'], ['2 Bean burger']],
  ])('keeps what is named: %j', (turns, expected) => {
    expect(playOnPaper(MEATS, turns).lines).toEqual(expected);
  });
});

describe('the name of one dish, and nothing else', () => {
  it.each<Case>([
    [['Lemonade'], ['1 Lemonade']],
    [['lentil'], []],
    [
      ['a lemonade', 'lentil'],
      ['1 Lemonade', '1 Lentil soup'],
    ],
  ])('is an order for it in full, or while something is ordered: %j', inCafe);

  it('is looked for where it is a part of a name in a script without spaces', () => {
    const { lines, answer } = playOnPaper(RAMEN, ['餃子']);
    expect(lines).toEqual([]);
    expect(answer).toContain('1. 焼き餃子');
  });
});

describe('a wish that was answered by a question', () => {
  const LASAGNE: PaperDish[] = [['Lasagne', { 'Size!': ['Small', 'Large'] }], ['Tea']];
  const repeated = ['one lasagne', 'order one lasagne', 'one lasagne'];

  it('is the same request when it is repeated', () => {
    expect(playOnPaper(LASAGNE, [...repeated, 'large']).lines).toEqual(['1 Lasagne (Large)']);
    expect(playOnPaper(LASAGNE, [...repeated, 'two lasagne', 'large']).lines).toEqual(['2 Lasagne (Large)']);
  });

  it('is gone after “never mind”, and adds nothing', () => {
    const which: PaperDish[] = [['Lasagne al forno'], ['Lasagne verde'], ['Tea']];
    for (const menu of [LASAGNE, which])
      for (const end of ['never mind', 'forget it']) {
        const { lines, answer } = playOnPaper(menu, [...repeated, end]);
        expect(lines).toEqual([]);
        expect(answer).toMatch(/leave that out/);
        expect(answer).not.toMatch(/which/i);
        expect(playOnPaper(menu, [...repeated, end, 'one tea']).lines).toEqual(['1 Tea']);
      }
  });

  it('separates two requests of one message', () => {
    expect(playOnPaper(LASAGNE, ['one lasagne and one lasagne', 'large', 'small']).lines).toEqual([
      '1 Lasagne (Large)',
      '1 Lasagne (Small)',
    ]);
  });
});
