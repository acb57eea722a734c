import { fold } from '../../../contracts/fold.ts';

/** Stems of words for allergies in unsupported languages, in their own scripts. */
const STEMS =
  'аллерг алерг алэрг харшил ալերգ ალერგ αλλεργ אלרג حساسي حساسی الرج الرژ آلرژ 알레르 알러지 过敏 過敏 แพ้ ແພ້ ဓာတ်မတည့် အလာဂျ អាឡែស អាលែក অ্যালার্জ এলার্জ ஒவ்வாமை அலர்ஜ అలెర్జ అలర్జ ಅಲರ್ಜ അലർജ എലർജ એલર્જ ਐਲਰਜ ਅਲਰਜ අසාත්මික';
/** The same in Latin letters, except words of supported languages. */
const LATIN_STEMS = 'di ung, allergin, allergias, alergick, alergican, alergicn, alergij, alergisk, ofnaemi, mzio';

const UNREAD = new RegExp(
  `${STEMS.split(' ').map(fold).join('|')}|(?<!\\p{L})(?:${LATIN_STEMS.replaceAll(', ', '|')})`,
  'u',
);

/** Returns whether a text speaks of an allergy in a language whose words for food are not read. */
export const speaksOfAllergyUnread = (text: string): boolean => UNREAD.test(fold(text));

/**
 * Conditions that forbid foods without an allergen code, by the folded stem of their names. Only a doctor can say which
 * foods each forbids.
 */
const CONDITIONS =
  'pregnan, breastfeed, breast feed, schwanger, enceinte, incinta, gravid, embaraz, zwanger, ciazy, ciaza, hamile, emzir, 妊娠, 授乳, गर्भ, g6pd, favis, fawizm, alpha ?gal, alfa ?gal, histamin, istamin, phenylketon, phenylalanin, fenylket, fenyloket, phenylceton, fenilchet, fenilcet, fenilket, pku(?!\\p{L}), fructose ?(?:malabs|intol|aller), fruktose?(?:intol|malabs), (?:malabsor\\p{L}+|intoll?eran\\p{L}+) (?:to|au|al|alla|a la|a)? ?(?:fru[ck]tose?|fruttosio|fructosa|frutose|sorbit\\p{L}*|salicyl\\p{L}*), fodmap, sorbit(?:ol)?(?:intol| intol), salicyl\\p{L}* (?:intol|sens|aller), (?:have|has|with|got|my|his|her|from) gout(?!\\p{L}), gicht, mastoc[yi]t, mastozyt, mcas(?!\\p{L}), eosin, eoe(?!\\p{L}), fpies, porph[yi]r, galactos(?:a?emi|ami), galaktos, crohn, colitis, kolitis, irritable bowel, ibs(?!\\p{L}), reizdarm, reflux, pancreatitis, (?:kidney|renal) (?:dis|fail|pat|diet|insuff), dialysis, dialyse, maoi(?!\\p{L}), warfarin, blood thinner, latex';
/** “Not pregnant”, “nicht schwanger”. */
const DENIED = '(?:not|isn t|nicht|pas|niet|non sono|no estoy|nao estou|nie jestem|degil)';
const CONDITION = new RegExp(`(?<!\\p{L})(?:${CONDITIONS.replaceAll(', ', '|')})[\\p{L}\\p{M}\\p{N}]*`, 'u');
const DENIED_CONDITION = new RegExp(`(?<!\\p{L})${DENIED} (?:\\p{L}+ )?(?:${CONDITIONS.replaceAll(', ', '|')})`, 'u');
const DIABETES = /(?<!\p{L})(?:diabet|cukrzyc|seker hastas)\p{L}*/u;

/**
 * Returns the condition that a text names, folded.
 * @param isWithoutSugar True if the text already refuses sugar, as diabetes requires.
 */
export function conditionIn(text: string, isWithoutSugar: boolean): string | undefined {
  const words = fold(text).replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ');
  if (DENIED_CONDITION.test(words)) return undefined;
  return (CONDITION.exec(words) ?? (isWithoutSugar ? null : DIABETES.exec(words)))?.[0];
}
