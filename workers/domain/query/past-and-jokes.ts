import { dietNamed } from '../../../contracts/diets.ts';
import { isCommonWord } from './explained-words.ts';
import { isAllergyWord, wordSet } from './phrase-books.ts';
import { PARTING, PhraseBook, type Piece, SENTENCE_ENDS, type Span, spanAround } from './words-of.ts';

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
  plus maintenant, c est fini, c est passe, gueri, guerie, plus du tout, plus aucun probleme, plus de souci, c est du passe, ca va maintenant,
  ora no, adesso no, non piu, passata, passato, guarito, guarita, ora sto bene, tutto a posto ora, ormai passata,
  ya no, se me quito, se me paso, superada, superado, curado, curada, ahora bien, ahora ya no, ahora ningun problema,
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

const NEVER = wordSet(
  'no not never kein keine keinen nicht nie niemals pas jamais aucune non mai nessuna ningun ninguna nunca niet geen nooit nao nenhuma nie zadnej nigdy yok degil nahi',
);

/** Returns the pieces of an allergy that is over: “used to be allergic to eggs as a kid, outgrew it years ago”. */
export function overIn(pieces: readonly Piece[]): ReadonlySet<number> {
  const over = new Set<number>();
  // “Ora per fortuna no”.
  const places = pieces.flatMap(({ key }, at) => (FORTUNE.has(key) ? [] : [at]));
  const plain = places.flatMap((at) => pieces[at] ?? []);
  for (const [place, at] of places.entries()) {
    const found = OVER.at(plain, place)?.length ?? lengthOfNow(pieces, at);
    if (found === 0) continue;
    const after = AGO.at(plain, place + found)?.length ?? 0;
    const end = (places[place + found + after - 1] ?? at) + 1;
    const told = toldBefore(pieces, at);
    if (told === undefined) continue;
    const own = clauseAt(pieces, at);
    // “Früher keine Allergie, jetzt vertrage ich Nüsse nicht mehr”.
    const isOfMore = own.begin > told.begin && pieces.slice(own.begin, own.end).some(({ mention }) => mention);
    const isDenied = pieces.slice(told.begin, Math.min(told.end, at)).some(({ key }) => NEVER.has(key));
    const isStill = pieces.slice(told.begin, own.end).some(({ key }) => STILL.has(key));
    for (let next = told.begin; !isOfMore && !isDenied && !isStill && next < end; next += 1) over.add(next);
  }
  for (const at of goneIn(pieces)) over.add(at);
  return over;
}

/** “Aujourd’hui plus rien”, “pero ya lo superé”: a short clause of nothing but that something is over now. */
function lengthOfNow(pieces: readonly Piece[], at: number): number {
  const { begin, end } = clauseAt(pieces, at);
  const own = pieces.slice(begin, end);
  const has = (words: ReadonlySet<string>): boolean => own.some(({ key }) => words.has(key));
  const isOver = has(NOW) && (has(GONE) || (has(WELL) && !has(NEVER)));
  const isAll = own.every(({ key }) => [NOW, GONE, WELL, AROUND].some((words) => words.has(key)) || isCommonWord(key));
  return at === begin && own.length <= MOST_OF_NOW && isOver && isAll ? end - begin : 0;
}
const MOST_OF_NOW = 6;
const NOW = wordSet(
  'now today nowadays jetzt heute inzwischen mittlerweile aujourd hui maintenant desormais ora oggi adesso ormai ahora hoy ya nu inmiddels vandaag agora hoje ja teraz dzis juz simdi artik bugun',
);
const GONE = wordSet(
  'nothing none gone over passed outgrown nix nichts vorbei weg geheilt rien fini gueri guerie passe niente nulla passata passato guarito guarita nada supere superado superada curado curada niets weg voorbij nada passou ultrapassei nic przeszlo minelo hicbir gecti',
);
const WELL = wordSet('good ok okay fine gut bien bene bem goed dobrze iyi');
/** Words that such a clause may have beside them. */
const AROUND = wordSet('but aber mais ma pero maar mas ale ama more mehr plus piu mas meer mais wiecej');

const FORTUNE = wordSet(
  'thankfully luckily fortunately happily gluck zum heureusement per fortuna fortunatamente por suerte afortunadamente gelukkig felizmente sorte szczescie neyse',
);
const AGO = book(
  'years ago, ages ago, long ago, a long time ago, last year, vor jahren, schon vor jahren, seit jahren, il y a longtemps, depuis longtemps, anni fa, da anni, hace anos, hace mucho, jaren geleden, ha anos, lata temu, yillar once',
);

