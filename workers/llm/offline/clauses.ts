import { normalise } from './slots.ts';

/** One thing that the person wants, normalised and as written. */
export interface Clause {
  text: string;
  original: string;
}

/** More wishes than this in one message are more than these rules can keep apart. */
const MAX_CLAUSES = 4;

const GREETING = /^\s*(?:hi|hello|hey|good (?:morning|afternoon|evening)|ciao)(?: there)?\s*[,!.]+\s+(?=\S)/i;

/** Words that begin a wish of its own after a comma or an "and". */
const OPENERS =
  "(?:please )?(?:order it|order them|order that|place (?:it|the order|my order)|check ?out|confirm|cancel|change my|remove|take off|where(?:'s| is| are)|what(?:'s| is| are| time| did)|when|how|which|who|any (?:discount|deal|offer|promo)|is there|are there|are you|do you|does|can i|could i|can you|show me|tell me|apply|use (?:the )?code|i have (?:a |the )?code)";
/** A full stop after a short word, as in "no. 3" or "St. Anna", ends no sentence. */
const BOUNDARY = new RegExp(
  String.raw`(?<=[!?]|\p{L}{4,}\.|\d\.)\s+(?=\S)|\s*[;\n]+\s*|,?\s+(?:and\s+)?then\s+|,\s*(?:and\s+)?(?=${OPENERS}\b)|\s+and\s+(?=${OPENERS}\b)`,
  'iu',
);

/** The separate wishes of a message, in order, as they were written. */
export function clausesOf(message: string): Clause[] {
  const clauses = message
    .replace(GREETING, '')
    .split(BOUNDARY)
    .map((clause) => clause.trim())
    .filter((clause) => /[\p{L}\p{N}?]/u.test(clause));
  return clauses.slice(0, MAX_CLAUSES).map((original) => ({ original, text: normalise(original) }));
}
