import { describe, expect, it } from 'vitest';
import { type PaperDish, playOnPaper } from '../../support/dialogue/paper-shop.ts';

const PIZZA = { Size: ['Regular', 'Large'], 'Extras+': ['Olives', 'Burrata'] };
const MENU: PaperDish[] = [
  ['Espresso'],
  ['Spaghetti alla carbonara'],
  ['Pizza diavola', PIZZA],
  ['Pizza margherita', PIZZA],
  ['Tiramisu'],
  ['Lasagne'],
];
const FIRST = '3 espresso and a tiramisu';
const PIZZAS = 'four margherita';

/** Expects the basket to hold `lines` at the end. */
const comesTo = (turns: string[], lines: string[]) => {
  const played = playOnPaper(MENU, turns);
  expect([...played.lines].sort(), played.answer).toEqual([...lines].sort());
};

it('takes no Italian “alle” for all of the basket', () => {
  const { answer } = playOnPaper(MENU, ['1 spaghetti alla carbonara', 'Sono allergico alle uova']);
  expect(answer).not.toContain('different');
});

it('takes no dish of a list for an option alone, which is about the dish of the basket that has it', () => {
  const menu: PaperDish[] = [['Krakauer', { 'Dazu+': ['Senf', 'Ketchup'] }], ['Suppe mit Senf'], ['Suppe mit Lauch']];
  const played = playOnPaper(menu, ['zwei Krakauer', 'welche Suppen habt ihr?', 'ok, bei einer Senf dazu']);
  expect(played.lines).toEqual(['1 Krakauer', '1 Krakauer (Senf)']);
});

describe('fewer of a line', () => {
  it.each([
    'one espresso less',
    'one less espresso',
    'one fewer espresso please',
    'drop one of the espressos',
    'only two espressos',
    'einen Espresso weniger',
    'un espresso in meno',
    'un espresso de moins',
    'un espresso menos, por favor',
    'een espresso minder graag',
    'jedno espresso mniej',
  ])('%s', (text) => comesTo([FIRST, text], ['2 Espresso', '1 Tiramisu']));
  it('takes the last line where none is named, and all of one', () => {
    comesTo(['a tiramisu and 3 espresso', 'two less'], ['1 Tiramisu', '1 Espresso']);
    comesTo([FIRST, 'ein Tiramisu weniger'], ['3 Espresso']);
  });
  it.each(['one lasagne less', 'a lasagna, a bit less salty', 'is one espresso less cheaper?'])(
    'takes no espresso for “%s”',
    (text) => expect(playOnPaper(MENU, [FIRST, text, 'show me my basket']).answer).toContain('3 × Espresso'),
  );
});

describe('an option for a dish of the basket', () => {
  it.each([
    'and add burrata to the pizza',
    'put burrata on the diavola',
    'with burrata on it',
    'can you add burrata to the pizza?',
    'noch Burrata auf die Pizza',
    'bitte Burrata auf die Diavola',
    'ajoutez de la burrata sur la pizza',
    'aggiungi burrata alla pizza',
    'añade burrata a la pizza',
    'doe burrata op de pizza',
  ])('%s', (text) =>
    comesTo(
      ['a carbonara and a large diavola', text],
      ['1 Spaghetti alla carbonara', '1 Pizza diavola (Large, Burrata)'],
    ),
  );
  it.each([
    'auf die große noch Oliven',
    'on the large one also olives',
    'olives on the large one',
    'sur la grande aussi des olives',
    'auf die große bitte Oliven',
    'op de grote ook olives',
  ])('takes the line that has the named option: %s', (text) =>
    comesTo(
      ['a large diavola and a regular diavola', text],
      ['1 Pizza diavola (Large, Olives)', '1 Pizza diavola (Regular)'],
    ),
  );
  it('leaves another wish, and what is put into the basket, alone', () => {
    comesTo(['a large diavola', 'add a margherita to the order'], ['1 Pizza diavola (Large)', '1 Pizza margherita']);
    comesTo(
      ['a large diavola', 'a diavola with burrata on it'],
      ['1 Pizza diavola (Large)', '1 Pizza diavola (Burrata)'],
    );
  });
});