const clauseAt = (pieces: readonly Piece[], at: number): Span => spanAround(pieces, at, PARTING);

/** The clause of an allergy that was: the one of a place, or one of those before it that are near. */
function toldBefore(pieces: readonly Piece[], at: number): Span | undefined {
  let span = clauseAt(pieces, at);
  for (let back = 0; back < MOST_CLAUSES_BACK; back += 1) {
    const { begin, end } = span;
    const own = pieces.slice(begin, end);
    const isOnce = own.some((_, offset) => ONCE.at(pieces, begin + offset) !== undefined);
    if (isOnce && own.some(isAllergyWord)) return span;
    if (begin === 0) return undefined;
    span = clauseAt(pieces, begin - 1);
  }
  return undefined;
}
const MOST_CLAUSES_BACK = 3;

/** The pieces of a clause that says that an allergy is gone: “meine Milchallergie ist schon lang weg”. */
function goneIn(pieces: readonly Piece[]): number[] {
  return [...pieces.keys()].flatMap((at) => {
    if (!ENDED.has(pieces[at]?.key ?? '')) return [];
    const { begin, end } = clauseAt(pieces, at);
    const own = pieces.slice(begin, end);
    const allergy = own.findIndex(isAllergyWord);
    const isOfIt = allergy >= 0 && begin + allergy < at && !own.slice(0, at - begin).some(({ key }) => NEVER.has(key));
    const isMore = own.some(({ key }) => STILL.has(key)) || pieces.slice(at + 1, end).some(({ mention }) => mention);
    return isOfIt && !isMore ? Array.from({ length: end - begin }, (_, offset) => begin + offset) : [];
  });
}
const ENDED = wordSet(
  'gone cleared vanished disappeared outgrown weg vorbei verschwunden ausgeheilt disparu disparue passee guerie passata sparita guarita desaparecio desaparecida superada verdwenen voorbij desapareceu passou minela przeszla zniknela gecti',
);

/** Things other than food that people say they are allergic to, jokingly or not. */
const INEDIBLE = wordSet(
  `morning mornings monday mondays waiting queue queues queuing service work exercise gym maths math drama smalltalk bills taxes washing washing-up flea fleas flohe puces pulci pulgas vlooien pchly pire cat cats dog dogs dust bees wasp wasps sun sunlight penicillin perfume plaster plasters noise alarm alarms meetings politics football rain winter boredom nonsense stairs traffic mosquitoes bullshit commitment ex
  morgen montag montage wartezeit wartezeiten warten schlangen arbeit sport mathe stress hektik abwasch katze katzen katzenhaare hund hunde hundehaare staub hausstaub biene bienen wespe wespen sonne penicillin parfum pflaster larm regen dummheit bedienung unsinn
  matin matins lundi lundis attente attentes travail sport maths betise impots vaisselle chats chien chiens poussiere abeille abeilles guepe guepes soleil penicilline parfum bruit pluie
  mattina mattine lunedi attesa attese fila coda lavoro sport matematica tasse gatto gatti cane cani polvere api ape vespe sole penicillina profumo rumore pioggia stupidita
  mananas lunes espera esperas trabajo deporte matematicas impuestos gato gatos perro perros polvo abeja abejas avispas sol penicilina perfume ruido lluvia tonterias
  ochtend ochtenden maandag maandagen wachten wachtrij wachtrijen werk sport wiskunde afwas kat katten hond honden stof huisstof bijen wespen zon penicilline parfum lawaai regen onzin
  manhas segunda segundas espera esperas fila filas trabalho desporto impostos gato gatos cao caes poeira abelhas vespas sol penicilina perfume barulho chuva
  poranki rano poniedzialki poniedzialek czekanie kolejki kolejka praca prace sport matematyke podatki zmywanie kota koty psa psy siersc kurz pszczoly osy slonce penicyline perfumy halas deszcz glupote
  sabahlar sabahlara pazartesi pazartesilere beklemek beklemeye spor spora matematik kedi kediye kopek kopege toz toza ari ariya gunes gunese penisilin penisiline parfum gurultu
  subah monday kaam billi kutta dhool सुबह सोमवार धूल बिल्ली कुत्ते`,
);

