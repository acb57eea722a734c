import { wordsIn } from '../../../contracts/fold.ts';
import { signOf } from '../query/refusal-signs.ts';

/** Adjacent letters make it another word. `\b` covers English letters only. */
const word = (phrases: string): string => `(?<![\\p{L}\\p{M}])(?:${phrases})`;

/** Words for a refusal: “allergic”, “intolerant”, “vegan”. Folded, and cut off before the ending. */
const ABOUT = 'allerg|alerg|uczul|alerji|intoleran|unvertrag|vegan|vegetar|vegetal|wege|coeliac|celiac|zoliakie|diet';

/** “I am no longer allergic” takes a refusal back; “I can no longer eat it” is one. Only being and having count. */
const NO_LONGER = {
  en: `(?:am|is|are|i['’]?m|s|re|has|have|suffers?) (?:\\w+ )?no longer[^,]{0,30}(?:${ABOUT})|no longer (?:${ABOUT})|(?:not|n['’]?t|no)(?! (?:eat|drink|have|touch|stand)[^\\p{L}])[^,]{0,20}(?:${ABOUT})[^,]{0,30}(?:any ?more|any longer)`,
  de: `(?:bin|ist|sind|bist|lebe|esse|ernahre)[^,]{0,20}nicht mehr[^,]{0,25}(?:${ABOUT})|(?:nicht|kein\\w*)[^,]{0,10}(?:${ABOUT})[^,]{0,30}mehr`,
  fr: `n['’e][^,]{0,8}(?:suis|ai|est|a|sommes|avons)[^,]{0,4} plus[^,]{0,15}(?:${ABOUT})`,
  it: `non (?:sono|ho|e|ha|siamo|abbiamo) piu[^,]{0,15}(?:${ABOUT})`,
  es: `ya no (?:soy|tengo|es|tiene|somos|tenemos)[^,]{0,15}(?:${ABOUT})`,
  nl: `(?:ben|is|zijn)[^,]{0,10} niet meer[^,]{0,15}(?:${ABOUT})|(?:niet|geen)[^,]{0,12}(?:${ABOUT})[^,]{0,20}meer`,
  pt: `(?:nao (?:sou|tenho|e|tem) mais|ja nao (?:sou|tenho|e|tem))[^,]{0,15}(?:${ABOUT})`,
  pl: `(?:juz nie (?:jestem|jest|mam|ma)|nie (?:jestem|jest|mam|ma) juz)[^,]{0,15}(?:${ABOUT})`,
  tr: `artik[^,]{0,25}(?:${ABOUT})[^,]{0,15}(?:yok|degil)`,
};

/** “Forget my allergy”, but not “I forgot” or “don’t forget”: the imperative with its whole ending, and no negation. */
const FORGET = {
  en: `(?<!(?:n['’]?t|not|never|always|to|i|you|we|he|she|they) (?:ever |please |just )?)forget|(?<!(?:n['’]?t|not|never) (?:ever |please |just )?)(?:ignore|drop|remove|clear)`,
  de: `(?:vergiss|vergesst|vergessen sie)(?! (?:bitte |ja |blo(?:ss|ß) )?nicht)`,
  fr: `(?<!(?:n['’ ]?|ne |ai |as |a |avons |avez |ont |avais |[jt]['’ ]))oublie[zr]?(?![\\p{L}]| pas| de )`,
  it: `(?<!non (?:ti |vi )?)dimentica(?:te|ti|tevi)?(?![\\p{L}])`,
  es: `(?<!(?:no|nunca) (?:te |se |me )?)(?:olvida|olvidad|olvidate|olvidese|olviden)(?![\\p{L}])`,
  nl: `(?<!ik )vergeet(?! (?:alsjeblieft |aub )?niet)`,
  pt: `(?<!nao (?:te |se )?)(?:esquece|esqueca|esquecam)(?![\\p{L}])(?!-(?:te|se)? de)`,
  pl: `(?<!nie )zapomnij`,
};
const FORGETS = `(?:${Object.values(FORGET).join('|')})[^,]{0,25}(?:${ABOUT}|restriction)|(?:${ABOUT})[^,]{0,10} unut(?:un|unuz)?(?![\\p{L}])`;
const UNSPACED =
  'もう[^、。]{0,15}アレルギー[^、。]{0,8}(?:ない|ありません)|アレルギー[^、。]{0,8}(?:なくなり|忘れて)|अब[^।]{0,25}(?:एलर्जी|अलर्जी)[^।]{0,6}नहीं';

const TAKES_BACK = new RegExp(`${word([...Object.values(NO_LONGER), FORGETS].join('|'))}|${UNSPACED}`, 'u');
/** Phrases that take back the previous message. */
const FORGETS_IT =
  /^\W*(?:(?:please )?forget (?:about )?(?:that|it)|vergiss das|oublie (?:ca|cela)|dimenticalo|olvidalo|vergeet dat|esquece isso|zapomnij o tym|unut bunu|忘れて(?:ください)?)\W*$/u;

/** Says that something that was said before was wrong. */
const MISTAKE =
  /(?<!\p{L})(?:mixed (?:it|that|this|them|things|something) up|my mistake|by mistake|mistaken|misspoke|got (?:it|that) wrong|wrong way round|wrong thing|ignore that|scratch that|disregard that|just kidding|only joking|jk|typo|grapje|scherz|war nur spass|blague|scherzavo|scherzo|broma|brincadeira|zartowal[ae]m|saka|verwechselt|vertan|versprochen|vertippt|falsch gesagt|trompee?|erreur|sbagliat[oa]|errore|confus[oa]|equivocad[oa]|equivoque|confundi|vergist|vergissing|enganei|enganad[oa]|engano|pomylil[ae]m|pomylka|yanlis (?:soyledim|yazdim|oldu)|karistirdim|galti)(?!\p{L})/u;