describe('options for a part of a line', () => {
  it.each([
    'one of them large',
    'make one of them large',
    'one of them a large please',
    'eine davon groß',
    'une d’entre elles grande',
    'una di queste grande',
    'una de ellas grande',
    'een ervan groot',
  ])('%s', (text) => comesTo([PIZZAS, text], ['3 Pizza margherita', '1 Pizza margherita (Large)']));
  it('counts all of the dish when it is corrected', () => {
    comesTo(
      [PIZZAS, 'one of them large', 'no wait, two of them large'],
      ['2 Pizza margherita', '2 Pizza margherita (Large)'],
    );
    comesTo(
      [PIZZAS, 'two of them large', 'no, only one of them large'],
      ['3 Pizza margherita', '1 Pizza margherita (Large)'],
    );
    comesTo([PIZZAS, 'two of them'], ['2 Pizza margherita']);
  });
});

describe('twice as much', () => {
  it.each([
    'double it',
    'double that please',
    'twice that',
    'same again',
    'das Gleiche nochmal',
    'doublez',
    'raddoppia',
    'duplícalo',
    'verdubbel maar',
  ])('%s', (text) => comesTo(['3 espresso', 'a tiramisu', text], ['3 Espresso', '2 Tiramisu']));
  it.each(['everything twice', 'das Ganze zweimal', 'alles doppelt', 'tutto doppio', 'le tout en double'])(
    '%s',
    (text) => comesTo(['3 espresso', 'a tiramisu', text], ['6 Espresso', '2 Tiramisu']),
  );
  it('doubles what is named, and takes no double espresso for that', () => {
    comesTo(['3 espresso', 'a tiramisu', 'double the espresso'], ['6 Espresso', '1 Tiramisu']);
    comesTo(['3 espresso', 'a tiramisu', 'twice the espresso'], ['6 Espresso', '1 Tiramisu']);
    expect(playOnPaper(MENU, ['a tiramisu', 'a double espresso']).answer).not.toContain('2 ×');
  });
});

describe('what nobody asked for', () => {
  const CAFE: PaperDish[] = [['Cappuccino', { 'Milk!': ['Whole milk', 'Oat drink'] }], ['Chocolate cake'], ['Lasagne']];
  it.each([
    'another cappuccino with normal milk',
    'another with normal milk',
    'noch einen mit normaler Milch',
    'encore un avec lait normal',
    'otro con leche normal',
    'nog een met normale melk',
  ])('takes the normal milk for the whole one: %s', (text) =>
    expect(playOnPaper(CAFE, ['a cappuccino with oat drink', text]).lines.sort()).toEqual([
      '1 Cappuccino (Oat drink)',
      '1 Cappuccino (Whole milk)',
    ]),
  );
  it.each(['et un café', 'and a cafe', 'e un caffè', 'y un café', 'und ein Cafe', 'en een café'])(
    'takes no cake for a coffee: %s',
    (text) => expect(playOnPaper(CAFE, ['a lasagne', text, 'show me my basket']).answer).not.toContain('1 × Chocolate'),
  );
  it.each(['anzi togli la lasagna', 'hmm remove the lasagne', 'ach streich die Lasagne', 'well, drop the lasagne'])(
    'takes off what is said to go: %s',
    (text) => comesTo(['a tiramisu and a lasagne', text], ['1 Tiramisu']),
  );
  it('adds to a number of portions, and orders no number', () => {
    comesTo(['a tiramisu', 'dos por favor'], ['2 Tiramisu']);
    comesTo(['order: 1 lasagne, 1 tiramisu'], ['1 Lasagne', '1 Tiramisu']);
    comesTo(['show me the espresso', '3 packs'], ['3 Espresso']);
    comesTo(['show me the tiramisu', 'ill have the tiramisu'], ['1 Tiramisu']);
  });
});

describe('an order that is complete', () => {
  it.each(['done', 'ok done', 'im done', 'fertig', 'listo', 'klaar', 'finito'])('%s', (text) =>
    expect(playOnPaper(MENU, ['a tiramisu', text]).tools).toContain('confirm'),
  );
  it.each(['is it well done?', 'a tiramisu, well done'])('is none: %s', (text) =>
    expect(playOnPaper(MENU, ['a tiramisu', text]).tools).not.toContain('confirm'),
  );
});

