/** Letters around make another word of it; `\b` knows those of English alone. */
const word = (phrases: string): string => `(?<![\\p{L}\\p{M}])(?:${phrases})`;

/** Words for a refusal: “allergic”, “intolerant”, “vegan”. Folded, and cut off before the ending. */
const ABOUT = 'allerg|alerg|uczul|alerji|intoleran|unvertrag|vegan|vegetar|vegetal|wege|coeliac|celiac|zoliakie|diet';

const NO_LONGER = {
  en: `no longer[^,]{0,30}(?:${ABOUT})|(?:not|n['’]?t|no)[^,]{0,20}(?:${ABOUT})[^,]{0,30}(?:any ?more|any longer)|(?:forget|ignore|drop|remove|clear)[^,]{0,25}(?:${ABOUT}|restriction)`,
  de: `(?:nicht|kein\\w*)[^,]{0,30}mehr[^,]{0,20}(?:${ABOUT})|(?:nicht|kein\\w*)[^,]{0,10}(?:${ABOUT})[^,]{0,30}mehr|vergiss[^,]{0,30}(?:${ABOUT})|vergessen sie[^,]{0,30}(?:${ABOUT})`,
  fr: `(?:suis|ai)[^,]{0,10}plus[^,]{0,15}(?:${ABOUT})|oublie[^,]{0,20}(?:${ABOUT})`,
  it: `non[^,]{0,10}piu[^,]{0,15}(?:${ABOUT})|dimentica[^,]{0,20}(?:${ABOUT})`,
  es: `ya no[^,]{0,15}(?:${ABOUT})|olvid[^,]{0,20}(?:${ABOUT})`,
  nl: `(?:niet|geen)[^,]{0,10}(?:${ABOUT})?[^,]{0,20}meer[^,]{0,10}(?:${ABOUT})?|vergeet[^,]{0,20}(?:${ABOUT})`,
  pt: `nao[^,]{0,10}mais[^,]{0,15}(?:${ABOUT})|ja nao[^,]{0,15}(?:${ABOUT})|esquec[^,]{0,20}(?:${ABOUT})`,
  pl: `(?:juz nie|nie[^,]{0,10}juz)[^,]{0,15}(?:${ABOUT})|zapomnij[^,]{0,20}(?:${ABOUT})`,
  tr: `artik[^,]{0,25}(?:${ABOUT})[^,]{0,15}(?:yok|degil)|(?:${ABOUT})[^,]{0,10}unut`,
};
const UNSPACED =
  'もう[^、。]{0,15}アレルギー[^、。]{0,8}(?:ない|ありません)|アレルギー[^、。]{0,8}(?:なくなり|忘れて)|अब[^।]{0,25}(?:एलर्जी|अलर्जी)[^।]{0,6}नहीं';

const TAKES_BACK = new RegExp(`${word(Object.values(NO_LONGER).join('|'))}|${UNSPACED}`, 'u');
/** Said of what was said right before. */
const FORGETS_IT =
  /^\W*(?:(?:please )?forget (?:about )?(?:that|it)|vergiss das|oublie (?:ca|cela)|dimenticalo|olvidalo|vergeet dat|esquece isso|zapomnij o tym|unut bunu|忘れて(?:ください)?)\W*$/u;

/** Returns whether a clause, folded, says that something is no longer refused. */
export const takesBack = (clause: string): boolean => TAKES_BACK.test(clause);

/** Returns whether a message, folded, takes back the message before it, and says nothing else. */
export const forgetsIt = (message: string): boolean => FORGETS_IT.test(message);