/** Returns the pieces of clauses about an allergy to something inedible, without other unknown words. */
export function inedibleIn(pieces: readonly Piece[]): ReadonlySet<number> {
  const jest = new Set<number>();
  for (const [at, piece] of pieces.entries()) {
    if (!isAllergyWord(piece)) continue;
    const { begin, end } = clauseAt(pieces, at);
    const after = pieces.slice(at + 1, end).map(({ key }) => key);
    const to = after.findIndex((key) => TO.has(key));
    const isOf =
      pieces.slice(begin, at).some(({ key }, offset) => INEDIBLE.has(key) && isBeside(pieces, begin + offset, at)) ||
      (to >= 0 && after.slice(to).some((key) => INEDIBLE.has(key)));
    const isKnown = ({ key, mention }: Piece): boolean =>
      mention === undefined && (INEDIBLE.has(key) || HARD.has(key) || TO.has(key) || isCommonWord(key));
    const isAll = pieces.slice(begin, end).every((each) => isAllergyWord(each) || isKnown(each));
    // “Gegen Montage bin ich allergisch, gegen Schnitzel nicht.”
    const more = clauseAt(pieces, end);
    const isDenied = TO.has(pieces[end]?.key ?? '') && NEVER.has(pieces[more.end - 1]?.key ?? '');
    for (let next = begin; isOf && isAll && next < (isDenied ? more.end : end); next += 1) jest.add(next);
  }
  return jest;
}
/** “A work allergy”, “gegen Montage bin ich allergisch”. */
const isBeside = (pieces: readonly Piece[], at: number, allergy: number): boolean =>
  at === allergy - 1 || TO.has(pieces[at - 1]?.key ?? '');

/** Phrases that say that a person is absent. */
const NOT_THERE = book(
  `isn t coming, is not coming, not coming, isn t here, is not here, not here today, not with us today, stays home, stayed home, stays at home, stayed at home,
  kommt nicht, kommt aber nicht, kommt heute nicht, kommt aber heute nicht, kommt heute aber nicht, kommt leider nicht, kommt doch nicht, ist nicht dabei, ist heute nicht dabei, nicht dabei, bleibt daheim, bleibt zuhause, bleibt zu hause,
  ne vient pas, vient pas, n est pas la, n est pas avec nous, reste a la maison,
  non viene, oggi non viene, non c e, resta a casa, e rimasto a casa, e rimasta a casa,
  no viene, hoy no viene, no ha venido, no esta hoy, no esta aqui, se queda en casa, se ha quedado en casa,
  komt niet, komt vandaag niet, is er niet bij, blijft thuis, nao vem, hoje nao vem, nao veio, ficou em casa, nie przyjdzie, nie przychodzi, zostal w domu, zostala w domu, gelmiyor, gelmeyecek, evde kaldi`,
);
const POSSESSIVES = wordSet(
  'my our mein meine unser unsere mon ma mes notre mio mia mi mis nuestro nuestra mijn onze ons meu minha moj moja nasz nasza',
);
/** The person who speaks. */
const SELF = wordSet('i me ich mich mir je moi io yo ik mij eu mim ja mnie ben beni');

/** The pieces of a sentence about the allergy or diet of an absent person: “my cousin is coeliac, but he is not coming”. */
export function absentIn(pieces: readonly Piece[]): ReadonlySet<number> {
  const absent = new Set<number>();
  for (const at of pieces.keys()) {
    const length = NOT_THERE.at(pieces, at)?.length ?? 0;
    if (length === 0) continue;
    const { begin } = spanAround(pieces, at, SENTENCE_ENDS);
    const told = pieces.slice(begin, at);
    const isTold = told.some(
      (piece) => isAllergyWord(piece) || piece.mention !== undefined || dietNamed(piece.key) !== undefined,
    );
    // “My wife is allergic to nuts and my sister isn’t coming”: two people.
    const others = told.filter(
      (piece) =>
        piece.mention === undefined &&
        !isAllergyWord(piece) &&
        dietNamed(piece.key) === undefined &&
        !TO.has(piece.key) &&
        !isCommonWord(piece.key),
    );
    const isOfOne = others.length <= 1 && told.filter(({ key }) => POSSESSIVES.has(key)).length <= 1;
    if (!isTold || !isOfOne || told.some(({ key }) => SELF.has(key))) continue;
    for (let next = begin; next < at + length; next += 1) absent.add(next);
  }
  return absent;
}
/** Adjectives for such things, and for no food. */
const HARD = wordSet(
  'bad long early slow stupid rude poor only nur lange langes langen schlechten schlechtes fruhes fruhe blode mauvais mauvaise longue longues seulement cattivo cattivi lunghe solo malo mala largas lento slecht slechte alleen vroege mau maus longas tylko dlugie zle sadece kotu uzun lol haha',
);
const TO = wordSet('to gegen auf a au aux al alla alle agli ai allo los las voor tegen aos ao as na se से');