describe('a polite no', () => {
  it.each([
    'nothing, thanks',
    'no thanks, I’m good',
    'nichts, danke',
    'nein danke, passt schon',
    'rien, merci',
    'niente, grazie',
    'nada, gracias',
    'niets, bedankt',
  ])('%s', (text) => {
    for (const turns of [[text], ['a tiramisu', text]])
      expect(playOnPaper(MENU, turns)).toMatchObject({
        answer: expect.stringMatching(/All right|In Ordnung|D’accord|Va bene|De acuerdo/),
        tools: [],
      });
  });
  it('is none where a wish follows', () => {
    comesTo(['no thanks, a tiramisu'], ['1 Tiramisu']);
    comesTo(['ok then a tiramisu'], ['1 Tiramisu']);
  });
});

describe('a time', () => {
  it.each([
    ['one lasagne for pickup at 7pm', 'at 7pm'],
    ['a lasagne for 8 o’clock please', 'for 8 o’clock'],
    ['a lasagne in half an hour', 'in half an hour'],
    ['a lasagne asap', 'asap'],
    ['can I get a lasagne at 19:30?', 'at 19:30'],
    ['eine Lasagne um 19 Uhr', 'um 19 Uhr'],
    ['eine Lasagne in einer halben Stunde bitte', 'in einer halben Stunde'],
    ['une lasagne pour 20h', 'pour 20h'],
    ['una lasagna tra mezz’ora', 'tra mezz’ora'],
    ['una lasagne lo antes posible', 'lo antes posible'],
    ['een lasagne om 19:00', 'om 19:00'],
  ])('%s', (text, time) => {
    comesTo([text], ['1 Lasagne']);
    expect(playOnPaper(MENU, [text]).answer).toContain(`“${time}”`.replaceAll(/[“”]/g, '').trim());
    expect(playOnPaper(MENU, [text]).answer).not.toMatch(/nothing called|nichts gefunden/);
  });
  it('is none in a question about the shop, a count or an address', () => {
    expect(playOnPaper(MENU, ['are you open at 7pm?']).answer).not.toContain('pass this on');
    comesTo(['for 8 people 8 lasagne'], ['8 Lasagne']);
    expect(playOnPaper(MENU, ['a lasagne, deliver it to 5 Main Street at 7pm']).answer).toContain(
      'Delivery to 5 Main Street.',
    );
  });
});

describe('a lone number', () => {
  it.each([
    [['3 espresso', 'no, 2'], ['2 Espresso']],
    [['3 espresso', 'sorry, 4'], ['4 Espresso']],
    [['drei Espresso', 'nein, zwei'], ['2 Espresso']],
    [
      ['2 lasagne', 'and a tiramisu, 1'],
      ['2 Lasagne', '1 Tiramisu'],
    ],
    [
      ['2 lasagne', 'und ein Tiramisu, 3'],
      ['2 Lasagne', '3 Tiramisu'],
    ],
  ])('%j comes to %j', (turns, lines) => comesTo(turns, lines));
});

describe('options for some of a line', () => {
  it.each([
    [
      [PIZZAS, 'one large'],
      ['3 Pizza margherita', '1 Pizza margherita (Large)'],
    ],
    [
      [PIZZAS, 'two with olives'],
      ['2 Pizza margherita', '2 Pizza margherita (Olives)'],
    ],
    [
      [PIZZAS, 'eine mit Burrata'],
      ['3 Pizza margherita', '1 Pizza margherita (Burrata)'],
    ],
    [[PIZZAS, 'make it large'], ['4 Pizza margherita (Large)']],
    [['a margherita', 'large'], ['1 Pizza margherita (Large)']],
    [
      [PIZZAS, 'ok, bei einer Oliven dazu'],
      ['3 Pizza margherita', '1 Pizza margherita (Olives)'],
    ],
    [['a pizza for me, the margherita one'], ['1 Pizza margherita']],
  ])('%j comes to %j', (turns, lines) => comesTo(turns, lines));
});

describe('an option that is also a word of the dish’s name', () => {
  const bravas: PaperDish[] = [['Patatas bravas', { 'Extras+': ['Alioli', 'Más salsa brava'] }]];
  it.each([
    ['dos de patatas bravas con alioli', '2 Patatas bravas (Alioli)'],
    ['patatas bravas, por favor', '1 Patatas bravas'],
  ])('%s', (text, line) => expect(playOnPaper(bravas, [text]).lines).toEqual([line]));
});

