import { foodCalled } from './foods.ts';
import { ListReader } from './list-reader.ts';
import { overIn } from './past-allergies.ts';
import { AFTER_BOOK, ALLERGY_COMPOUND, denialAt, isAllergyWord, notHavingAt, wordSet } from './phrase-books.ts';
import { isNumberWord } from './prices.ts';
import { isWanting, signOf } from './refusal-signs.ts';
import { normalise, PARTING, PhraseBook, type Piece, piecesOf, range, type Span, spanAround } from './words-of.ts';

/** Negations that refuse nothing: `false` where what comes after them may be refused after all. */
const HARMLESS = new PhraseBook(
  Object.entries({
    true: `can t resist, cannot resist, couldn t resist, can t say no, couldn t say no, ll go for, ll go with, d go for, d go with, don t forget, dont forget, do not forget, don t mind, dont mind, do not mind, can t wait, cannot wait, can t decide between, can t decide, cannot decide, can t choose, not sure, no wait, no rush, no hurry, no problem, no worries, no stress, no idea, not miss, no allergies, no allergy, no preference, why not, not bad, run out of, ran out of, running out of, without problems, without any problems, without a problem, without issues, without any issues, without trouble, free of charge, for free, free range, to take away, for take away, take away please, without further ado, without risk, without any risk, without danger, no risk, no danger,
      kann nicht widerstehen, ohne probleme, ohne problem, ohne weiteres, ohne schwierigkeiten, ohne gefahr, ohne risiko, nein warte, nicht vergessen, kein problem, kein stress, keine sorge, auf nichts verzichten, nichts verzichten, keine eile, keine ahnung, warum nicht, nicht schlecht, kann mich nicht entscheiden,
      ne resiste pas a, ne resiste pas au, ne resiste pas aux, ne me lasse pas, sans probleme, sans problemes, sans souci, sans soucis, sans danger, sans risque, sans risques, non attends, non attendez, n oubliez pas, pas de probleme, pas de souci, aucun probleme, pourquoi pas, pas presse, pas de stress, n arrive pas a choisir, n arrive pas a me decider,
      non resisto, non so resistere, non so dire di no, senza problemi, senza problema, senza rischi, senza rischio, senza pericolo, no aspetta, non dimenticare, non dimenticate, nessun problema, perche no, non vedo l ora, senza fretta, non so decidere, non riesco a decidere, non so decidermi, nessuna fretta,
      no me resisto, no puedo resistirme, no me canso, sin problemas, sin peligro, sin riesgo, sin riesgos, no espera, no olvides, no olvide, no hay problema, sin problema, por que no, sin prisa, no me decido, no puedo decidir, no se que elegir,
      kan niet weerstaan, kan geen nee zeggen, zonder problemen, zonder probleem, zonder gevaar, zonder risico, nee wacht, niet vergeten, geen probleem, geen haast, geen stress, geen idee, waarom niet, kan niet kiezen, kan niet beslissen, niet kiezen, niet beslissen,
      nao resisto, nao me canso, sem problemas, sem perigo, sem risco, nao esqueca, nao se esqueca, sem problema, sem pressa, sem stress, por que nao, nao consigo decidir,
      nie moge sie oprzec, nie potrafie sie oprzec, bez problemu, bez problemow, bez ryzyka, bez obaw, nie zapomnij, nie zapomnijcie, bez pospiechu, czemu nie, nie ma problemu, nie moge sie zdecydowac, nie umiem sie zdecydowac, bez stresu, bez paniki,
      hayir diyemem, sorunsuz, tehlikesiz, risksiz, sorun degil, acelesi yok, acele yok, neden olmasin, karar veremedim, karar veremiyorum, unutma, unutmayin`,
    false:
      'run out of air, ran out of air, running out of air, run out of breath, ran out of breath, running out of breath, not sure about, not sure if, not sure whether, not sure i can, don t mind if',
  }).flatMap(([is, phrases]) => phrases.split(',').map((phrase) => [phrase.trim(), is] as const)),
);

