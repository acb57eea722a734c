import { type Mention, mentionsOf } from '../../../contracts/allergens/mentions.ts';
import { fold, wordsIn } from '../../../contracts/fold.ts';
import { COMMON } from './common-words.ts';

/** A word of a sentence, or a mention of an allergen as a whole. */
export interface Piece {
  /** Folded, its words with one space between. */
  key: string;
  start: number;
  end: number;
  /** The text between this piece and the one before it. */
  gap: string;
  mention: Mention | undefined;
}

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Returns whether a text has letters of a script that puts no spaces between words. */
export const isUnspaced = (text: string): boolean => UNSPACED.test(text);

/** Pictures that stand for words, with one of the words. */
const PICTURES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    milk: '🥛🍼🐄',
    cheese: '🧀',
    butter: '🧈',
    eggs: '🥚🍳',
    peanuts: '🥜',
    nuts: '🌰',
    bread: '🍞🥖🥐🥯🥨',
    wheat: '🌾',
    shrimp: '🦐🍤',
    crab: '🦀',
    lobster: '🦞',
    fish: '🐟🐠🐡🎣',
    squid: '🦑',
    octopus: '🐙',
    oyster: '🦪🐚',
    beef: '🥩🐂🐃',
    pork: '🐖🐷🥓',
    chicken: '🍗🐔🐓',
    lamb: '🐑🐏',
    alcohol: '🍷🍺🍻🍸🍹🥂🍾🥃🍶',
    onion: '🧅',
    garlic: '🧄',
    mushroom: '🍄',
    spicy: '🌶',
    tomato: '🍅',
    pepper: '🫑',
    aubergine: '🍆',
    olive: '🫒',
    pineapple: '🍍',
    potato: '🥔',
    corn: '🌽',
    vegan: '🌱🌿',
    pizza: '🍕',
    pasta: '🍝',
    soup: '🍲',
    salad: '🥗',
    'ice cream': '🍦🍨',
    cake: '🍰🎂',
    coffee: '☕',
    allergy: '🚫❌⛔🛑🙅🤢🤮🤧',
    hospital: '🚑🏥💉☠💀😵⚰',
  }).flatMap(([word, pictures]) => [...pictures].map((picture) => [picture, ` ${word} `] as const)),
);

/** “w/o nuts”, “w/ ketchup”, “s/ cebolla”: abbreviations of “with” and “without” in full. */
export const inFull = (text: string): string =>
  text
    .replace(/(?<!\p{L})w\/ ?o(?:ut)?(?!\p{L})/giu, 'without')
    .replace(/(?<!\p{L})w\/ ?(?=\p{L})/giu, 'with ')
    .replace(/(?<!\p{L})s\/ ?(?=\p{L})/gu, 'sin ')
    .replace(/(?<!\p{L})c\/ ?(?=\p{L})/gu, 'con ');

