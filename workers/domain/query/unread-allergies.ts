import { fold } from '../../../contracts/fold.ts';

/** How languages whose food words are not read begin their words for allergies, in scripts of their own. */
const STEMS =
  'аллерг алерг алэрг харшил ալերգ ალერგ αλλεργ אלרג حساسي حساسی الرج الرژ آلرژ 알레르 알러지 过敏 過敏 แพ้ ແພ້ ဓာတ်မတည့် အလာဂျ អាឡែស អាលែក অ্যালার্জ এলার্জ ஒவ்வாமை அலர்ஜ అలెర్జ అలర్జ ಅಲರ್ಜ അലർജ എലർജ એલર્જ ਐਲਰਜ ਅਲਰਜ අසාත්මික';
/** The same in Latin letters, where they are no word of a language that is read. */
const LATIN_STEMS =
  'di ung, allergisk, allergin, allergias, alergick, alergican, alergicn, alergij, alergisk, ofnaemi, mzio';

const UNREAD = new RegExp(
  `${STEMS.split(' ').map(fold).join('|')}|(?<!\\p{L})(?:${LATIN_STEMS.replaceAll(', ', '|')})`,
  'u',
);

/** Whether a text speaks of an allergy in a language of which the words for food are not read. */
export const speaksOfAllergyUnread = (text: string): boolean => UNREAD.test(fold(text));