/** Says that a wish is all, how it is cooked, or what is not to be had after all, and refuses nothing. */
const NO_MORE = new PhraseBook(
  'rather than, nothing else, nothing more, sonst nichts, nichts weiter, rien d autre, rien de plus, nient altro, niente altro, nada mas, niets anders, verder niets, mais nada, nada mais, nic wiecej, nic innego, baska bir sey yok, baska bir sey istemiyorum, well done, never mind, nevermind, vergiss, laissez tomber, laisse tomber, lascia stare, lascia perdere, laat maar, hoeft niet, hoeft toch niet, hoeven niet'
    .split(', ')
    .map((phrase) => [phrase, 'true'] as const),
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
  const isNoMore = (at: number): boolean =>
    Array.from({ length: 4 }, (_, back) => at - back).some(
      (begin) => begin + (NO_MORE.at(pieces, begin)?.length ?? 0) > at,
    );
  const left = pieces.flatMap(({ gap, start, end }, at) =>
    passed.has(at) && !isNoMore(at) ? [] : [gap + text.slice(start, end)],
  );
  const ending = text.slice(pieces.at(-1)?.end);
  return left.length === 0 ? said : `${left.join('')}${ending}`.replace(/^[\s\p{P}]+/u, '');
}

/** The pieces of negations that refuse nothing: “don’t forget the parmesan”. */
function harmlessIn(pieces: readonly Piece[]): ReadonlySet<number> {
  const lengthAt = (at: number): number => {
    if (isCorrecting(pieces, at)) return 1;
    const found = NO_MORE.at(pieces, at) ?? HARMLESS.at(pieces, at);
    return lengthOfContrast(pieces, at) || (found?.value === 'true' ? found.length : 0);
  };
  return new Set([...pieces.keys()].flatMap((at) => range({ begin: at, end: at + lengthAt(at) })));
}

/** “Three eggs, not two”, “not the cod, the salmon”: how many pieces say what was not meant. */
function lengthOfContrast(pieces: readonly Piece[], at: number): number {
  if (!NOT.has(pieces[at]?.key ?? '')) return 0;
  const { end } = spanAround(pieces, at, PARTING);
  if (isCount(pieces[at + 1]) && end === at + 2) return 2;
  const instead = pieces.slice(end, spanAround(pieces, end, PARTING).end);
  const isDish =
    DEFINITE.has(pieces[at + 1]?.key ?? '') && DEFINITE.has(instead[0]?.key ?? '') && instead.length <= MOST_WORDS;
  return isDish && !instead.some(({ key }, index) => signOf(key, instead[index - 1]?.key) !== undefined) ? end - at : 0;
}
const MOST_WORDS = 4;
const NOT = wordSet('not nicht pas non no niet nao nie');
const DEFINITE = wordSet('the der die das den le la les l il lo gli i el los las de het o a os as al alla au aux');

/** “Drei Espresso, nein, zwei”: another number of what was counted before. “No, the salmon”: another dish. */
function isCorrecting(pieces: readonly Piece[], at: number): boolean {
  if (!NO.has(pieces[at]?.key ?? '')) return false;
  const [next, { begin }] = [pieces[at + 1], spanAround(pieces, Math.max(0, at - 1), PARTING)];
  const isFirst = pieces.slice(0, at).every(({ key }) => BEFORE_NO.has(key));
  // “Oh no the salmon.”
  if (isFirst && at > 0 && (isCount(next) || DEFINITE.has(next?.key ?? ''))) return true;
  if (!PARTING.test(next?.gap ?? '')) return false;
  return (
    (PARTING.test(pieces[at]?.gap ?? '') && isCount(next) && isCount(pieces[begin])) ||
    (isFirst && (at > 0 || INSTEAD.has(next?.key ?? '')))
  );
}
/** Words before a “no” that takes back the previous words. `INSTEAD` has those after it, which begin the correction. */
const BEFORE_NO = wordSet(
  'actually oh ah sorry wait anzi ups oops eigentlich ach en fait in realta realidad eigenlijk na verdade wlasciwie aslinda',
);
const INSTEAD = wordSet(
  'the a an make give i ich j je io yo ik eu doch lieber der die das den ein eine einen le la les un une plutot il lo gli anzi meglio una uno el los las mejor de het een doe toch liever o os as um uma antes melhor jednak raczej chodzilo',
);
const NO = wordSet('no nein non nee nao nie hayir nahi nahin');
const isCount = (piece: Piece | undefined): boolean =>
  piece !== undefined && (isNumberWord(piece.key) || /^\p{N}+$/u.test(piece.key));

