import { describe, expect, it } from 'vitest';
import { readMessage, understandQuery } from '../../../workers/domain/query/understand-query.ts';
import { fateOf, namedIn } from '../../support/phrasings.ts';

/** Stories about the effect of a food with invented verbs, so that only the words around them can be recognised. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  en: [
    ...['{0} blorfed me', 'my brother zonks from {0}', 'after {0} my dad goes all blorfy'],
    ...['I am a zonk if there is any {0}', 'whenever he touches {0}, he blorfs', 'the last time it was {0}'],
  ],
  de: [
    ...['{0} blorfen mich', 'von {1} zonke ich', 'nach {1} blorft meine Frau', 'bei {1} zonkt es mich weg'],
    ...['wenn ich {0} esse, zonke ich', 'letztes Mal waren es {0}'],
  ],
  fr: [
    ...['les {0} me blorfent', 'après les {0} je zonke', 'si je mange {0}, je blorfe'],
    ...['la dernière fois c’était {0}', 'à cause des {0} mon fils a zonké'],
  ],
  it: [...['le {0} mi blorfano', 'dopo le {0} mio figlio zonka', 'se mangio {0}, blorfo', 'l’ultima volta erano {0}']],
  es: [
    ...['los {0} me blorfan', 'después de los {0} mi hija zonquea', 'si como {0}, blorfo', 'la última vez fueron {0}'],
  ],
  nl: [
    ...['{0} blorfen me', 'van {0} zonk ik', 'door {0} blorft mijn zoon', 'als ik {0} eet, zonk ik'],
    ...['de vorige keer waren het {0}'],
  ],
  pt: [...['os {0} blorfam o meu filho', 'depois de {0} eu zonco', 'se como {0}, blorfo', 'da última vez foram {0}']],
  pl: [...['{0} blorfują mnie', 'po {3} zonkuję', 'od {1} blorfuję', 'jak zjem {0}, zonkuję', 'ostatnio to były {0}']],
  tr: [...['{0} beni zonkluyor', '{0} yersem blorf olurum', '{1} sonra zonk oldum', 'geçen sefer {0} vardı, zonk']],
};

describe.each(Object.entries(TOLD))('a story in %s about the effect of a food', (language, templates) => {
  it.each(templates)('refuses it: %s', (template) => {
    expect(namedIn(language, template).map(({ text, code }) => [text, fateOf(text, code)])).toEqual(
      namedIn(language, template).map(({ text }) => [text, 'refused']),
    );
  });
});

describe('an allergy that is over', () => {
  it.each([
    'Used to be allergic to eggs as a kid, outgrew it years ago. One omelette please',
    'De niña era alérgica al huevo, ahora ya nada. Una tortilla',
    'Enfant, j’étais allergique aux œufs, maintenant plus rien',
    'as a child I was allergic to milk, fine now',
    'Früher Laktoseintoleranz, heut kein Thema mehr. Einen Joghurt bitte',
    'Als Kind war ich allergisch gegen Eier, längst vorbei',
    'Avant j’étais allergique au lait, c’est fini',
    'da bambino ero allergico alle uova, ora no',
    'de pequeño era alérgico al huevo, ya no',
    'vroeger was ik allergisch voor noten, nu niet meer',
    'em criança era alérgico ao leite, já passou',
    'kiedyś byłem uczulony na jajka, już nie',
    'çocukken süte alerjim vardı, artık yok',
  ])('refuses nothing: %s', (text) => {
    const { allergies, unwanted, diets, doubts, isUnsafe } = understandQuery(text);
    expect({ allergies, unwanted, diets, doubts, isUnsafe }).toEqual({
      ...{ allergies: [], unwanted: [], diets: [], doubts: [], isUnsafe: false },
    });
  });

  it.each([
    ['used to be allergic to eggs as a kid', 'eggs'],
    ['als Kind war ich allergisch gegen Eier, jetzt ist es nicht gut', 'eggs'],
    ['de niña era alérgica al huevo, y hoy también', 'eggs'],
    ['used to be allergic to eggs as a kid, still not fine now', 'eggs'],
    ['I used to eat eggs, no longer', 'eggs'],
    ['Früher keine Allergie, jetzt vertrage ich Eier nicht mehr', 'eggs'],
    ['I used to be allergic to milk, fine now, but eggs still get me', 'eggs'],
    ['früher allergisch gegen Eier, esse ich immer noch nicht', 'eggs'],
  ] as const)('is none while it lasts: %s', (text, code) => {
    expect(fateOf(text, code)).not.toBe('open');
  });
});

describe('a person without an allergy', () => {
  it.each([
    ...['nobody here has a nut allergy so bring on the muesli', 'none of us is allergic to milk, two lattes'],
    ...[
      'haven’t been allergic to sesame since I was twelve',
      'Niemand hat eine Nussallergie',
      'nessuno è allergico alle uova',
    ],
    ...[
      'nadie es alérgico al huevo',
      'niemand is allergisch voor noten',
      'ninguém é alérgico a ovos',
      'personne n’est allergique aux œufs',
    ],
    ...['yumurta alerjim yok merak etmeyin', 'मुझे दूध से एलर्जी नहीं है', 'we ran out of milk, a latte please'],
    ...[
      'I have zero allergies, chocolate cake?',
      'Nie mam żadnych alergii, sernik?',
      '卵アレルギーではないです。親子丼ください',
    ],
    ...['actually no, black sesame', 'a lasagne rather than the tiramisu', 'just one palak paneer then, nothing else'],
  ])('refuses nothing: %s', (text) => {
    const { allergies, unwanted, foods, isUnsafe } = understandQuery(text);
    expect({ allergies, unwanted, foods, isUnsafe }).toEqual({
      allergies: [],
      unwanted: [],
      foods: [],
      isUnsafe: false,
    });
  });

  it.each([
    ['nobody here has a nut allergy but my son has one to milk', 'milk'],
    ['I ran out of air after the milk', 'milk'],
    ['actually no milk', 'milk'],
    ['my son is allergic to milk and soy', 'soybeans'],
    ['my son’s allergic to soy, which burgers are ok?', 'soybeans'],
    ['no, milk makes me ill', 'milk'],
    ['卵アレルギーではないですか', 'eggs'],
    ['my cousin is allergic to milk but he isn’t coming. a milkshake please', 'milk'],
    ['小麦アレルギーではないですが卵アレルギーです', 'eggs'],
  ] as const)('may refuse all the same: %s', (text, code) => expect(fateOf(text, code)).not.toBe('open'));
});

describe('a part of a message', () => {
  it('has its meaning within the whole message', () => {
    const { of } = readMessage('I had eggs. They floored me. A soup without celery please');
    expect(of('They floored me').isUnsafe).toBe(false);
    expect(of('A soup without celery please').unwanted).toEqual(['celery']);
    expect(of('A soup without celery please').allergies).toEqual([]);
    expect(of('no milk').unwanted).toEqual(['milk']);
    expect(readMessage('eggs? They kill me').of('eggs?').allergies).toEqual(['eggs']);
  });
});

describe('an allergy to something that is not food', () => {
  it.each([
    ...['I’m allergic to mornings, pizza please', 'allergic to cats', 'we are allergic to bad service, two pizzas'],
    ...['je suis allergique aux lundis'],
    ...['sono allergico alle attese', 'soy alérgico a los lunes', 'ik ben allergisch voor maandagen'],
    ...['sou alérgico a segundas', 'mam alergię na poniedziałki', 'sabahlara alerjim var'],
  ])('refuses nothing: %s', (text) => {
    expect(understandQuery(text)).toMatchObject({ allergies: [], unwanted: [], isUnsafe: false });
  });

  it.each(['allergic to cats and zibbledops', 'my people are allergic', 'allergic to hot dogs'])(
    'is one where it may be more: %s',
    (text) => expect(understandQuery(text).isUnsafe).toBe(true),
  );
  it('does not hide a real allergy', () => {
    expect(understandQuery('allergic to mornings and eggs')).toMatchObject({ allergies: ['eggs'], isUnsafe: false });
  });
});

describe('what is taken off an order', () => {
  it.each([
    'take the shrimp off my order',
    'nehmen Sie die Garnelen von meiner Bestellung',
    'enlevez les crevettes de ma commande',
    'togli i gamberi dal mio ordine',
    'quita las gambas de mi pedido',
    'haal de garnalen van mijn bestelling',
    'tira o camarão do meu pedido',
    'usuń krewetki z zamówienia',
    'karidesi siparişimden çıkar',
    'never mind the prawns',
  ])('is not refused: %s', (text) =>
    expect(understandQuery(text)).toMatchObject({ allergies: [], unwanted: [], doubts: [] }),
  );
  it.each([
    'take the shrimp off my order, I’m allergic',
    'take the shrimp off my order, it kills me',
    'take the shrimp off my order because of my allergy',
    'nimm die Garnelen von meiner Bestellung, ich vertrag sie nicht',
  ])('is refused where a reason is given: %s', (text) => expect(understandQuery(text).allergies).toContain('shrimp'));
});

describe('no allergies', () => {
  it.each([
    'no allergies',
    'keine Allergien',
    'aucune allergie',
    'nessuna allergia',
    'non abbiamo allergie',
    'no tenemos alergias',
    'geen allergieën',
    'não temos alergias',
    'nie mamy alergii',
  ])('%s refuses nothing', (text) => {
    const { allergies, isUnsafe } = understandQuery(`${text}, milk for two`);
    expect({ allergies, isUnsafe }).toEqual({ allergies: [], isUnsafe: false });
  });

  it.each([
    'no allergies apart from milk',
    'no allergies besides milk',
    'no allergies other than milk',
    'keine Allergien bis auf Milch',
    'aucune allergie à part le lait',
    'nessuna allergia a parte il latte',
    'nessuna allergia eccetto il latte',
    'ninguna alergia aparte de la leche',
    'ninguna alergia excepto la leche',
    'geen allergieën op melk na',
    'nenhuma alergia fora leite',
    'nenhuma alergia, só leite',
    'nie mamy alergii oprócz mleka',
    'alerji yok, süt hariç',
  ])('%s refuses milk', (text) => expect(understandQuery(text).allergies).toEqual(['milk']));
});

it('takes “safe” for no unknown allergy beside a misspelt one', () => {
  const { allergies, doubts } = understandQuery('am alergic to walnutts, wat cakes are safe');
  expect({ allergies, doubts }).toEqual({ allergies: ['walnut'], doubts: [] });
});

it.each(['Ich habe eine Nussallergie', 'Ich bin gegen Nüsse allergisch', 'nut allergies', 'notenallergie'])(
  'reads an allergy, and no diet, from “%s”',
  (text) => {
    const { allergies, diets } = understandQuery(text);
    expect({ allergies, diets }).toEqual({ allergies: ['peanuts', 'tree_nuts'], diets: [] });
  },
);
