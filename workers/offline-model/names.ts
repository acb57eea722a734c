import { meaningOf } from '../../contracts/allergens/vocabulary.ts';
import { editDistance } from '../../contracts/edit-distance.ts';
import { fold, wordsIn } from '../../contracts/fold.ts';
import { foodCalled, foodsMentioned, foodsOfCompound } from '../domain/query/foods.ts';
import { numberCalled } from '../domain/query/prices.ts';
import { isMeasure, isUnspaced } from './language.ts';

/** Equal, or an ending apart. */
export function isFormOf(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return (
    a === b ||
    (long.startsWith(short) && long.length - short.length <= (short.length >= 4 ? 2 : 0)) ||
    long === `${short}s` ||
    // “Börek” and “böreği”.
    (short.length > 3 && short.endsWith('k') && long === `${short.slice(0, -1)}gi`) ||
    // “A fry” is of the “fries”.
    (short.length > 2 && long === `${short.slice(0, -1)}ies` && short.endsWith('y'))
  );
}

/** Endings of plurals and cases, folded: “kroketten”, “pierogów”, “pastéis”. */
const ENDINGS = new Set(
  ' a e i o u y s n l m es en er em om os as is ns ow ami ach iem ie ia im ym ej ego ymi ich ych te ten nen len pen lar ler lari leri si su yi yu ya'.split(
    ' ',
  ),
);
const MIN_STEM = 4;

/** Two forms of one word by their endings. */
function isInflected(a: string, b: string): boolean {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  return same >= MIN_STEM && ENDINGS.has(a.slice(same)) && ENDINGS.has(b.slice(same));
}

/**
 * Returns true for words that are equal, differ in an ending, or in a probable typo: two edits in a word of seven
 * letters, one in a word of five.
 */
export function isSameWord(a: string, b: string): boolean {
  if (isMeantBy(a, b) || isInflected(a, b)) return true;
  // “Fries” and “potatoes” are no slips for “fried” and “tomatoes”.
  if (isKnownWord(a) && isKnownWord(b)) return false;
  const shorter = Math.min(a.length, b.length);
  const allowed = shorter >= 7 ? 2 : shorter >= 5 ? 1 : 0;
  return editDistance(a, b, allowed) <= allowed;
}

const isKnownWord = (word: string): boolean =>
  KIND_OF_OPTION.has(word) || foodCalled(word) !== undefined || meaningOf(word) !== undefined;

/** “Guac” and “guacamole”: one is the beginning of the other. */
export const isAbbreviated = (a: string, b: string): boolean =>
  Math.min(a.length, b.length) >= MIN_STEM && (a.startsWith(b) || b.startsWith(a));

/** Equal, an ending apart, or the same in another language. */
export const isMeantBy = (a: string, b: string): boolean => isFormOf(a, b) || isTranslation(a, b) || isSameNumber(a, b);

/** “16” and “zestien”. */
function isSameNumber(a: string, b: string): boolean {
  const number = numberCalled(a);
  return number !== undefined && number === numberCalled(b);
}

/** “Mushroom” and “hongos” are one food, “shrimp” and “camarón” one allergen; “medium” and “media” are done alike. */
function isTranslation(a: string, b: string): boolean {
  const kind = KIND_OF_OPTION.get(a);
  if (kind !== undefined && kind === KIND_OF_OPTION.get(b)) return true;
  const food = foodCalled(a);
  if (food !== undefined) return foodCalled(b) === food;
  const [one, other] = [meaningOf(a), meaningOf(b)];
  return (
    one?.kind === 'name' && other?.kind === 'name' && one.declared.length === 1 && one.declared[0] === other.declared[0]
  );
}

/**
 * Returns true if a word means a part of a compound, in any language: “garlic” for “Knoblauchsoße”. Two compounds match
 * if their distinctive parts do: “Hafermilch” and “havermelk”.
 */
export const isPartMeant = (word: string, compound: string): boolean =>
  isEndOf(word, compound) ||
  isHeadMeant(word, compound) ||
  firstParts(compound).some((part) => isTranslation(word, part) || isBegunBy(word, part)) ||
  isBegunBy(word, compound);

const isBegunBy = (word: string, other: string): boolean =>
  firstParts(word).some((part) => part === other || isTranslation(part, other));

/** Returns true if a word means the last part of a compound, its head: “salad” for “Bauernsalat”. */
export const isHeadMeant = (word: string, compound: string): boolean =>
  placesIn(compound).some((at) => isTranslation(word, compound.slice(at)));

const firstParts = (compound: string): string[] => placesIn(compound).map((at) => compound.slice(0, at));

