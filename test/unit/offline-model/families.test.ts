import { describe, expect, it } from 'vitest';
import { type PaperDish, playOnPaper } from '../../support/dialogue/paper-shop.ts';

/** Dishes that are called alike in all of the languages. */
const MENU: PaperDish[] = [['Cappuccino'], ['Tiramisu'], ['Lasagne'], ['Cola']];

interface Sayings {
  first: string;
  without: string[];
  swapped: string[];
  three: string[];
  nothing: string[];
}

/** After “two cappuccinos and a tiramisu”: without the second, a lasagne for it, three of the first, nothing at all. */
const SAYINGS: Record<string, Sayings> = {
  en: {
    first: 'two cappuccinos and a tiramisu',
    without: [
      'scrap the tiramisu',
      'leave off the tiramisu',
      'no tiramisu after all',
      'I don’t want the tiramisu',
      'take the tiramisu off',
      'ditch the tiramisu',
    ],
    swapped: [
      'swap the tiramisu for a lasagne',
      'instead of the tiramisu a lasagne',
      'a lasagne rather than the tiramisu',
      'could you change the tiramisu to a lasagne?',
    ],
    three: ['make it three cappuccinos', 'one more cappuccino', 'another cappuccino please'],
    nothing: ['actually forget it, I don’t want anything', 'scrap that'],
  },
  de: {
    first: 'zwei Cappuccino und ein Tiramisu',
    without: [
      'das Tiramisu bitte weglassen',
      'das Tiramisu streichen wir',
      'doch kein Tiramisu',
      'lassen Sie das Tiramisu weg',
      'nehmen Sie das Tiramisu wieder raus',
    ],
    swapped: [
      'statt dem Tiramisu lieber eine Lasagne',
      'tauschen Sie das Tiramisu gegen eine Lasagne',
      'das Tiramisu bitte durch eine Lasagne ersetzen',
    ],
    three: ['mach drei Cappuccino draus', 'doch drei Cappuccino', 'noch einen Cappuccino'],
    nothing: ['vergiss es', 'ich möchte doch nichts'],
  },
  fr: {
    first: 'deux cappuccinos et un tiramisu',
    without: [
      'enlevez le tiramisu',
      'finalement pas de tiramisu',
      'oubliez le tiramisu',
      'je ne veux plus le tiramisu',
    ],
    swapped: [
      'remplacez le tiramisu par une lasagne',
      'une lasagne à la place du tiramisu',
      'au lieu du tiramisu une lasagne',
    ],
    three: ['mettez plutôt trois cappuccinos', 'encore un cappuccino'],
    nothing: ['laissez tomber', 'je ne veux rien'],
  },
  it: {
    first: 'due cappuccini e un tiramisu',
    without: ['togli il tiramisu', 'niente tiramisu', 'senza il tiramisu', 'non voglio più il tiramisu'],
    swapped: [
      'invece del tiramisu una lasagne',
      'al posto del tiramisu una lasagne',
      'cambi il tiramisu con una lasagne',
    ],
    three: ['facciamo tre cappuccini', 'ancora un cappuccino', 'un altro cappuccino'],
    nothing: ['lascia stare', 'non voglio niente'],
  },
  es: {
    first: 'dos cappuccinos y un tiramisu',
    without: ['quita el tiramisu', 'sin el tiramisu', 'ya no quiero el tiramisu', 'olvide el tiramisu'],
    swapped: ['en vez del tiramisu una lasagne', 'cambia el tiramisu por una lasagne'],
    three: ['mejor tres cappuccinos', 'otro cappuccino', 'que sean tres cappuccinos'],
    nothing: ['olvídalo', 'no quiero nada'],
  },
  nl: {
    first: 'twee cappuccino en een tiramisu',
    without: [
      'laat de tiramisu maar zitten',
      'haal de tiramisu eraf',
      'geen tiramisu',
      'doe de tiramisu toch maar niet',
      'de tiramisu hoeft niet',
    ],
    swapped: [
      'in plaats van de tiramisu een lasagne',
      'vervang de tiramisu door een lasagne',
      'ruil de tiramisu voor een lasagne',
    ],
    three: ['doe toch maar drie cappuccino', 'nog een cappuccino'],
    nothing: ['laat maar', 'ik wil toch niets'],
  },
  pt: {
    first: 'dois cappuccinos e um tiramisu',
    without: ['tira o tiramisu', 'afinal sem tiramisu', 'já não quero o tiramisu', 'cancela o tiramisu'],
    swapped: ['em vez do tiramisu uma lasagne', 'troca o tiramisu por uma lasagne'],
    three: ['afinal três cappuccinos', 'mais um cappuccino'],
    nothing: ['esqueça', 'não quero nada'],
  },
  pl: {
    first: 'dwa cappuccino i jedno tiramisu',
    without: ['bez tiramisu', 'usuń tiramisu', 'nie chcę tiramisu', 'rezygnuję z tiramisu'],
    swapped: ['zamiast tiramisu poproszę lasagne', 'zamień tiramisu na lasagne', 'zamiast tiramisu lasagne'],
    three: ['jednak trzy cappuccino', 'jeszcze jedno cappuccino'],
    nothing: ['nieważne', 'jednak nic'],
  },
  tr: {
    first: 'iki cappuccino ve bir tiramisu',
    without: ['tiramisu olmasın', 'tiramisu istemiyorum', 'tiramisu iptal'],
    swapped: ['tiramisu yerine lasagne', 'tiramisu yerine bir lasagne olsun'],
    three: ['üç cappuccino olsun', 'bir cappuccino daha'],
    nothing: ['vazgeçtim', 'boşver'],
  },
};