describe('a choice from the list that was shown', () => {
  const HOUSE: PaperDish[] = [['Tomato soup'], ['Mushroom soup'], ['Pumpkin soup'], ['Lentil soup'], ['Espresso']];
  const ASK = 'do you have soup?';
  const [first, second, third, last] = ['1 Tomato soup', '1 Mushroom soup', '1 Pumpkin soup', '1 Lentil soup'];
  const picks = (text: string, lines: readonly string[]) => {
    const played = playOnPaper(HOUSE, [ASK, text]);
    expect([...played.lines].sort(), played.answer).toEqual([...lines].sort());
  };
  it.each([
    'pumpkin',
    'pumpkin please',
    'the pumpkin one',
    'the one with pumpkin',
    'die mit Kürbis',
    'celle au potiron',
    'quella con zucca',
    'la de calabaza',
    'die met pompoen',
    'number three',
    'die Nummer drei',
    'nehm ich die drei',
    'le numéro trois',
    'il numero tre',
    'quero a terceira',
    'numer trzy',
    'üçüncüsü lütfen',
    'üç numara',
    '3. olan',
  ])('takes one: %s', (text) => picks(text, [third]));
  it.each([
    'the first two',
    'die ersten beiden',
    'les deux premières',
    'i primi due',
    'los dos primeros',
    'de eerste twee',
    'as duas primeiras',
    'pierwsze dwa',
    'ilk ikisi lütfen',
    '1 and 2',
  ])('takes two: %s', (text) => picks(text, [first, second]));
  it.each(['the first two, two each', 'two each of the first two', 'die ersten zwei, je zwei', 'ilk ikisinden ikişer'])(
    'takes two of each: %s',
    (text) => picks(text, ['2 Tomato soup', '2 Mushroom soup']),
  );
  it('takes the last two', () => picks('the last two please', [third, last]));
  it.each(['espresso?', 'is the pumpkin one hot?', 'something with pumpkin', 'soup'])('is none: %s', (text) =>
    picks(text, []),
  );
});

describe('sizes that are counted', () => {
  it.each([
    ['pizza diavola, 1 large n 1 small', ['1 Pizza diavola (Large)', '1 Pizza diavola (Regular)']],
    ['2 diavola, one large one small', ['1 Pizza diavola (Large)', '1 Pizza diavola (Regular)']],
    ['a diavola and a margherita, both large', ['1 Pizza diavola (Large)', '1 Pizza margherita (Large)']],
    ['two pizzas, a diavola and a margherita', ['1 Pizza diavola', '1 Pizza margherita']],
    [
      'zwei Pizzen, eine Diavola und eine Margherita, beide groß',
      ['1 Pizza diavola (Large)', '1 Pizza margherita (Large)'],
    ],
    [
      'deux pizzas, une diavola et une margherita, les deux grandes',
      ['1 Pizza diavola (Large)', '1 Pizza margherita (Large)'],
    ],
    [
      'due pizze, una diavola e una margherita, tutte e due grandi',
      ['1 Pizza diavola (Large)', '1 Pizza margherita (Large)'],
    ],
    [
      'dwie pizze, jedna diavola i jedna margherita, obie duże',
      ['1 Pizza diavola (Large)', '1 Pizza margherita (Large)'],
    ],
  ])('%s', (text, lines) => comesTo([text], lines));
  it('are of all dishes in a later message', () =>
    comesTo(['a diavola and a margherita', 'both large'], ['1 Pizza diavola (Large)', '1 Pizza margherita (Large)']));
});