const MIN_PART = 4;
/** Where a compound may be parted; “Eis” is the shortest that ends one. */
const placesIn = (compound: string): number[] =>
  Array.from({ length: Math.max(0, compound.length - MIN_PART - 2) }, (_, index) => index + MIN_PART);

/** Returns whether a name contains a kind of what a word means: “Pils” is a beer. */
export function isKindOf(word: string, name: string): boolean {
  const words = nameWords(name);
  const food = foodCalled(word);
  // “Zwiebelsuppe” is “Soupe à l’oignon”.
  const parts = food === undefined ? foodsOfCompound(word) : [[food]];
  return (
    (food !== undefined || parts.length > 1) &&
    parts.every((foods) => foods.some((part) => words.some((each) => foodsMentioned(each).includes(part))))
  );
}

/** Names of sizes and choices in the languages of menus, folded; the words of a line mean the same. */
const KIND_OF_OPTION: ReadonlyMap<string, number> = new Map(
  [
    'small smaller klein kleine kleiner kleines kleinen kleinere petit petite petits petites piccolo piccola piccoli piccole chico chica chicos chicas pequeno pequena pequenos pequenas maly mala male kucuk',
    'medium mittel mittlere moyen moyenne medio media mediano mediana middel sredni srednia orta',
    'large big larger bigger gross grosse grosser grosses grossen grossere grosseren grand grande grands grandes grandi groot grote duzy duza duze buyuk',
    'red rot roter rote rouge rosso rossa tinto roja rojo rood rode vermelho czerwone kirmizi',
    'white weiss weisser weisse blanc blanche bianco bianca blanco blanca wit witte branco branca biale beyaz',
    'glass glas verre calice bicchiere copa vaso copo kieliszek kadeh',
    'bottle flasche bouteille bottiglia botella fles garrafa butelka sise',
    'sparkling frizzante petillante gazeuse spritzig bruisend gaseosa',
    'still naturale plate stilles plat natural',
    'sauce sosse salsa saus molho sos',
    'mild milde milder mildes doux douce dolce suave zacht lagodny lagodna lagodne hafif',
    'hot spicy scharf scharfe scharfer scharfes epice epicee piquant piccante picante pikant heet pittig ostry ostra ostre aci acili',
    'rare blutig saignant sangue',
    'cone waffel tute cornet cono cornetto hoorntje wafel waflu rozek casquinha kulah',
    'cup becher coppetta tarrina bekertje kubek kubeczek',
    'bowl schale bol ciotola cuenco tazon kom miska tigela kase',
    'half halb halbe demi mezza mezzo meia pol yarim',
    'oat hafer avoine avena haver aveia owsiane owsiany owsianym yulaf',
    'soy soja soia soya sojowe sojowy',
    'whole ganz ganze entier entiere intero intera entero entera heel hele inteiro inteira caly cala butun regular normal normaler normalem normalen normales normale normaal normalny normalna',
    'greek griechisch griechischer griechische griechisches grec grecque greco greca griego griega grieks griekse grego grega grecki grecka yunan',
    'turkish turkisch turkischer turkische turc turque turco turca turks turkse turecki turecka turk',
    'veg veggie vegetable vegetables gemuse legumes verdure verduras groente groenten legumes warzywa sebze',
    'litre liter litro litres litri litros litr',
    'duck ente canard anatra pato eend kaczka ordek',
    'salmon lachs saumon salmone zalm losos somon',
    'mash mashed puree pure purea stampf stampfkartoffeln kartoffelpuree kartoffelpuree',
    'pepper pfeffer poivre pepe pimienta peper pieprz',
    'avo avocado avocados avocat aguacate palta abacate awokado',
    'icecream eis glace glaces gelato gelati helado helados ijs ijsje gelado gelados lody lodow dondurma',
    'fries chips frites pommes patat friet frieten frytki patatine',
    'croquette croquettes kroket croqueta croquetas crocchetta crocchette krokiet croquete',
    'grilled gegrillt gegrillte gegrillter grille grillee grillees grigliato grigliata grigliati parrilla plancha brasa asado asada assado assada assadas assados gegrild gegrilde grillowany grillowana izgara',
    'fried frittiert frittierte gebraten gebratene frit frite frits fritto fritti fritta frito frita fritos fritas gebakken gefrituurd smazony smazona smazone kizartma',
    'smoked gerauchert geraucherter fume fumee affumicato ahumado gerookt gerookte fumado wedzony wedzona',
    'black schwarz noir nero solo zwart preto czarna sade',
  ].flatMap((words, kind) => words.split(' ').map((word) => [word, kind] as const)),
);