const played = (turns: string[]) => {
  const { lines, answer } = playOnPaper(MENU, turns);
  return [...lines].sort().join(' + ') || answer.slice(0, 80);
};

describe.each(Object.entries(SAYINGS))('what is changed before it is ordered, in %s', (_, sayings) => {
  const { first } = sayings;
  it('is all there at first', () => {
    expect(played([first])).toBe('1 Tiramisu + 2 Cappuccino');
  });
  it.each(sayings.without)('%s', (text) => {
    expect(played([first, text])).toBe('2 Cappuccino');
  });
  it.each(sayings.swapped)('%s', (text) => {
    expect(played([first, text])).toBe('1 Lasagne + 2 Cappuccino');
  });
  it.each(sayings.three)('%s', (text) => {
    expect(played([first, text])).toBe('1 Tiramisu + 3 Cappuccino');
  });
  it.each(sayings.nothing)('%s', (text) => {
    expect(played([first, text])).toMatch(/empty|leer|All right/);
  });
});

/** How a dish shall be made is told to the kitchen, and asks for no other dish. */
describe('how a dish shall be made', () => {
  it.each([
    'a lasagne, extra crispy please',
    'a lasagne, not too salty',
    'one lasagne on the side',
    'eine Lasagne, nicht zu heiß',
    'eine Lasagne, weniger Salz bitte',
    'une lasagne, pas trop salée',
    'una lasagne, poco sale',
    'una lasagne, no muy caliente',
    'een lasagne, niet te zout',
    'uma lasagne, pouco sal',
    'poproszę lasagne, mało soli',
  ])('%s', (text) => {
    expect(played([text])).toBe('1 Lasagne');
  });
});

/** Options as a menu writes them, and as people ask for them, each in every language. */
const OPTIONS: Record<string, { written: string[][]; said: string[] }> = {
  large: {
    written: [
      ['Small', 'Large'],
      ['Klein', 'Groß'],
      ['Petite', 'Grande'],
      ['Piccola', 'Grande'],
      ['Chico', 'Grande'],
      ['Klein', 'Groot'],
      ['Pequena', 'Grande'],
      ['Mała', 'Duża'],
      ['Küçük', 'Büyük'],
    ],
    said: ['large', 'groß', 'grande', 'groot', 'duża', 'büyük', 'bigger'],
  },
  hot: {
    written: [
      ['Mild', 'Hot'],
      ['Mild', 'Scharf'],
      ['Doux', 'Épicé'],
      ['Dolce', 'Piccante'],
      ['Suave', 'Picante'],
      ['Mild', 'Pittig'],
      ['Łagodny', 'Ostry'],
    ],
    said: ['hot', 'spicy', 'scharf', 'épicé', 'piccante', 'picante', 'pittig', 'ostry'],
  },
  oat: {
    written: [
      ['Whole milk', 'Oat milk'],
      ['Kuhmilch', 'Hafermilch'],
      ['Lait entier', 'Lait d’avoine'],
      ['Latte intero', 'Latte d’avena'],
      ['Leche entera', 'Leche de avena'],
      ['Volle melk', 'Havermelk'],
      ['Leite gordo', 'Leite de aveia'],
      ['Mleko', 'Mleko owsiane'],
    ],
    said: [
      'oat milk',
      'mit Hafermilch',
      'avec lait d’avoine',
      'con latte d’avena',
      'con leche de avena',
      'met havermelk',
    ],
  },
  sixteen: {
    written: [
      ['Eight pieces', 'Sixteen pieces'],
      ['8 Stück', '16 Stück'],
      ['Acht stuks', 'Zestien stuks'],
    ],
    said: ['16 pieces', 'sixteen', 'sechzehn', 'zestien', 'seize', '16'],
  },
};
describe.each(Object.entries(OPTIONS))('an option that says %s', (_, { written, said }) => {
  it.each(said.flatMap((words) => written.map((options) => [words, options.join(' / '), options] as const)))(
    '%s, where the menu has %s',
    (words, _options, options) => {
      const lines = playOnPaper([['Lasagne', { 'Choice!': options }]], ['a lasagne', words]).lines;
      expect(lines).toEqual([`1 Lasagne (${options[1]})`]);
    },
  );
});

it('counts no word of one language in another: “doce” is sweet in Portuguese and twelve in Spanish', () => {
  const shop: PaperDish[] = [['Pastel de nata'], ['Arroz doce']];
  expect(playOnPaper(shop, ['três pastéis de nata', 'em vez dos pastéis, um arroz doce']).lines).toEqual([
    '1 Arroz doce',
  ]);
  expect(playOnPaper([['Churros']], ['quiero doce churros, por favor']).lines).toEqual(['12 Churros']);
});

it('adds what is named alone while a question is open', () => {
  const shop: PaperDish[] = [['Türk Kahvesi', { 'Zucker!': ['Ohne Zucker', 'Süß'] }], ['Fıstıklı Baklava']];
  expect(playOnPaper(shop, ['einen Türk Kahvesi', 'und Baklava', 'ohne Zucker']).lines).toEqual([
    '1 Fıstıklı Baklava',
    '1 Türk Kahvesi (Ohne Zucker)',
  ]);
});
