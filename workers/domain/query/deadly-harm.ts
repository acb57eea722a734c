import { wordSet } from './phrase-books.ts';
import type { Piece } from './words-of.ts';

/** Pronouns for the person who is harmed, of the languages that put them beside the verb. */
const EN =
  '(?:me|us|him|her|them|you|my \\p{L}+|our \\p{L}+|his \\p{L}+|your \\p{L}+|the \\p{L}+|someone|anyone|people)';
const DE = '(?:mich|uns|ihn|sie|dich|euch|(?:(?:mein|unser|sein|ihr|dein)e?[nrs]?|den|die|das|jede[nr]?) \\p{L}+)';
const FR = '(?:me|m|nous|le|la|les|l|te|vous)';
const ROMANCE = '(?:mi|me|ci|nos|os|lo|la|li|le|les|te|ti|vi|vos|a|se)';

/**
 * Phrases that say that a food kills a person, in every person, number and tense, folded. A food named beside one is
 * refused; without a named food, no dish can be called safe.
 */
const IDIOMS = [
  // English
  `kill(?:s|ed|in|ing)?(?: off)? ${EN}`,
  `murder(?:s|ed|ing)? ${EN}`,
  '(?:would|will|could|might|may|can|ll|d|i|we|she|he|they|to|gonna|nearly|almost) (?:(?:literally|actually|probably|have|nearly|almost|just) )*(?:die|died|dies|be dead|drop dead|end up dead)(?: (?:from|of|if|when|after|eating|on)(?= |$)|$)',
  '(?:be|is|are|r|was|were|s|re|prove|proves|lethally|quite|so|too) (?:(?:absolutely|literally|potentially|really|a|very) )*(?:deadly|lethal|fatal|death|poison|poisonous|toxic|venom|murder) (?:to|for|4) \\p{L}+',
  `(?:the )?(?:be|is|are|would be|will be|could be) (?:the )?(?:death|end) of ${EN}`,
  '(?:put|puts|send|sends|bring|brings) (?:me|us|him|her|them|my \\p{L}+) (?:in|into|to) (?:my|his|her|their|the|an early|a) (?:early )?(?:grave|coffin|morgue)',
  `(?:put|puts|send|sends|sent|land|lands|landed) ${EN} (?:up )?(?:in|into|to) (?:the |an |intensive |a )?(?:hospital|er|icu|emergency|ambulance|care)`,
  // German
  `${DE} (?:\\p{L}+ ){0,2}(?:ins|in die|in das) (?:krankenhaus|spital|klinik|notaufnahme)`,
  `(?:lande|landet|landete|liege|lag) (?:ich|er|sie|wir) (?:\\p{L}+ ){0,2}(?:im|in der) (?:krankenhaus|spital|klinik|notaufnahme)`,
  `(?:bring(?:e|st|t|en)?|brach(?:te|ten|test|tet)?|wurden?|werden?|wird) ${DE}(?: (?:noch|fast|glatt|sofort|sicher|buchstablich|wirklich|beinahe|garantiert))*(?: alle)? um(?:bringen)?(?! \\p{N})`,
  `(?:tot(?:e|est|et|en|ete|eten)|toet(?:e|et|en|eten)) ${DE}`,
  '(?:todlich|toedlich|lebensgefahrlich|lebensgefaehrlich|gift|der tod|todfeind) (?:fur|fuer) \\p{L}+',
  '(?:mein|sein|ihr|unser|der) tod(?:esurteil)?(?= |$)',
  // French
  `(?:${FR} )(?:tue|tues|tuent|tuera|tueront|tuerait|tueraient|tuait|achevent|acheve|empoisonnent|empoisonne)`,
  '(?:mortel(?:le)?s?|un poison|du poison|fatal(?:e|es|s)?|fataux) pour \\p{L}+',
  '(?:peux|peut|vais|va|pourrais|pourrait|risque|faillit|failli) (?:d en |en |de )?mourir',
  '(?:j en|je|il|elle|on) (?:en )?(?:mourrais|mourrait|meurs|meurt|mourrai|mourra)',
  `(?:m|me|nous|l|mon \\p{L}+|ma \\p{L}+) (?:\\p{L}+ ){0,2}(?:envoie|envoient|envoye|met|mene|conduit) (?:\\p{L}+ ){0,2}(?:a l|aux) (?:hopital|urgences)`,
  // Italian
  '(?:manda|mandano|mandato|spedisce|porta|portato) (?:\\p{L}+ ){0,3}(?:in ospedale|all ospedale|al pronto soccorso)',
  `${ROMANCE} (?:uccid(?:e|ono|erebbe|erebbero|era|eranno)|ammazz(?:a|ano|erebbe|erebbero|era|eranno)|avvelen(?:a|ano))`,
  '(?:letal[ei]|mortal[ei]|fatal[ei]|velenos[aieo]|veleno) per \\p{L}+',
  '(?:morirei|morirebbe|moriremmo|morirebbero|moriro|morira|muoio|muore|muoiono|moriamo)(?= |$)',
  // Spanish, Portuguese
  '(?:manda|mandan|mando|lleva|llevo|levou) (?:\\p{L}+ ){0,3}(?:al hospital|a urgencias|ao hospital|para o hospital)',
  `${ROMANCE} (?:mata(?:n|m|s|ba|ban|ria|rian|riam|ra|ran|rao|ram|ron|vam)?|mato|mataria|matou|asesinan?|envenenan?m?|liquidan?)`,
  'mata(?:n|m|ria|riam|rian)?(?:-| )(?:me|nos|o|a|lo|la) ?',
  '(?:letal(?:es)?|letais|mortal(?:es)?|mortais|fatal(?:es)?|fatais|mortifer[oa]s?|venenos?[oa]?s?) (?:para|pra|pro) \\p{L}+',
  '(?:me|se|nos) (?:moriria|moririan|moririamos|muero|muere|mueren|moriremos|morire)',
  '(?:morreria|morreriam|morro|morre|morrem|morreriamos|morrerei|morrera)(?= |$)',
  // Dutch
  '(?:beland|belandde|belandt|lag|lig|brengt?|stuurt?) (?:\\p{L}+ ){0,3}(?:in het ziekenhuis|naar het ziekenhuis|op de eerste hulp)',
  '(?:dodelijke?|fataal|fatale|giftig|gif) voor \\p{L}+',
  '(?:wordt|worden|is|zijn|was|zou|zouden) (?:\\p{L}+ ){0,2}(?:mijn|onze?|haar|zijn) dood',
  '(?:ik|hij|zij|ze|we|wij) (?:\\p{L}+ ){0,2}(?:ga|gaat|gaan|zou|zouden) (?:\\p{L}+ ){0,3}dood',
  '(?:ga|gaat|gaan|zou|zouden) (?:\\p{L}+ ){0,4}(?:dood(?:gaan)?|sterven)',
  '(?:doodt|doden|doodde|doodden|vermoordt|vermoorden|vermoordde) (?:me|mij|ons|hem|haar|hen|ze|mijn \\p{L}+)',
  '(?:me|mij|hem|haar|ons|hen) (?:\\p{L}+ )?(?:doden|doodt|vermoorden)',
  // Polish
  '(?:laduje|wyladowal\\p{L}*|trafil\\p{L}*|trafiam) (?:\\p{L}+ ){0,2}(?:w szpitalu|do szpitala|na sor\\p{L}*)',
  '(?:mnie|nas|go|ja|ich|moj\\p{L}* \\p{L}+) (?:\\p{L}+ )?(?:zabij\\p{L}*|zabi(?:c|l|la|lo|ly|loby|lyby|je)|wykoncz\\p{L}*|usmierc\\p{L}*)',
  '(?:zabij\\p{L}*|zabil\\p{L}*|zabic|wykoncz\\p{L}*) (?:mnie|nas|go|ja|ich|moj\\p{L}*)',
  '(?:smierteln\\p{L}+|zabojcz\\p{L}+|trujac\\p{L}+) dla \\p{L}+',
  '(?:umre|umrze|umrzemy|umarlbym|umarlabym|umarlby|umieram|umiera)(?= |$)',
  // Turkish
  '(?:beni|bizi|onu|onlari|cocugumu|oglumu|kizimi|esimi|annemi|babami) (?:\\p{L}+ )?oldur\\p{L}*',
  '(?:olurum|oluruz|olur muyum|olebilirim|olebilir|olumcul|zehir|zehirli)(?= |$)',
  // Hindi
  '(?:जान (?:ले|चली|जा|को)|मार (?:डाल|दे|देंगे|देता|देते|देगा|देगी)|मर (?:जाऊं|जाऊँ|जाएगा|जाएगी|जाऊंगा|जाऊंगी|जाऊँगा|जाऊँगी)|जानलेवा|जहर|ज़हर)',
  '(?:jaan (?:le|chali|ja|ko)|maar (?:dal|de|deng|deta|dete|degi|dega)\\p{L}*|mar (?:jaunga|jaungi|jaega|jaegi|jayega|jayegi)|janleva|jaanleva|zeher|zahar)',
];

