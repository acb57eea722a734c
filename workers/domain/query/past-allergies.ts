import { isAllergyWord, wordSet } from './phrase-books.ts';
import { signOf } from './refusal-signs.ts';
import { PARTING, PhraseBook, type Piece, range, type Span, spanAround } from './words-of.ts';

const book = (phrases: string): PhraseBook<true> =>
  new PhraseBook(phrases.split(',').map((phrase) => [phrase.trim(), true] as const));

/** Phrases for a past state. */
const ONCE = book(
  `used to, as a kid, as a child, as a baby, when i was, when he was, when she was, years ago, in the past, formerly, previously, back then,
  fruher, frueher, damals, als kind, als baby, mal,
  avant, autrefois, petit, petite, enfant, j etais, il etait, elle etait,
  una volta, da piccolo, da piccola, da bambino, da bambina, prima, ero, era,
  antes, de nino, de nina, de pequeno, de pequena, de peque, de chico, de chica,
  vroeger, als kind, ooit,
  antigamente, em crianca, em pequeno, em pequena, quando era, dantes,
  kiedys, dawniej, w dziecinstwie, jako dziecko, bylem, bylam,
  eskiden, cocukken, kucukken, bachpan, bachpan mein, pehle, पहले, बचपन में`,
);
/** Phrases for its end. */
const OVER = book(
  `outgrew it, outgrown it, grew out of it, grown out of it, outgrew that, grew out of that, fine now, ok now, okay now, all good now, good now, gone now, all gone, cured, cured now, not any more, not anymore, no longer, no longer a problem, it s gone, it went away, all clear now, over it now, past that now, i m over it, isn t a problem any more, not a problem now, not an issue now, haven t had it for years,
  kein thema mehr, kein problem mehr, nicht mehr, vorbei, ist weg, ist langst weg, verwachsen, uberstanden, ausgewachsen, ausgeheilt, weggegangen, geht wieder, alles gut jetzt, jetzt alles gut,
  plus maintenant, plus rien, c est fini, c est passe, gueri, guerie, plus du tout, plus aucun probleme, plus de souci, c est du passe, ca va maintenant,
  ora no, piu niente, adesso no, non piu, passata, passato, guarito, guarita, ora sto bene, tutto a posto ora, ormai passata,
  ya no, ya nada, ya lo supere, ya la supere, se me quito, se me paso, superada, superado, curado, curada, ahora bien, ahora ya no, ahora ningun problema,
  niet meer, er overheen, eroverheen, overheen gegroeid, geen last meer van, geen last meer, verleden tijd, is over, nu niet meer,
  ja nao, passou, ja passou, curado, curada, agora nao, agora tudo bem,
  juz nie, minelo, przeszlo, juz przeszlo, wyroslem, wyroslam, wyrosl, wyrosla, teraz juz nie,
  artik yok, artik degil, gecti, simdi yok, simdi iyiyim, kalmadi,
  ab nahi, ab theek hai, अब नहीं, अब ठीक है`,
);
/** Words that contradict it, or that speak of eating. */
const STILL = wordSet(
  `still worse eat eating touch cannot can cant drink
  immer noch esse isst essen trinke schlimmer
  encore toujours mange manger pire ancora sempre mangio mangia peggio
  todavia aun sigo como come comer peor steeds nog eet eten erger
  ainda sempre comer pior nadal wciaz jem je jesc gorzej hala hep yiyemem yemem yemiyorum daha abhi bhi`,
);

/** Returns the pieces of an allergy that is over: “used to be allergic to eggs as a kid, outgrew it years ago”. */
export function overIn(pieces: readonly Piece[]): ReadonlySet<number> {
  const over = new Set<number>();
  for (const at of pieces.keys()) {
    const isEnded = ENDED.has(pieces[at]?.key ?? '');
    const found = OVER.at(pieces, at)?.length ?? Number(isEnded);
    const told = found === 0 ? undefined : toldBefore(pieces, at, isEnded);
    if (told === undefined) continue;
    const own = clauseAt(pieces, at);
    // “Früher keine Allergie, jetzt vertrage ich Nüsse nicht mehr”.
    const isOfMore = pieces.slice(own.begin > told.begin ? own.begin : at, own.end).some(({ mention }) => mention);
    // “Gegen” is a negation elsewhere: “allergisch gegen”.
    const isDenied = pieces
      .slice(told.begin, Math.min(told.end, at))
      .some(({ key }, place, all) => key !== 'gegen' && signOf(key, all[place - 1]?.key) === 'negation');
    const isStill = pieces.slice(told.begin, own.end).some(({ key }) => STILL.has(key));
    if (isOfMore || isDenied || isStill) continue;
    for (let next = told.begin; next < at + found; next += 1) over.add(next);
  }
  return over;
}

/** “Meine Milchallergie ist schon lang weg.” */
const ENDED = wordSet(
  'gone cleared vanished disappeared outgrown weg vorbei verschwunden ausgeheilt disparu disparue passee guerie passata sparita guarita desaparecio desaparecida superada verdwenen voorbij desapareceu passou minela przeszla zniknela gecti',
);

const clauseAt = (pieces: readonly Piece[], at: number): Span => spanAround(pieces, at, PARTING);

/** The clause of an allergy that was: the one of a place, or one of those before it that are near. */
function toldBefore(pieces: readonly Piece[], at: number, isEnded: boolean): Span | undefined {
  let span = clauseAt(pieces, at);
  for (let back = 0; back < MOST_CLAUSES_BACK; back += 1) {
    const { begin, end } = span;
    const allergy = pieces.findIndex((piece, place) => begin <= place && place < end && isAllergyWord(piece));
    const isOnce = range(span).some((place) => ONCE.at(pieces, place) !== undefined);
    if (allergy >= 0 && (isOnce || (isEnded && back === 0 && allergy < at))) return span;
    if (begin === 0) return undefined;
    span = clauseAt(pieces, begin - 1);
  }
  return undefined;
}
const MOST_CLAUSES_BACK = 3;
