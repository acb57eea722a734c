import { foodCalled } from './foods.ts';
import { ListReader } from './list-reader.ts';
import { AFTER_BOOK, ALLERGY_COMPOUND, denialAt, notHavingAt, wordSet } from './phrase-books.ts';
import { isNumberWord } from './prices.ts';
import { normalise, PARTING, PhraseBook, type Piece, piecesOf, spanAround } from './words-of.ts';

/** Negations that refuse nothing: `false` where what comes after them may be refused after all. */
const HARMLESS = new PhraseBook(
  Object.entries({
    true: `don t forget, dont forget, do not forget, don t mind, dont mind, do not mind, can t wait, cannot wait, can t decide between, can t decide, cannot decide, can t choose, not sure, no wait, no rush, no hurry, no problem, no worries, no idea, no preference, why not, not bad, free of charge, for free, without further ado,
      nein warte, nicht vergessen, kein problem, keine sorge, keine eile, keine ahnung, warum nicht, nicht schlecht, kann mich nicht entscheiden,
      non attends, non attendez, n oubliez pas, pas de probleme, pas de souci, aucun probleme, pourquoi pas, pas presse,
      no aspetta, non dimenticare, non dimenticate, nessun problema, perche no, non vedo l ora, senza fretta,
      no espera, no olvides, no olvide, no hay problema, sin problema, por que no, sin prisa,
      nee wacht, niet vergeten, geen probleem, geen haast, geen idee, waarom niet,
      nao esqueca, nao se esqueca, sem problema, sem pressa, por que nao,
      nie zapomnij, nie zapomnijcie, bez pospiechu, czemu nie, nie ma problemu,
      sorun degil, acelesi yok, acele yok, neden olmasin, unutma, unutmayin`,
    false: 'not sure about, not sure if, not sure whether, not sure i can, don t mind if',
  }).flatMap(([is, phrases]) => phrases.split(',').map((phrase) => [phrase.trim(), is === 'true'] as const)),
);

/** The pieces that refuse nothing: negations that are none, and what a person is not allergic to. */
export function passedIn(
  pieces: readonly Piece[],
  lists: ListReader,
): { passed: ReadonlySet<number>; isOfOthers: boolean } {
  const denied = deniedIn(pieces, lists);
  // “Not allergic to nuts but to sesame”: then all that it names is refused.
  const isOfOthers = isContrasted(pieces, denied);
  return { passed: new Set([...(isOfOthers ? [] : denied), ...harmlessIn(pieces)]), isOfOthers };
}

/**
 * A message without the phrases that refuse nothing, such as “kein Problem”: a reader of its parts would take one that is
 * cut in two for a refusal. A message of nothing else stays.
 */
export function withoutPassed(said: string): string {
  const text = normalise(said);
  const pieces = piecesOf(text);
  const { passed } = passedIn(pieces, new ListReader(text, pieces));
  if (passed.size === 0) return said;
  const left = pieces.flatMap(({ gap, start, end }, at) => (passed.has(at) ? [] : [gap + text.slice(start, end)]));
  const ending = text.slice(pieces.at(-1)?.end);
  return left.length === 0 ? said : `${left.join('')}${ending}`.replace(/^[\s\p{P}]+/u, '');
}

/** The pieces of negations that refuse nothing: “don’t forget the parmesan”. */
function harmlessIn(pieces: readonly Piece[]): ReadonlySet<number> {
  const harmless = new Set<number>();
  for (let at = 0; at < pieces.length; at += 1) {
    const found = isCorrecting(pieces, at) ? { length: 1, value: true } : HARMLESS.at(pieces, at);
    for (let next = at; found?.value === true && next < at + found.length; next += 1) harmless.add(next);
  }
  return harmless;
}

/** “Drei Espresso, nein, zwei”: another number of what was counted before. */
function isCorrecting(pieces: readonly Piece[], at: number): boolean {
  const [next, { begin }] = [pieces[at + 1], spanAround(pieces, Math.max(0, at - 1), PARTING)];
  const isParted = [pieces[at], next].every((piece) => PARTING.test(piece?.gap ?? ''));
  return isParted && NO.has(pieces[at]?.key ?? '') && isCount(next) && isCount(pieces[begin]);
}
const NO = wordSet('no nein non nee nao nie hayir nahi nahin');
const isCount = (piece: Piece | undefined): boolean =>
  piece !== undefined && (isNumberWord(piece.key) || /^\p{N}+$/u.test(piece.key));

/** “But to sesame”: whether more is named, in a clause that takes something from what was said. */
function isContrasted(pieces: readonly Piece[], denied: ReadonlySet<number>): boolean {
  return (
    denied.size > 0 &&
    pieces.some(({ key }, at) => {
      // “So”: the Portuguese “only” before a preposition, else a word of English.
      if (!EXCEPTING.has(key) || (key === 'so' && !/^(?:[ao]s?|de|com)$/.test(pieces[at + 1]?.key ?? ''))) return false;
      const { end } = spanAround(pieces, at, PARTING);
      return pieces
        .slice(at, end)
        .some(({ mention, key: word }) => mention !== undefined || foodCalled(word) !== undefined);
    })
  );
}

/** The pieces that deny an allergy, with what it would be to: “I am not allergic to nuts”. */
function deniedIn(pieces: readonly Piece[], lists: ListReader): ReadonlySet<number> {
  const denied = new Set<number>();
  for (let at = 0; at < pieces.length; at += 1) {
    const length = denialAt(pieces, at);
    const end = length === 0 ? endOfNotHaving(pieces, lists, at) : lists.read(at + length, 'afterwards').end;
    for (let next = at; next < Math.max(end, at + length); next += 1) denied.add(next);
  }
  return denied;
}

/** “I don’t have a nut allergy”, “keine Nussallergie”. */
function endOfNotHaving(pieces: readonly Piece[], lists: ListReader, at: number): number {
  const whole = pieces[at + 1];
  const isCompound = whole?.mention?.isRefusal === true && ALLERGY_COMPOUND.test(whole.key) && whole.gap === ' ';
  if (KEIN.has(pieces[at]?.key ?? '') && isCompound) return at + 2;
  const begin = at + notHavingAt(pieces, at);
  const { end } = begin === at ? { end: at } : lists.read(begin, 'afterwards');
  const phrase = end <= begin || pieces[end]?.gap !== ' ' ? undefined : AFTER_BOOK.at(pieces, end);
  return phrase?.value === 'allergy' ? end + phrase.length : at;
}
/** “Not allergic to nuts but to sesame”. */
const EXCEPTING = wordSet(
  'but only just except save though however aber nur sondern ausser mais seulement sauf ma solo soltanto tranne pero solo solamente salvo maar alleen behalve mas so apenas exceto ale tylko ama sadece lekin par sirf',
);
const KEIN = wordSet('keine keinerlei');