const SIZES = 3;
/** Returns whether a word is a size: the first kinds of option. */
export const isSize = (word: string): boolean => (KIND_OF_OPTION.get(word) ?? SIZES) < SIZES;

/** “Brezeln” is the end of “Laugenbrezel”, as “kroketten” is of “Rundvleeskroket”. */
export const isEndOf = (word: string, compound: string): boolean =>
  [0, 1, 2, 3].some((cut) => {
    const stem = word.slice(0, word.length - cut);
    const isStem = stem.length >= MIN_STEM && ENDINGS.has(word.slice(stem.length));
    return isStem && compound.length - stem.length >= 3 && compound.endsWith(stem);
  });

/** The words of a name, without what stands in brackets or is a mere number. */
export const nameWords = (name: string): string[] =>
  wordsIn(name.replace(/[(（].*?[)）]/gu, ' '))
    .map(({ word }) => word)
    .filter((word) => !/^\d+$|^(?:cm|g|kg|ml|l|pc)$/.test(word));

/**
 * Returns the share of a name that a text contains: consecutive letters in scripts without spaces, else words. A
 * complete name scores higher.
 */
function shareOf(said: readonly string[], text: string, name: string): number {
  if (isUnspaced(name)) {
    const own = fold(name.normalize('NFKC').replace(/\(.*?\)/g, ''));
    const shared = commonPart(text, own).length;
    return shared < 3 && shared * 2 < own.length ? 0 : shared + (shared >= own.length ? 0.5 : 0);
  }
  // “Kimchi” is all that is said of “House kimchi”.
  const telling = nameWords(name).filter((word) => !isMeasure(word));
  const own = telling.length > 0 ? telling : nameWords(name);
  const same = said.filter((word) => own.some((each) => isSameWord(word, each))).length;
  // “Potatoes” are no tomatoes.
  const isExact = (word: string) => own.some((each) => isMeantBy(word, each) || isEndOf(word, each));
  const exact = said.filter(isExact).length / 100;
  const parts = said.filter((word) => own.some((each) => !isSameWord(word, each) && isEndOf(word, each))).length;
  return same + parts === 0 ? 0 : same + parts + exact + (same >= own.length ? 0.5 : 0);
}

/** The longest run of letters that both have. */
function commonPart(text: string, name: string): string {
  for (let length = name.length; length > 0; length--) {
    for (let at = 0; at + length <= name.length; at++) {
      const part = name.slice(at, at + length);
      if (text.includes(part)) return part;
    }
  }
  return '';
}

/** The rest of a run of unspaced letters without its longest parts that these names share. */
export const lettersLeft = (run: string, names: readonly string[]): string =>
  names
    .map((name) => fold(name.normalize('NFKC')))
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, name) => {
      const part = commonPart(left, name);
      return part.length > 1 || (part !== '' && part === name) ? left.replaceAll(part, ' ') : left;
    }, run);

/** What a dish is free of is told by its name. */
const FREE =
  /(?<!\p{L})(?:without|ohne|sans|senza|sin|zonder|sem|bez)(?!\p{L})|\p{L}(?:frei\p{L}*|vrij\p{L}*)(?!\p{L})|(?<=[\p{L} -])free(?!\p{L})|analcolic/u;

/** “Margherita” is not the one “senza glutine”, where there is another. */
export function ordinaryOf<T>(named: readonly T[], text: string, nameOf: (candidate: T) => string): T[] {
  const ordinary = named.filter((each) => !FREE.test(fold(nameOf(each))));
  return FREE.test(fold(text)) || ordinary.length === 0 ? [...named] : ordinary;
}

/** The dishes whose names share most with the text; several when nothing distinguishes them. */
export function bestNamed<T>(
  said: readonly string[],
  text: string,
  candidates: readonly T[],
  nameOf: (candidate: T) => string,
): T[] {
  const folded = isUnspaced(text) ? said.join(' ') : fold(text.normalize('NFKC'));
  const shares = candidates.map((candidate) => ({ candidate, share: shareOf(said, folded, nameOf(candidate)) }));
  const best = Math.max(0, ...shares.map(({ share }) => share));
  const named = best === 0 ? [] : shares.filter(({ share }) => share === best).map(({ candidate }) => candidate);
  // “Still water”, “un café solo”: words that say little elsewhere tell a dish from the others that share the rest.
  const words = named.length > 1 ? wordsIn(text).map(({ word }) => word) : [];
  const isSaid = (own: string) => words.some((word) => isSameWord(word, own));
  const whole =
    words.length === 0 ? [] : named.filter((each) => wordsIn(nameOf(each)).every(({ word }) => isSaid(word)));
  return whole.length > 0 ? whole : ordinaryOf(named, text, nameOf);
}