/** Compatibility forms and quotes made one and pictures made words, so that places in the text hold for all that follows. */
export const normalise = (text: string): string =>
  inFull(text.normalize('NFKC').replace(/[‘’`´]/g, "'"))
    .replace(/(?<=(?<!\p{L})(?:zu|mit|von|in|bei|aus|auf|an|nach) ['’]?)nem(?!\p{L})/giu, 'einem')
    .replace(/(?<!\p{L})(?:don'?t|do not) bother (?:with|about)(?!\p{L})/giu, 'leave out')
    // “Non 1 seul œuf mayo” corrects a number.
    .replace(/^([^\p{L}\p{N}]*(?:no|nope|nein|non|nee|nao|não|nie|hayir|hayır))(?= \d)/iu, '$1,')
    .replace(/あれるぎ[ーい]?/gu, 'アレルギー')
    .replace(/(?<!\p{L})(?:alergy|alergys|allegy|algery|alurgy|allergys|allerjy|alerjy)(?!\p{L})/giu, 'allergy')
    .replace(
      /(?<!\p{L})(?:alergic|alergick|allegic|algeric|alargic|allerjic|alerjic|allergick)(?!\p{L})/giu,
      'allergic',
    )
    .replace(
      /\p{Extended_Pictographic}\p{Emoji_Modifier}*\uFE0F?(?:\u200D[^\s])*/gu,
      (picture) => PICTURES.get(String.fromCodePoint(picture.codePointAt(0) ?? 0)) ?? picture,
    );

/** “Son” is a verb as well, and an English child: “my son is allergic to soy”. */
const SPANISH = new Set(COMMON.es.split(' ').filter((word) => word !== 'son' && !COMMON.en.split(' ').includes(word)));
/** “Soy celíaca”: the Spanish verb is not the bean. */
function isVerb({ start, end }: Mention, text: string): boolean {
  if (!/^(?:soy|sois)$/iu.test(text.slice(start, end))) return false;
  const [next = ''] = wordsIn(text.slice(end)).map(({ word }) => word);
  const others = wordsIn(text).flatMap((word) => (word.start === start ? [] : [word.word]));
  return /(?:ic|iac|an|ari)[oa]s?$|ante$/.test(next) || others.some((word) => SPANISH.has(word));
}
const POLISH = new Set(COMMON.pl.split(' '));
/** “Jaja”: a laugh in Spanish, and eggs in Polish. */
function isLaugh({ start, end }: Mention, text: string): boolean {
  if (!/^jaja$/iu.test(text.slice(start, end))) return false;
  const words = wordsIn(text).map(({ word }) => word);
  return words.filter((word) => SPANISH.has(word) && !POLISH.has(word)).length > 1;
}

/** Letters and words that only Polish has. */
const POLISH_TEXT =
  /[ąćęłńśźż]|(?<![\p{L}'’])(?:w|z|ze|oraz|dwa|dwie|prosze|poprosze|jakie|macie|czy|jest|jedno|pierogi|kiszon[ae]|kapusta|ogorki|sledzie)(?!\p{L})/iu;

/** The pieces of a normalised text, in their order. Where words have no spaces, `Intl.Segmenter` parts them. */
export function piecesOf(text: string): Piece[] {
  const mentions = mentionsOf(text).filter((mention) => !isVerb(mention, text) && !isLaugh(mention, text));
  const spans = wordsIn(text).flatMap(({ word, start, end }) =>
    UNSPACED.test(word) ? segments(text, start, end) : [{ key: word, start, end }],
  );
  const pieces: Piece[] = [];
  let at = 0;
  let next = 0;
  const isPolish = POLISH_TEXT.test(text);
  const push = (said: string, start: number, end: number, mention: Mention | undefined) => {
    // In Polish “i” is “and”, and no person.
    const key = isPolish && said === 'i' ? 'oraz' : said;
    pieces.push({ key, start, end, gap: text.slice(pieces.at(-1)?.end ?? 0, start), mention });
  };
  for (const span of spans) {
    // A mention may reach over several words of the segmenter, and a word over several mentions.
    at = Math.max(at, span.start);
    for (; (mentions[next]?.start ?? span.end) < span.end; next += 1) {
      const mention = mentions[next];
      if (mention === undefined || mention.end <= at) continue;
      if (mention.start > at) push(fold(text.slice(at, mention.start)), at, mention.start, undefined);
      push(keyOf(text.slice(mention.start, mention.end)), mention.start, mention.end, mention);
      at = mention.end;
    }
    if (span.end > at) push(fold(text.slice(at, span.end)), at, span.end, undefined);
    at = Math.max(at, span.end);
  }
  return pieces;
}

const keyOf = (text: string): string =>
  wordsIn(text)
    .map(({ word }) => word)
    .join(' ');

const SEGMENTER = new Intl.Segmenter('ja', { granularity: 'word' });

function segments(text: string, start: number, end: number): Array<{ key: string; start: number; end: number }> {
  const run = text.slice(start, end);
  return Array.from(SEGMENTER.segment(run), ({ segment, index }) => ({
    key: fold(segment),
    start: start + index,
    end: start + index + segment.length,
  }));
}

/** Returns whether the pieces have no comma, full stop or the like between them. */
export const isUnparted = (pieces: readonly Piece[], at: number, length: number): boolean =>
  pieces.slice(at + 1, at + length).every(({ gap }) => !PARTING.test(gap));
export const PARTING = /[.,;:!?…\n、。，！？।]/u;
export const SENTENCE_ENDS = /[.!?;。！？]/u;
export const CLAUSE_ENDS = /[.!?;:。！？]/u;

/** Some pieces of a text, from one on and up to another. */
export interface Span {
  begin: number;
  end: number;
}

/** The places of a span. */
export const range = ({ begin, end }: Span): number[] =>
  Array.from({ length: end - begin }, (_, offset) => begin + offset);

/** The pieces around one, up to where what is between two of them matches. */
export function spanAround(pieces: readonly Piece[], at: number, ends: RegExp): Span {
  let [begin, end] = [at, at + 1];
  while (begin > 0 && !ends.test(pieces[begin]?.gap ?? '')) begin -= 1;
  while (end < pieces.length && !ends.test(pieces[end]?.gap ?? '')) end += 1;
  return { begin, end };
}

/** Looks phrases up word by word: the longest of a list that stands at a place. */
export class PhraseBook<Value> {
  readonly #byFirst = new Map<string, Array<{ words: string[]; value: Value }>>();

  constructor(phrases: Iterable<readonly [phrase: string, value: Value]>) {
    for (const [phrase, value] of phrases) {
      const words = keyOf(phrase).split(' ');
      const [first = ''] = words;
      this.#byFirst.set(first, [...(this.#byFirst.get(first) ?? []), { words, value }]);
    }
    for (const entries of this.#byFirst.values()) entries.sort((a, b) => b.words.length - a.words.length);
  }

  /** Returns the length of the longest phrase at `at`, in pieces, and its value. */
  at(pieces: readonly Piece[], at: number): { length: number; value: Value } | undefined {
    const entries = this.#byFirst.get(pieces[at]?.key ?? '') ?? [];
    const found = entries.find(
      ({ words }) =>
        words.every((word, offset) => pieces[at + offset]?.key === word) && isUnparted(pieces, at, words.length),
    );
    return found && { length: found.words.length, value: found.value };
  }
}
