import { wordsIn } from '../fold.ts';
import { remembered } from '../remembered.ts';
import { ALLERGEN_CODES, AllergenCode, inOrder } from './codes.ts';
import {
  INGREDIENTS,
  JOINING_INGREDIENTS,
  JOINING_NOT_ALLERGENS,
  MADE_FROM_PLANTS,
  NORDIC_INGREDIENTS,
  NOT_ALLERGENS,
  SUBSTITUTED,
  TURKISH_INGREDIENTS,
  WIDE_NAMES,
} from './ingredients.ts';
import { NAMES, type NamesByCode } from './names.ts';
import { firstPartsOf, laterPartsOf, polishStem, refusalIn, spellingsOf, stemsOf, umlautsOf } from './word-forms.ts';

/** The codes of a phrase. Both lists are empty for a known phrase without an allergen, such as coconut milk. */
export interface Meaning {
  /** Codes that a shop declares with the phrase. */
  declared: readonly AllergenCode[];
  /** Codes that a person refuses with the phrase. */
  refused: readonly AllergenCode[];
  /** `name`: the allergen itself (milk, dairy). `ingredient`: a food that has it (butter). `other`: no allergen. */
  kind: 'name' | 'ingredient' | 'other';
  /** The word itself says “without” or “allergy”: eggless, laktosefrei, sütsüz, Nussallergie. */
  isRefusal: boolean;
}

interface Vocabulary {
  all: Map<string, Meaning>;
  turkish: Map<string, Meaning>;
  /** Meanings by the stem that all forms share. */
  polish: Map<string, Meaning>;
  /** German and Dutch names, of which compounds are made. */
  joining: Map<string, Meaning>;
}

/** The key of a phrase: its folded words, one space between them. */
export const phraseKey = (text: string): string =>
  wordsIn(text)
    .map(({ word }) => word)
    .join(' ');

let vocabulary: Vocabulary | undefined;

/**
 * Returns the meaning of a phrase, undefined when the vocabulary has none of its forms. A phrase with different
 * meanings in two languages has both.
 * @param key As `phraseKey` makes it.
 */
export const meaningOf = remembered((key): Meaning | undefined => {
  vocabulary ??= buildVocabulary();
  const meaning = vocabulary.all.get(key);
  if (meaning !== undefined) return meaning;
  for (const { stem, isRefusal, isTurkish } of stemsOf(key)) {
    const ofStem = (isTurkish ? vocabulary.turkish : vocabulary.all).get(stem);
    if (ofStem !== undefined && ofStem.kind !== 'other') return { ...ofStem, isRefusal };
  }
  const stem = polishStem(key);
  return stem === undefined ? undefined : vocabulary.polish.get(stem);
});

/** The members of a compound word that are names, and what they mean together. */
interface Compound extends Meaning {
  /** Folded, in their order: `kase` for “Käsesahnesoße”. */
  members: readonly string[];
}

/**
 * Returns the allergens named by the first and the last part of a compound: “Haselnusskuchen”, “Milcheiweißallergie”,
 * “Käsespuren”. Used on text that people write; shops declare plain names.
 */
export const meaningOfCompound = remembered((word): Compound | undefined => {
  vocabulary ??= buildVocabulary();
  const { joining } = vocabulary;
  const { stem = word, isRefusal, isTrace } = refusalIn(word);
  if (joining.get(stem)?.kind === 'other') return undefined;
  const members = membersOf(stem, joining, isRefusal || isTrace);
  const named = members.flatMap((member, at) => {
    // “Mandelbutter” has no butter: a substitute is named after its ingredient.
    if (at > 0 && at === members.length - 1 && SUBSTITUTES.has(member)) return [];
    const meaning = joining.get(member);
    return meaning === undefined || meaning.kind === 'other' ? [] : [{ member, meaning }];
  });
  if (named.length === 0) return undefined;
  const isOfAllergens = isTrace || named.some(({ meaning }) => meaning.kind === 'name');
  return {
    declared: inOrder(named.flatMap(({ meaning }) => meaning.declared)),
    refused: inOrder(named.flatMap(({ meaning }) => meaning.refused)),
    kind: isOfAllergens ? 'name' : 'ingredient',
    isRefusal,
    members: named.map(({ member }) => member),
  };
});

function membersOf(word: string, joining: ReadonlyMap<string, Meaning>, mayBeWhole: boolean): string[] {
  if (mayBeWhole && joining.has(word)) return [word];
  const isName = (part: string): boolean => joining.has(part);
  const first = firstPartsOf(word).find(isName);
  const later: string[] = [];
  for (let rest = first === undefined ? word : word.slice(first.length); ; ) {
    const part = laterPartsOf(rest, first !== undefined).find(isName);
    if (part === undefined) return first === undefined ? later : [first, ...later];
    later.unshift(part);
    rest = rest.slice(0, rest.lastIndexOf(part));
  }
}