/** “But to sesame”: whether more is named, in a clause that takes something from what was said. */
function isContrasted(pieces: readonly Piece[], denied: ReadonlySet<number>): boolean {
  return (
    denied.size > 0 &&
    pieces.some(({ key }, at) => {
      const { begin, end } = spanAround(pieces, at, PARTING);
      const isNamed = ({ mention, key: word }: Piece) => mention !== undefined || foodCalled(word) !== undefined;
      // “Süt hariç”, “op melk na”.
      if (EXCEPTING_BEFORE.has(key)) return pieces.slice(begin, at).some(isNamed);
      // “So”: “only” in Portuguese, and a word of English.
      const isWord = key !== 'so' || pieces.some((each) => PORTUGUESE.has(each.key));
      return isWord && EXCEPTING.at(pieces, at) !== undefined && pieces.slice(at, end).some(isNamed);
    })
  );
}

/** The pieces that deny an allergy, with what it would be to: “I am not allergic to nuts”. */
function deniedIn(pieces: readonly Piece[], lists: ListReader): ReadonlySet<number> {
  const denied = new Set([...overIn(pieces), ...toleratedIn(pieces)]);
  for (let at = 0; at < pieces.length; at += 1) {
    const length = denialAt(pieces, at);
    // “No allergies, mixed grill?”
    const isAll = length > 0 && PARTING.test(pieces[at + length]?.gap ?? '');
    const listedEnd = () => (isAll ? at + length : lists.read(at + length, 'afterwards').end);
    const end = length === 0 ? endOfNotHaving(pieces, lists, at) : listedEnd();
    const after = isAllergyWord(pieces[at]) ? endOfDenied(pieces, at) : at;
    const begin = after > at ? beginOfDenied(pieces, at) : at;
    for (let next = begin; next < Math.max(end, at + length, after); next += 1) denied.add(next);
  }
  for (const at of [...denied]) for (const next of restOf(pieces, at, denied)) denied.add(next);
  return denied;
}

/** “I don’t have a nut allergy”, “keine Nussallergie”. */
function endOfNotHaving(pieces: readonly Piece[], lists: ListReader, at: number): number {
  const begin = at + (notHavingAt(pieces, at) || Number(KEIN.has(pieces[at]?.key ?? '')));
  if (begin === at) return at;
  const whole = pieces[begin];
  if (whole?.mention?.isRefusal === true && ALLERGY_COMPOUND.test(whole.key) && whole.gap === ' ') return begin + 1;
  const { end } = lists.read(begin, 'afterwards');
  const phrase = end <= begin || pieces[end]?.gap !== ' ' ? undefined : AFTER_BOOK.at(pieces, end);
  return phrase?.value === 'allergy' && begin > at + 1 ? end + phrase.length : at;
}

/**
 * Returns the other pieces of a clause that denies an allergy: “my nephew outgrew it last year”, “geen allergieën hier
 * hoor”.
 */
function restOf(pieces: readonly Piece[], at: number, denied: ReadonlySet<number>): number[] {
  const clause = spanAround(pieces, at, PARTING);
  const isFollowing = (next: number): boolean => FOLLOWING.has(pieces[next]?.key ?? '');
  let [begin, end] = [at, at + 1];
  while (begin > clause.begin && !isFollowing(begin - 1)) begin -= 1;
  while (end < clause.end && !isFollowing(end)) end += 1;
  const rest = Array.from({ length: end - begin }, (_, offset) => begin + offset).filter((next) => !denied.has(next));
  const isWish = rest.some((next) => {
    const { key = '', mention } = pieces[next] ?? {};
    return mention !== undefined || isWanting(key) || foodCalled(key) !== undefined;
  });
  return isWish || rest.length > MOST_LEFT ? [] : rest;
}
const MOST_LEFT = 4;
/** “So”: what comes after it is another clause. */
const FOLLOWING = wordSet(
  'so and but also und aber dus maar en donc et mais quindi e ma asi y pero entao mas wiec i ale ama ve',
);

