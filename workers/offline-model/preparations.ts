import { fold } from '../../contracts/fold.ts';
import { type Language, quantityIn } from './language.ts';
import { said } from './said.ts';
import { segmentsOf } from './segments.ts';

const SAUCE = '(?:sauce|dressing|gravy|mayo|ketchup|butter|cheese|syrup|cream|vinaigrette|jam|salsa|relish)';
/** Wishes for how a dish is made or served, by language. No menu lists them: they go to the kitchen as a note. */
const ASKED_FOR = [
  'with (?:everything|the works)|mit allem(?: drum und dran)?|avec tout|con tutto|con todo|met alles|com tudo|ze wszystkim',
  `(?:the )?${SAUCE} on the side|(?<!${SAUCE} )on the side`,
  'well done|(?:extra|very|nice and) (?:crispy|crunchy|hot|cold|warm|spicy|mild|creamy)|not (?:too|so|very) \\w+|(?:a bit |a little |much )?less \\w+|(?:go |take it )?(?:easy|light) on (?:the )?\\w+|cut in(?:to)? (?:half|halves|(?:two|three|four|six|eight|\\d+)(?: pieces| slices)?|pieces|slices)|(?:lots|plenty) of \\w+|warmed up|heated up',
  'extra (?:knusprig|kross|scharf|heiss)\\w*|nicht (?:zu|so|allzu) \\w+|(?:etwas |ein bisschen |bitte )?weniger? (?!als)\\w+|(?:sosse|sauce|dressing) (?:extra|separat)|gut durch\\w*',
  'a part|bien (?:cuite?|chaude?|fraiche?|croustillante?)s?|pas trop (?:de )?\\w+|(?:un peu )?moins de \\w+|peu de \\w+',
  'a parte|ben (?:cott|cald|fredd)\\w|non troppo \\w+|poco \\w+',
  'bien (?:hech|cocid|dorad|fri|calient)\\w+|no (?:muy|tan) \\w+|poc[oa] \\w+|menos (?!de)\\w+',
  'goed doorbakken|niet te \\w+|(?:iets )?minder \\w+|weinig \\w+|extra krokant',
  'bem (?:passad|quent|fresc|gelad)\\w+|mal passad\\w|nao muito \\w+|pouc[oa] \\w+',
  'dobrze wy\\w+|nie (?:za|zbyt) \\w+|malo \\w+|mniej \\w+',
  'iyi pismis|cok \\w+ olmasin|az (?:seker|tuz|aci|buz|pis)\\w+',
].join('|');
/** Words that are such a wish where they stand alone. */
const ALONE =
  'mild|crispy|toasted|sliced|knusprig|kross|geschnitten|halbiert|separat|croustillant\\w*|croccant\\w|aparte|crujiente\\w?|apart|krokant|crocante|osobno|chrupiac\\w+|ayri|citir';
const POLITE = 'please|pls|plz|svp|stp|bitte|s il vous plait|por favor|per favore|graag|prosze|lutfen';
const PREPARATION = said(
  `(?<=^\\W*)(?:(?:but|and|aber|und|mais|et|ma|e|pero|y|maar|en|mas|ale|i|ama|${POLITE}) )?(?:(?:both|all(?: of them)?|beide|alle|(?:les )?deux|tous|toutes|entramb[ie]|tutt[ie]|ambos|ambas|todos|todas)(?: (?:${POLITE}))? )?(?:${ASKED_FOR}|${ALONE})(?=\\W*(?:$|${POLITE}))`,
);
const WITHIN = new RegExp(`(?<=\\p{L} )(?:${ASKED_FOR})(?!\\p{L})`, 'gu');

/** Returns whether a part of a wish says how to make the dish before it. */
export const isPreparation = (segment: string, language: Language): boolean =>
  PREPARATION.test(fold(segment)) && (quantityIn(segment, language) === undefined || CUT.test(fold(segment)));

/** Its number counts no dish. */
const CUT = /(?<!\p{L})cut in(?:to)? /u;

/** Parts how to make a dish from the dish: “one dal, not too spicy”. */
export function withPreparationsApart(text: string): string {
  const folded = fold(text);
  // Only then do places in both mean the same.
  if (folded.length !== text.length) return text;
  const starts = [...folded.matchAll(WITHIN)].map(({ index }) => index);
  return starts.toReversed().reduce((whole, at) => `${whole.slice(0, at).trimEnd()}, ${whole.slice(at)}`, text);
}

/** A wish without how to make it. */
export const withoutPreparations = (text: string, language: Language): string => {
  const parts = segmentsOf(withPreparationsApart(text), language);
  const rest = parts.filter((part) => !isPreparation(part, language));
  return rest.length === parts.length ? text : rest.join(', ');
};