describe('what is given up', () => {
  const BOTH = 'a lasagne and a tiramisu';
  it.each([
    'never mind the lasagne',
    'vergiss die Lasagne',
    'laissez tomber la lasagne',
    'lascia stare la lasagna',
    'olvida la lasagna',
    'laat de lasagne maar',
    'esquece a lasagne',
    'jednak nie lasagne',
  ])('goes: %s', (text) => comesTo([BOTH, text], ['1 Tiramisu']));
  it.each([
    'never mind the lasagne, a carbonara',
    'vergiss die Lasagne, eine Carbonara',
    'laissez tomber la lasagne, une carbonara',
    'lascia stare la lasagna, una carbonara',
    'laat de lasagne maar, een carbonara',
  ])('gives way: %s', (text) => comesTo(['a lasagne', text], ['1 Spaghetti alla carbonara']));
  it.each([
    'never mind, back to two',
    'no, back to two',
    'anzi no, torniamo a due',
    'nee toch weer twee',
    'ach nee zwei',
  ])('is a number: %s', (text) => comesTo(['two tiramisu', 'make that three', text], ['2 Tiramisu']));
  it('is taken off the order, and never put on it', () => {
    comesTo([BOTH, 'take the lasagne off my order'], ['1 Tiramisu']);
    expect(playOnPaper(MENU, ['a tiramisu', 'take the lasagne off my order', 'basket']).answer).not.toContain(
      'Lasagne',
    );
  });
});

describe('what is no slip of the pen', () => {
  it('adds no egg for fries, and counts no further dish for one that was not found', () => {
    const GRILL: PaperDish[] = [['Hamburger', { 'Extras+': ['Fried egg'] }], ['French fries'], ['Coke']];
    expect(playOnPaper(GRILL, ['a hamburger', 'add fries to that']).lines).toEqual(['1 Hamburger', '1 French fries']);
    expect(playOnPaper(GRILL, ['4 sprites', 'and a coke too', 'basket']).answer).not.toContain('4 ×');
  });
});

describe('an order that begins with a yes', () => {
  it.each([
    'ja bestell',
    'yeah order',
    'passt, bestell des',
    'oui commandez',
    'gut, dann bestell ich das',
    'tak, zamawiam',
  ])('%s', (text) => expect(playOnPaper(MENU, ['a tiramisu', text]).tools).toContain('confirm'));
  it.each(['don’t order yet', 'noch nicht bestellen bitte', 'what did I order?', 'order a lasagne'])(
    'is none: %s',
    (text) => expect(playOnPaper(MENU, ['a tiramisu', text]).tools).not.toContain('confirm'),
  );
});

describe('a weight', () => {
  const GROCER: PaperDish[] = [['Waxy potatoes, 2 kg'], ['Vine tomatoes, 500 g'], ['Whole milk, 1 l'], ['Loose ham']];
  it.each([
    ['2kg potatoes', '1 Waxy potatoes, 2 kg'],
    ['4 kg Kartoffeln', '2 Waxy potatoes, 2 kg'],
    ['2 kilos of potatoes please', '1 Waxy potatoes, 2 kg'],
    ['1kg tomatoes', '2 Vine tomatoes, 500 g'],
    ['2 liters of milk', '2 Whole milk, 1 l'],
    ['3 whole milk', '3 Whole milk, 1 l'],
    ['200 g ham', '1 Loose ham'],
  ])('%s comes to %s', (text, line) => expect(playOnPaper(GROCER, [text]).lines).toEqual([line]));
});

describe('a day', () => {
  it.each([
    ['a lasagne for tomorrow noon', 'for tomorrow noon'],
    ['a lasagne tomorrow at 7', 'tomorrow at 7'],
    ['a lasagne for Friday', 'for Friday'],
    ['eine Lasagne für morgen Mittag', 'für morgen Mittag'],
    ['une lasagne pour demain midi', 'pour demain midi'],
    ['una lasagna per domani a mezzogiorno', 'per domani a mezzogiorno'],
    ['una lasagna para mañana al mediodía', 'para mañana al mediodía'],
    ['een lasagne voor morgenmiddag', 'voor morgenmiddag'],
    ['uma lasagna para amanhã ao meio-dia', 'para amanhã ao meio-dia'],
    ['lasagne na jutro w południe', 'na jutro w południe'],
    ['bir lasagne yarın öğlen için', 'yarın öğlen için'],
  ])('%s', (text, time) => {
    comesTo([text], ['1 Lasagne']);
    expect(playOnPaper(MENU, [text]).answer).toContain(time);
  });
  it('is none where it is asked about', () =>
    expect(playOnPaper(MENU, ['what do you have for tonight?']).answer).not.toContain('pass this on'));
});

