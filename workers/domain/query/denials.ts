import type { ListReader } from './list-reader.ts';
import { AFTER_BOOK, ALLERGY_COMPOUND, denialAt, notHavingAt, wordSet } from './phrase-books.ts';
import type { Piece } from './words-of.ts';

/** The pieces that say that somebody has no allergy, with what they have none to: “I am not allergic to nuts”. */
export function deniedIn(pieces: readonly Piece[], lists: ListReader): ReadonlySet<number> {
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
export const EXCEPTING = wordSet(
  'but only just except save though however aber nur sondern ausser mais seulement sauf ma solo soltanto tranne pero solo solamente salvo maar alleen behalve mas so apenas exceto ale tylko ama sadece lekin par sirf',
);
const KEIN = wordSet('keine keinerlei');