const IDIOM_AT = new RegExp(`^(?:${IDIOMS.join('|')})(?= |$)`, 'u');
const MOST_WORDS = 9;
const BEGINS = /^[a-z\u0900-\u097f]/u;
/** Figures of speech without harm: “je meurs de faim”. */
const NOT_MEANT = wordSet(
  'hunger thirst heat wait waiting suspense durst hitze faim soif chaleur fame sete caldo hambre sed calor fome honger dorst glodu pragnienia acliktan susuzluktan भूख प्यास bhookh bhukh pyaas',
);
const AROUND = 3;
const ENDS = /[.!?;:()…\n。！？।]/u;

/** Returns the pieces of phrases that say that something kills a person. */
export function deadlyPlaces(pieces: readonly Piece[]): ReadonlySet<number> {
  const places = new Set<number>();
  for (let at = 0; at < pieces.length; at += 1) {
    if (!BEGINS.test(pieces[at]?.key ?? '')) continue;
    const window = pieces.slice(at, at + MOST_WORDS);
    const end = window.findIndex(({ gap }, offset) => offset > 0 && ENDS.test(gap));
    const words = window.slice(0, end < 0 ? MOST_WORDS : end).map(({ key }) => key);
    const length = IDIOM_AT.exec(words.join(' '))?.[0].trim().split(' ').length ?? 0;
    const around = pieces.slice(Math.max(0, at - AROUND), at + length + AROUND);
    if (length === 0 || around.some(({ key }) => NOT_MEANT.has(key))) continue;
    for (let next = at; next < at + length; next += 1) places.add(next);
  }
  return places;
}