describe('a correction', () => {
  it.each([
    'oh no the diavola',
    'anzi no la diavola',
    'ach nee die Diavola',
    'nein Quatsch, die Diavola',
    'oops I meant the diavola',
    'nie, chodziło mi o diavola',
  ])('takes the place of the last dish: %s', (text) => comesTo(['a margherita', text], ['1 Pizza diavola']));
  it('is read within one message', () => {
    comesTo(['1 lasagne... sorry carbonara'], ['1 Spaghetti alla carbonara']);
  });
  it('offers what is like the dish that gives way, and keeps that until one is chosen', () => {
    const MILK: PaperDish[] = [['Halfvolle melk'], ['Lactosevrije melk'], ['Espresso']];
    expect(playOnPaper(MILK, ['2 halfvolle melk', 'toch liever de lactosevrije']).answer).not.toContain('3 ×');
    const offered = playOnPaper(MENU, ['a tiramisu', 'something without nuts instead']);
    expect([offered.lines, offered.answer]).toEqual([[], expect.stringContaining('Which one')]);
    comesTo(['a tiramisu', 'something without nuts instead', 'the lasagne'], ['1 Lasagne']);
  });
});

describe('a number that counts no dish', () => {
  it.each(['one lasagne, cut into four pieces please', 'a lasagne, sliced into 4 pieces'])('%s', (text) =>
    expect(playOnPaper(MENU, [text]).answer).not.toContain('4 ×'),
  );
});

describe('a pack', () => {
  const GROCER: PaperDish[] = [['Eggs, 10 pieces'], ['Lemons, 3 pieces'], ['Beef chili']];
  it.each([
    ['ten eggs', '1 Eggs, 10 pieces'],
    ['20 eggs', '2 Eggs, 10 pieces'],
    ['three bags of lemons', '3 Lemons, 3 pieces'],
    ['2 lemons', '2 Lemons, 3 pieces'],
    ['bowl of chili', '1 Beef chili'],
  ])('%s comes to %s', (text, line) => expect(playOnPaper(GROCER, [text]).lines).toEqual([line]));
});

describe('a change of what is in the basket', () => {
  it.each<[first: string, then: string, lines: string[]]>([
    ['an espresso and a tiramisu', 'the espresso twice', ['2 Espresso', '1 Tiramisu']],
    ['an espresso, a tiramisu and a lasagne', 'remove the tiramisu and the lasagne', ['1 Espresso']],
    ['an espresso and a tiramisu', 'make the tiramisu a lasagne', ['1 Espresso', '1 Lasagne']],
    ['an espresso and a tiramisu', 'same again for my husband', ['2 Espresso', '2 Tiramisu']],
    [
      'an espresso',
      'and a large margherita with all the extras',
      ['1 Espresso', '1 Pizza margherita (Large, Olives, Burrata)'],
    ],
  ])('%s; %s', (first, then, lines) => comesTo([first, then], lines));

  it('notes what is not wanted in a named dish, and keeps the dish', () => {
    const { lines, answer } = playOnPaper(MENU, ['a lasagne and an espresso', 'no onions in the lasagne']);
    expect([...lines].sort()).toEqual(['1 Espresso', '1 Lasagne']);
    expect(answer).toContain('no onions');
  });
});

describe('a question about dishes by their names', () => {
  it.each([
    'what comes on the lasagne?',
    'what’s in the lasagne',
    'how big is the lasagne?',
    'tell me about the lasagne',
    'was ist auf der Lasagne?',
    'which is better, the lasagne or the pizza diavola?',
    'how much is a lasagne and an espresso?',
    'where does the lasagne come from?',
  ])('orders none: %s', (text) => {
    const { lines, answer } = playOnPaper(MENU, [text]);
    expect(lines).toEqual([]);
    expect(answer).toContain('Lasagne');
  });
  it.each([
    'can I get the lasagne?',
    'could you do me a lasagne',
    'könnten Sie mir eine Lasagne bringen?',
    'is it possible to have the lasagne?',
    'a lasagne. What is in it?',
  ])('orders one: %s', (text) => comesTo([text], ['1 Lasagne']));
});

