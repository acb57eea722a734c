import type { AllergenCode } from './codes.ts';
import { NAMES_BEYOND_EUROPE } from './names-beyond-europe.ts';
import { NAMES_OF_THE_NORDIC_LANGUAGES } from './names-nordic.ts';
import { NAMES_OF_THE_NORTH_AND_EAST } from './names-north-east.ts';
import { NAMES_OF_EUROPE } from './names-of-europe.ts';

export type NamesByCode = Readonly<Partial<Record<AllergenCode, string>>>;

/**
 * The names of each allergen, by language. Source: Annex II of Regulation (EU) 1169/2011 in its English, German,
 * French, Italian, Spanish, Dutch, Portuguese, Polish, Swedish and Danish versions (EUR-Lex); for Turkish, Annex I of
 * the Türk Gıda Kodeksi on food information; for Japanese, the 28 items of the Food Labelling Standards; for Hindi, the
 * FSSAI's list. Inflected and everyday forms of the same words are included. The first name is the display name.
 * Plurals in -s, Turkish cases and German spellings with ae, oe and ue are generated from these.
 */
export const NAMES = {
  ...NAMES_OF_EUROPE,
  ...NAMES_OF_THE_NORTH_AND_EAST,
  ...NAMES_OF_THE_NORDIC_LANGUAGES,
  ...NAMES_BEYOND_EUROPE,
} satisfies Readonly<Record<string, NamesByCode>>;