const clauses = (pieces: readonly Piece[]): Span[] => {
  const spans: Span[] = [];
  for (let at = 0; at < pieces.length; at = spans.at(-1)?.end ?? pieces.length)
    spans.push(spanAround(pieces, at, PARTING));
  return spans;
};

/** The pieces of clauses that say how well a food is tolerated: “ich vertrage Milch ohne Probleme”. */
function toleratedIn(pieces: readonly Piece[]): number[] {
  return clauses(pieces).flatMap((span) => {
    const own = range(span);
    const harmless = new Set(
      own.flatMap((at) => range({ begin: at, end: at + (HARMLESS.at(pieces, at)?.length ?? 0) })),
    );
    const has = (is: (key: string, before: string | undefined) => boolean): boolean =>
      own.some((at) => !harmless.has(at) && is(pieces[at]?.key ?? '', pieces[at - 1]?.key));
    const isWell = harmless.size > 0 || has((key) => WELL.has(key));
    // “I handle milk fine but eggs finish me off.”
    const isOfMore = has((key, before) => BUT.has(key) || (!TOLERATING.test(key) && signOf(key, before) !== undefined));
    return isWell && !isOfMore && has((key) => TOLERATING.test(key)) ? own : [];
  });
}
const TOLERATING =
  /^(?:vertrag(?:e|en|t|st)?|tolerate[sd]?|tolere(?:nt)?|tollero|tollera|tolero|tolera|tolerujemy|toleruje|digest|digests|handle|handles|supporte|supportons|verdraag|verdraagt|verdragen)$/;
const WELL = wordSet(
  'gut super prima bestens problemlos perfekt fine well okay easily perfectly bien bene perfettamente perfectamente goed prima bem perfeitamente dobrze swietnie iyi',
);
const BUT = wordSet('but aber sondern mais ma pero maar mas ale ama lekin only nur seulement solo alleen');
/** “Yumurta alerjim yok”, “卵アレルギーではないです”: where a denial after an allergy ends; `at` where there is none. */
function endOfDenied(pieces: readonly Piece[], at: number): number {
  if (NOT_AFTER.has(pieces[at + 1]?.key ?? '')) return at + 2;
  const { end } = spanAround(pieces, at, PARTING);
  const rest = pieces.slice(at + 1, end).map(({ key }) => key);
  return DENIED_RUN.test(rest.join('')) ? end : at;
}
const DENIED_RUN =
  /^(?:では|じゃ|とか|は|も|が|特に|とくに|何も|全く)*(?:ないです|ないんです|ありません|ございません)(?:よ|ので|から)?$/u;

/** “Yumurta alerjim yok”, “दूध से एलर्जी नहीं है”: where what comes before the allergy begins. */
function beginOfDenied(pieces: readonly Piece[], at: number): number {
  let begin = at;
  while (pieces[begin - 1]?.mention !== undefined || BESIDE.has(pieces[begin - 1]?.key ?? '')) begin -= 1;
  return begin;
}
const NOT_AFTER = wordSet('yok yoktu degil degilim degiliz nahi nahin नहीं नही');
const BESIDE = wordSet('ve veya karsi se ki ka aur से की का और の と や');
/** “Not allergic to nuts but to sesame”. */
const EXCEPTING = new PhraseBook(
  'but, only, just, except, save, though, however, aber, nur, sondern, ausser, mais, seulement, sauf, ma, solo, soltanto, tranne, pero, solo, solamente, salvo, maar, alleen, behalve, mas, so, apenas, exceto, ale, tylko, ama, sadece, lekin, par, sirf, apart from, besides, beside, other than, aside from, bar, bis auf, abgesehen von, a part, mis a part, en dehors de, en dehors du, hormis, excepte, a parte, eccetto, fuorche, aparte, excepto, menos, quitando, op na, buiten, fora, a nao ser, tirando, oprocz, poza, procz, chyba ze, yalnizca'
    .split(', ')
    .map((phrase) => [phrase, 'true'] as const),
);
/** What is excepted stands before these. */
const EXCEPTING_BEFORE = wordSet('haric disinda na');
const PORTUGUESE = wordSet('nenhuma nao sou tenho nunca ninguem');
const KEIN = wordSet('keine keinerlei');