/** True if a compound contains a name: “Kräuterbutter” contains butter. Both arguments are folded. */
export const isMadeOf = (word: string, name: string): boolean =>
  meaningOfCompound(word)?.members.includes(name) === true;

const SUBSTITUTES: ReadonlySet<string> = new Set(SUBSTITUTED.split(', ').map(phraseKey));

/** The names as they are listed, without their inflected forms: what a message can suggest. */
export function* listedNames(): Generator<{ name: string; code: AllergenCode }> {
  for (const code of ALLERGEN_CODES) {
    yield { name: code, code };
    for (const names of Object.values<NamesByCode>(NAMES)) {
      for (const name of split(names[code])) yield { name, code };
    }
  }
  for (const { declared, words, ...more } of WIDE_NAMES) {
    const [code] = codes(declared);
    if (code === undefined) continue;
    for (const name of [words, more.turkish, more.polish, more.nordic, more.joining].flatMap(split))
      yield { name, code };
  }
}

function buildVocabulary(): Vocabulary {
  const all = new Map<string, Meaning>();
  const turkish = new Map<string, Meaning>();
  const polish = new Map<string, Meaning>();
  const joining = new Map<string, Meaning>();
  const put = (map: Map<string, Meaning>, key: string, meaning: Omit<Meaning, 'isRefusal'>): void => {
    map.set(key, merged(map.get(key), meaning));
  };
  const add = (words: string | undefined, meaning: Omit<Meaning, 'isRefusal'>, language = ''): void => {
    for (const key of split(words).flatMap(spellingsOf).map(phraseKey)) {
      put(all, key, meaning);
      if (language === 'tr') put(turkish, key, meaning);
    }
    for (const key of JOINS.has(language) ? split(words).flatMap(umlautsOf).map(phraseKey) : []) {
      put(joining, key, meaning);
    }
    for (const name of language === 'pl' ? split(words) : []) put(polish, polishStem(phraseKey(name)) ?? name, meaning);
  };
  for (const code of ALLERGEN_CODES) {
    const meaning = { declared: [code], refused: [code], kind: 'name' } as const;
    for (const [language, names] of Object.entries<NamesByCode>(NAMES)) add(names[code], meaning, language);
  }
  for (const { declared, refused, words, ...more } of WIDE_NAMES) {
    const meaning = { declared: codes(declared), refused: codes(refused), kind: 'name' } as const;
    add(words, meaning);
    add(more.turkish, meaning, 'tr');
    add(more.polish, meaning, 'pl');
    add(more.nordic, meaning);
    for (const part of split(more.parts)) put(joining, phraseKey(part), meaning);
    add(more.joining, meaning, 'de');
  }
  for (const [rows, language] of [
    [INGREDIENTS, ''],
    [JOINING_INGREDIENTS, 'de'],
    [TURKISH_INGREDIENTS, 'tr'],
    [NORDIC_INGREDIENTS, ''],
  ] as const) {
    for (const [inIt, words] of rows) {
      add(words, { declared: codes(inIt), refused: codes(inIt), kind: 'ingredient' }, language);
    }
  }
  const none: Meaning = { declared: [], refused: [], kind: 'other', isRefusal: false };
  const keysOf = (names: readonly string[]) => names.flatMap(spellingsOf).map(phraseKey);
  for (const key of keysOf(split(NOT_ALLERGENS))) all.set(key, none);
  for (const key of keysOf(MADE_FROM_PLANTS)) all.set(key, none);
  for (const key of keysOf([...split(JOINING_NOT_ALLERGENS), ...MADE_FROM_PLANTS])) joining.set(key, none);
  // A code means itself alone, whatever its letters mean in another language.
  for (const code of ALLERGEN_CODES) {
    all.set(phraseKey(code), { declared: [code], refused: [code], kind: 'name', isRefusal: false });
  }
  return { all, turkish, polish, joining };
}

function merged(known: Meaning | undefined, added: Omit<Meaning, 'isRefusal'>): Meaning {
  if (known === undefined) return { ...added, isRefusal: false };
  return {
    declared: inOrder([...known.declared, ...added.declared]),
    refused: inOrder([...known.refused, ...added.refused]),
    kind: known.kind,
    isRefusal: false,
  };
}

/** Languages that join words. */
const JOINS: ReadonlySet<string> = new Set(['de', 'nl']);

const split = (list = ''): string[] => list.split(', ').filter((phrase) => phrase !== '');
const codes = (list: string): AllergenCode[] => inOrder(list.split(' ').map((code) => AllergenCode.parse(code)));
