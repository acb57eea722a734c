import { AllergenCode, groupsOf, membersOf } from '../../contracts/allergens/codes.ts';
import { refusedBy } from '../../contracts/diets.ts';
import { unconfirmedBy } from '../../workers/domain/query/confirm-doubts.ts';
import { understandQuery } from '../../workers/domain/query/understand-query.ts';
import { readPhrases } from './node/read-phrases.ts';

/**
 * Sentences of every kind: a negation at a distance, an illness told as a story, another person's condition, a sentence
 * cut off, spelling mistakes, capitals, two languages in one, inflected names, and words that no list has.
 */
const ROWS = readPhrases('allergens');

const ofKind = (kind: string, language?: string): string[][] =>
  ROWS.filter((row) => row[1] === kind && (language === undefined || row[0] === language));

/** Sentences that refuse one allergen and ask for another. */
export const MIXED = ofKind('mixed').map(
  ([, , text = '', refused, wanted]) => [text, AllergenCode.parse(refused), AllergenCode.parse(wanted)] as const,
);

const filled = (template: string, forms: readonly string[]): string =>
  template.replace(/\{(\d)\}/g, (_, index: string) => forms[Number(index)] ?? forms[0] ?? '');

export interface Phrasing {
  language: string;
  text: string;
  code: AllergenCode;
}

/** Returns a sentence with every name of a language. */
export const namedIn = (language: string, template: string): Phrasing[] =>
  ofKind('name', language).map(([, , code, ...forms]) => ({
    language,
    text: filled(template, forms),
    code: AllergenCode.parse(code),
  }));

/** Returns every sentence of a kind with every name of its language. */
export const phrasings = (kind: 'refusing' | 'wanting'): Phrasing[] =>
  ofKind(kind).flatMap(([language = '', , template = '']) => namedIn(language, template));

const covers = (codes: readonly AllergenCode[], code: AllergenCode): boolean => {
  const members = membersOf(code);
  return (
    [code, ...groupsOf(code)].some((each) => codes.includes(each)) ||
    (members.length > 0 && members.every((each) => codes.includes(each)))
  );
};

/** Returns the reading of an allergen that a text names. @param menu The words of the menu. */
export function fateOf(
  text: string,
  code: AllergenCode,
  menu: ReadonlySet<string> = new Set(),
): 'refused' | 'unconfirmed' | 'open' {
  const understood = understandQuery(text);
  const { allergies, unwanted, diets, isUnsafe } = understood;
  const refused = [...allergies, ...unwanted, ...diets.flatMap((diet) => refusedBy(diet) ?? [])];
  if (isUnsafe || covers(refused, code)) return 'refused';
  return covers(unconfirmedBy(understood, menu).codes, code) ? 'unconfirmed' : 'open';
}