it('takes Italian “alla” for the beginning of an option', () => {
  const menu: PaperDish[] = [['Cornetto', { 'Ripieno!': ['Vuoto', 'Marmellata', 'Crema'] }], ['Cappuccino']];
  const played = playOnPaper(menu, ['due cornetti alla marmellata e un cappuccino']);
  expect(played.lines).toEqual(['2 Cornetto (Marmellata)', '1 Cappuccino']);
});

describe('the price of a dish', () => {
  const menu: PaperDish[] = [
    ['Cod', { Size: ['Regular', 'Large'] }],
    ['Cola', { 'Size!': ['Small', 'Large'] }],
  ];
  it.each([
    ['how much is a large cod?', 'Cod (Large): EUR 10.00'],
    ['what does the cod cost?', 'Cod: EUR 10.00'],
    ['how much is the cola?', 'Cola: Small EUR 10.00, Large EUR 10.00'],
    ['was kostet der Cod?', 'Cod: 10,00 €'],
  ])('%s', (question, price) => {
    const { lines, answer } = playOnPaper(menu, [question]);
    expect([lines, answer.replaceAll('\u00a0', ' ')]).toEqual([[], expect.stringContaining(price)]);
  });
});

describe('a German line', () => {
  const menu: PaperDish[] = [
    ['Mineralwasser', { 'Art!': ['Still', 'Sprudel'] }],
    ['Flammkuchen', { Wunsch: ['Ohne Speck', 'Extra Speck'] }],
    ['Schinkenbrötchen', { Wunsch: ['Ohne Gurke'] }],
    ['Veganer Schokokuchen'],
  ];
  it.each<[turns: string[], lines: string[]]>([
    [['Flammkuchen bitte', 'ohne Speck'], ['1 Flammkuchen (Ohne Speck)']],
    [['ein stilles Wasser'], ['1 Mineralwasser (Still)']],
    [['ein Schinkenbrötchen', 'Schinken ohne Gurke'], ['1 Schinkenbrötchen (Ohne Gurke)']],
    [['ein veganer Schokokuchen', 'zwei Stück vom Kuchen'], ['2 Veganer Schokokuchen']],
  ])('%j', (turns, lines) => expect(playOnPaper(menu, turns).lines).toEqual(lines));
});

describe('an allergy beside an order', () => {
  const menu: PaperDish[] = [['Galette jambon fromage', { 'Suppléments+': ['Champignons', 'Œuf'] }]];
  it.each([
    [['une galette jambon fromage svp, et je suis allergique aux oeufs']],
    [['une galette jambon fromage svp', 'je suis allergique aux oeufs']],
  ])('adds no option that is called so: %j', (turns) => {
    expect(playOnPaper(menu, turns).lines).toEqual(['1 Galette jambon fromage']);
  });
});

describe('a conversation that goes on', () => {
  const menu: PaperDish[] = [
    ['Fried Rice', { 'Protein!': ['Grilled beef', 'Fried tofu'], Heat: ['Mild', 'Hot'] }],
    ['Lindenbrot', { Größe: ['Ganzer Laib', 'Halber Laib'] }],
    ['Family Feast'],
    ['Cola'],
  ];
  it.each<[turns: string[], lines: string[]]>([
    [
      ['fried rice with beef and fried rice with tofu', 'make the tofu one hot'],
      ['1 Fried Rice (Grilled beef)', '1 Fried Rice (Fried tofu, Hot)'],
    ],
    [['ein halbes Lindenbrot'], ['1 Lindenbrot (Halber Laib)']],
    [
      ['what’s the family feast?', 'go on then, one of those and 2 cola'],
      ['1 Family Feast', '2 Cola'],
    ],
    [['what’s the family feast?', 'sounds good, 3 please'], ['3 Family Feast']],
    [['what’s the family feast?', 'sounds good, 3 please', 'actually just 2'], ['2 Family Feast']],
  ])('%j', (turns, lines) => expect(playOnPaper(menu, turns).lines).toEqual(lines));

  it('asks about an unknown dish once more when the person orders, and then takes what there is', () => {
    const turns = ['two pretzels and a cola', 'order it'];
    expect(playOnPaper(menu, turns).answer).toContain('pretzels');
    expect(playOnPaper(menu, [...turns, 'order it']).tools).toContain('confirm');
  });
});