const NOT_ALLERGIC = new RegExp(
  `(?:not|n['’]?t|no|nicht|keine?|pas|non|niet|geen|nao|nie|degil|yok|nahi)[^,]{0,12}(?:${ABOUT})|(?:${ABOUT})[^,]{0,15}(?:degil|yok|nahi)`,
  'u',
);

/** “I am not allergic to milk”, of the person who speaks, and not “not only allergic to milk”. */
const OWN_DENIAL = new RegExp(
  word(
    [
      `(?:i['’ ]?m|i am|we['’ ]?re|we are) (?:\\w+ )?not (?:\\w+ )?(?:${ABOUT})|i (?:do not|don['’ ]?t|never) have [^,]{0,20}(?:${ABOUT})|i have no [^,]{0,20}(?:${ABOUT})`,
      `(?:bin ich|ich bin|wir sind) [^,]{0,12}nicht [^,]{0,25}(?:${ABOUT})|(?:ich hab|hab ich|wir hab)\\w* [^,]{0,12}keine? [^,]{0,15}(?:${ABOUT})`,
      `je (?:ne |n['’ ]?)suis pas [^,]{0,12}(?:${ABOUT})|je n['’ ]?ai (?:pas|aucune) [^,]{0,8}(?:${ABOUT})`,
      `non (?:sono|ho) [^,]{0,10}(?:${ABOUT})`,
      `no (?:soy|tengo) [^,]{0,10}(?:${ABOUT})`,
      `(?:ik ben|ben ik) [^,]{0,10}niet [^,]{0,10}(?:${ABOUT})|ik heb [^,]{0,10}geen [^,]{0,15}(?:${ABOUT})`,
      `nao (?:sou|tenho) [^,]{0,10}(?:${ABOUT})`,
      `nie (?:jestem|mam) [^,]{0,10}(?:${ABOUT})`,
      `(?:alerjim|alerjimiz) (?:yok|degil)|alerjik degil(?:im|iz)`,
    ].join('|'),
  ),
  'u',
);
const NOT_ONLY =
  /(?<!\p{L})(?:only|just|nur|bloss|seulement|que|solo|soltanto|solamente|alleen|apenas|so|tylko|sadece)(?!\p{L})[^,]{0,8}(?:all|al)/u;

/** “…, my sister is”: another has the allergy, and may be at the table. */
const OTHER_HAS =
  /(?<!\p{L})(?:s?he|er|sie|il|elle|lui|lei|el|ella|hij|zij|ele|ela|on|ona|(?:my|our|mein\w*|unser\w*|ma|mon|mes|mia|mio|mi|mijn|onze|minha|meu|moja|moj) \p{L}+) (?:is|has|ist|hat|est|a|ha|es|tiene|heeft|tem|jest|ma)\W*$/u;

/**
 * Returns whether a message, folded, says that the person who speaks does not have an allergy or keep a diet, and says
 * nothing of another person's or of harm.
 */
export const deniesOwn = (message: string): boolean =>
  OWN_DENIAL.test(message) && !NOT_ONLY.test(message) && !OTHER_HAS.test(message) && !tellsHarm(message);

/** “Not allergic as such, but they make me ill.” */
function tellsHarm(message: string): boolean {
  const words = wordsIn(message).map(({ word }) => word);
  return words.some(
    (each, at) => !ABOUT_WORD.test(each) && ['harm', 'reaction'].includes(signOf(each, words[at - 1]) ?? ''),
  );
}
const ABOUT_WORD = new RegExp(ABOUT, 'u');

/** “I have no allergies”. */
const NO_ALLERGIES =
  /(?<!\p{L})(?:(?:i|we) (?:have|ve got|got) no|(?:i|we) (?:do not|don['’ ]?t) have any|(?:ich habe|wir haben|hab) keine|je n['’ ]?ai (?:pas d['’ ]?|aucune )|non ho(?: nessun['’a]?)?|no tengo(?: ninguna)?|ik heb geen|nao tenho(?: nenhuma)?|nie mam(?: zadnych)?)\s*(?:allerg|alerg)\p{L}*(?!\p{L}| to| against| gegen| a[ulx]?(?!\p{L})| alla| ao| na| voor)/u;

/** Returns whether a message, folded, says that there is no allergy at all. */
export const deniesAll = (message: string): boolean => NO_ALLERGIES.test(message) && !tellsHarm(message);

/** A word for another person than the one who speaks. */
const OTHER =
  /(?<!\p{L})(?:my|our|mein\p{L}*|unser\p{L}*|mon|ma|mes|notre|mia|mio|mi|mis|mijn|onze|meu|minha|moj\p{L}*|s?he|er|sie|ihr|il|elle|lui|lei|el|ella|hij|zij|ele|ela|on|ona|somebody|someone|one of us|friend|guest)(?!\p{L})/u;

/** Returns whether a message, folded, names no other person than the one who speaks. */
export const isOfSelf = (message: string): boolean => !OTHER.test(message);

/** Returns whether a message, folded, says that something was told by mistake. */
export const tellsMistake = (message: string): boolean => MISTAKE.test(message);

/** Returns whether a clause, folded, says that there is no allergy. */
export const deniesAllergy = (clause: string): boolean => NOT_ALLERGIC.test(clause);

/** Returns whether a clause, folded, says that something is no longer refused. */
export const takesBack = (clause: string): boolean => TAKES_BACK.test(clause);

/** Returns whether a message, folded, takes back the message before it, and says nothing else. */
export const forgetsIt = (message: string): boolean => FORGETS_IT.test(message);
