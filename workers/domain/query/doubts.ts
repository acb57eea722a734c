import type { AllergenCode } from '../../../contracts/allergens/codes.ts';
import { deadlyPlaces } from './deadly-harm.ts';
import { isExplained, isFood, saysAsWell, unexplainedInRun } from './explained-words.ts';
import type { Findings } from './findings.ts';
import type { Food } from './foods.ts';
import { isWholeDish, misspelt } from './list-reader.ts';
import { wordSet } from './phrase-books.ts';
import { isNumberWord } from './prices.ts';
import { AND } from './refusal-phrases.ts';
import {
  eagerPlaces,
  isWanting,
  ordersMore,
  type Sign,
  signOf,
  signsInRun,
  takesAway,
  wantsInRun,
} from './refusal-signs.ts';
import { isStory } from './stories.ts';
import type { Doubt } from './understood-query.ts';
import { isUnspaced, type Piece, type Span } from './words-of.ts';

/** The part of a text that the phrase reader left. */
export interface Remainder {
  pieces: readonly Piece[];
  /** The food that is named from a piece on, and how many pieces name it. */
  foodAt: (at: number) => { food: Food; length: number } | undefined;
  /** Returns whether a phrase has taken the piece: as a refusal, or as something refused. */
  isTaken: (at: number) => boolean;
  /** The text ends with a question mark. */
  isAsking: boolean;
  /** Allergens whose allergy the text denies: “grew out of her milk allergy, ice cream please”. */
  allowed: readonly AllergenCode[];
  /** True for “not allergic to nuts but to sesame”, in which all named allergens are refused. */
  isOfOthers: boolean;
}

interface Place {
  at: number;
  piece: Piece;
  isTaken: boolean;
  sign: Sign | undefined;
  isExplained: boolean;
  /** True if the piece praises something. */
  isPraise: boolean;
  /** The allergens that the piece names. */
  codes: readonly AllergenCode[];
  /** The food that it names or is a part of the name of. */
  food: NamedFood | undefined;
}

/** A food that no code names. */
interface NamedFood {
  food: Food;
  begin: number;
  text: string;
}

interface Clause {
  places: Place[];
  hasSign: boolean;
  /** True if its only sign of refusal is the story that it tells. */
  isStory: boolean;
  /** It has a sign of harm, and not of mere refusal. */
  isHarm: boolean;
  /** True if it describes a reaction of the body. */
  isReaction: boolean;
  isWanting: boolean;
  /** True for “but …” and “hold the …”, which limit the clause before it. */
  limits: boolean;
  /** The names that no phrase has refused. */
  named: Place[];
  /** True if it names something that a phrase has refused. */
  isSettled: boolean;
  unexplained: string[];
  /** The unexplained words that are no signs. */
  unknown: string[];
}

const SENTENCE = /[.!?;:()。！？।…\n–—]|\s-\s/u;
const COMMA = /[,、，]/u;
const BUT = new Set(
  'but aber sondern mais ma pero maar mas ale byle ama fakat lekin लेकिन पर par でも ただし しかし'.split(' '),
);
const PERSONS = wordSet(
  'i me my we us our he she they him her them you ich mir mich mein meine wir uns er sie ihm ihr je j moi me m mon ma nous il elle io mi ci noi lui lei yo nos el ella ik mij mijn wij we ons hij zij eu nos ele ela ja mnie mi my nam ben bana biz main mujhe hum hame',
);
/**
 * Returns whether a word is a pronoun for a person.
 * @param key Folded.
 */
export const isPerson = (key: string): boolean => PERSONS.has(key);
/** Of these, those for who eats. */
const EATERS = wordSet(
  'i me us we he she him her they them ich mir mich wir uns er sie ihm ihr je moi me m nous il elle lui io mi ci noi lui lei yo me nos el ella ik mij we ons hij zij eu me nos ele ela ja mnie nam ben bana biz main mujhe hum',
);
/** Pronouns for a thing named earlier. */
const BACK = wordSet('it they them this that those these');
/** The most words that are checked for misspelt names. Without a sign of refusal only longer words are checked. */
const MAX_GUESSES = 8;
const MIN_GUESS_WITHOUT_SIGN = 6;

/**
 * Judges the names that no phrase has refused, so that an unknown phrasing fails closed. With an unexplained sign of
 * refusal in the text, every name without an explicit request counts as refused. Otherwise names beside unknown words
 * are in doubt.
 * @returns What it names and does not refuse, in doubt or not.
 */
export function judge(remainder: Remainder, findings: Findings): readonly number[] {
  const places = placesOf(remainder);
  const isNaming = places.some((place) => !place.isTaken && (isName(place) || place.sign === 'reaction'));
  if (!isNaming && !findings.hasRefusals) return [];
  const clauses = clausesOf(places).map((clause) => clauseOf(clause, findings.hasRefusals));
  const blamed = new Set(
    clauses
      .filter(({ hasSign, named, isSettled, places: own }, index) => {
        // “No, one egg roll.”
        const isAnswer = index === 0 && own.length === 1 && NO_ALONE.has(own[0]?.piece.key ?? '');
        return hasSign && !isAnswer && (named.length > 0 || !isSettled);
      })
      .map((clause) => (clause.named.length > 0 ? clause : nearest(clauses, clause))),
  );
  const isRefusing = [...blamed].some((clause) => clause === undefined || clause.named.length > 0);
  const listed = findings.isAboutAllergies ? listedAfterAllergy(clauses) : new Set<Clause>();
  const everywhere = clauses.flatMap(({ unexplained }) => unexplained);
  const refused = new Set<Place>();
  const isAllowed = ({ codes }: Place): boolean => codes.some((code) => remainder.allowed.includes(code));
  const [harming, telling] = [isOfHarm, ({ isStory }: Clause) => isStory].map((is) => {
    return new Set(clauses.filter(is).map((clause) => (clause.named.length > 0 ? clause : nearest(clauses, clause))));
  });
  // “Take the corn off, please” says nothing of harm.
  const isTakingAway =
    !findings.isAboutAllergies &&
    clauses.every(
      ({ isStory, hasSign, places: all }) =>
        (isStory ? takesAway(all[0]?.piece.key ?? '') : !hasSign || all.some(({ sign }) => sign !== undefined)) &&
        all.every(({ sign, piece }) => sign === undefined || takesAway(piece.key)),
    );
  let isInDoubt = false;
  const loved = new Set(
    clauses.flatMap((each, index) =>
      !isRefusing && isPlainlyWanted(each, clauses[index + 1]) ? each.named.flatMap(({ codes }) => codes) : [],
    ),
  );
  for (const [index, clause] of clauses.entries()) {
    // “Take the shrimp off my order” does not refuse it. “De ma commande”: “ma” is an Italian “but”.
    const near = clauses.slice(index, index + 2).flatMap(({ places: own }) => own);
    if (isTakingAway && near.some(({ piece }) => ORDERS.has(piece.key))) continue;
    const mayBeWanted = !clause.hasSign && !blamed.has(clause) && !isTakenBack(clauses[index + 1]);
    const isWanted =
      (mayBeWanted && (clause.isWanting || asksForIt(clauses, index))) ||
      (remainder.isAsking && isAskedFor(clauses, index, blamed));
    for (const place of clause.named) {
      // “My pizza hasn’t arrived.” What of a whole dish did harm, a story does not tell.
      const isMore = clause.places.some(({ piece }) => saysAsWell(piece.key));
      const isDishAlone = isWholeDish(place.piece.key) && harming?.has(clause) === false && !(isMore && isRefusing);
      if (isDishAlone && telling?.has(clause) === false) continue;
      const mayBeRefused =
        (place.codes.length > 0 || blamed.has(clause)) && !(clause.isStory && isAllowed(place)) && !isDishAlone;
      if (isAskedAbout(clause, place) || isLessSomething(clause, place, remainder)) continue;
      // A word that is only spelled like a name, beside a name, may be any word.
      if (listed.has(clause)) refused.add(place);
      else if (isRefusing && !isWanted && mayBeRefused) refused.add(place);
      else if (
        place.codes.some((code) => !loved.has(code)) &&
        (clause.unexplained.length !== everywhere.length || !isNameOfDish(clause, place))
      ) {
        const doubt = doubtOf(place, isWanted ? clause.unexplained : everywhere);
        isInDoubt ||= doubt.words.length > 0;
        if (doubt.words.length > 0 && !isAllowed(place)) findings.add(spanOf([place]), { doubts: [doubt] });
      }
    }
    if (isOfUnknown(clauses, clause)) findings.giveUp(clause.unknown.join(' '), spanOf(clause.places));
  }
  for (const place of refused) {
    const span = spanOf([place]);
    if (place.food !== undefined && isTakingAway) findings.add(span, { foods: [place.food.food.key] });
    else if (place.food !== undefined) findings.refuseFood(place.food.food, place.food.text, span);
    // “Nothing cooked with beer”: it has gluten, and is more than that.
    const food = place.piece.mention === undefined ? undefined : remainder.foodAt(place.at)?.food;
    findings.add(span, { allergies: [...place.codes], foods: food === undefined ? [] : [food.key] });
  }
  const isUnexplained = refused.size > 0 || isInDoubt || (findings.hasRefusals && everywhere.length > 1);
  // “Allergic to mustard. Any sandwhich?”: words that tell nothing of it are looked for.
  const isTelling = ({ hasSign, named, places: all }: Clause): boolean =>
    isInDoubt || hasSign || named.length > 0 || all.some(({ piece }) => isPerson(piece.key));
  for (const clause of isUnexplained ? clauses.filter(isTelling) : [])
    findings.add(spanOf(clause.places), { unexplained: clause.unexplained });
  const isRefused = (place: Place): boolean =>
    refused.has(place) || [...refused].some(({ food }) => food !== undefined && food === place.food);
  const dropped = clauses
    .filter(
      (clause) =>
        listed.has(clause) || (isRefusing && (clause.hasSign || clause.named.some((place) => refused.has(place)))),
    )
    .flatMap((clause) => clause.places)
    .filter((place) => !place.isTaken && (isRefused(place) || !place.isExplained));
  findings.drop(new Set(dropped.map(({ at }) => at)));
  const named = clauses.flatMap((clause) => clause.named.filter((place) => !refused.has(place)));
  if (remainder.isOfOthers) for (const place of named) findings.add(spanOf([place]), { allergies: [...place.codes] });
  return named.map(({ at }) => at);
}

const ORDERS = wordSet(
  'order basket cart bestellung warenkorb korb commande panier ordine carrello pedido carrito cesta bestelling mandje encomenda carrinho zamowienia zamowieniu koszyka siparisten siparisimden sepetten sepetimden',
);

const spanOf = (places: readonly Place[]): Span => ({ begin: places[0]?.at ?? 0, end: (places.at(-1)?.at ?? -1) + 1 });

/** “I love mustard”. */
const isPlainlyWanted = ({ isWanting: isWanted, hasSign, unexplained }: Clause, next: Clause | undefined): boolean =>
  isWanted && !hasSign && unexplained.length === 0 && next?.limits !== true;

/** “Two nut allergies, one egg, one dairy”: a clause of nothing but numbers and allergens, after one that refuses some. */
function listedAfterAllergy(clauses: readonly Clause[]): ReadonlySet<Clause> {
  const listed = new Set<Clause>();
  for (const [index, clause] of clauses.entries()) {
    const before = clauses[index - 1];
    const continues = before !== undefined && (before.isSettled || listed.has(before));
    const isBare = clause.places.every(
      ({ piece: { key, mention } }) => mention?.kind === 'name' || isNumberWord(key) || /^\p{N}+$/u.test(key),
    );
    if (continues && isBare && clause.named.length > 0) listed.add(clause);
  }
  return listed;
}

/** “Kiwi makes my lips tingle”: a body does not tolerate it, and what it is nothing tells. */
const isOfUnknown = (clauses: readonly Clause[], clause: Clause): boolean =>
  clause.isReaction &&
  !clause.isSettled &&
  clause.named.length === 0 &&
  clause.unknown.length > 0 &&
  nearest(clauses, clause) === undefined;

/** A clause that says that something does harm, or that a person does not have it. */
const isOfHarm = ({ isHarm, isStory, hasSign, places }: Clause): boolean =>
  isHarm || (hasSign && !isStory && places.some(({ piece }) => EATERS.has(piece.key)));

const isName = ({ codes, food, at }: Place): boolean => codes.length > 0 || food?.begin === at;
const doubtOf = ({ codes, piece: { key, mention } }: Place, words: readonly string[]): Doubt => ({
  ...{ codes, name: key, isGuess: mention === undefined, isDish: mention?.kind === 'ingredient' },
  words: mention === undefined ? words.filter((word) => word !== key) : words,
});

/** The clause that one without a name of its own speaks of: “Peanuts. They kill me.” */
const nearest = (clauses: readonly Clause[], clause: Clause): Clause | undefined =>
  clauses.slice(0, clauses.indexOf(clause)).findLast(({ named, isSettled }) => named.length > 0 || isSettled);

/**
 * “Poppy seed cake”, “pancake stack”: the unknown words are right beside a dish, and the clause says nothing about a
 * person.
 */
function isNameOfDish({ places, named, unexplained, hasSign }: Clause, { at, piece }: Place): boolean {
  if (hasSign || unexplained.length === 0 || piece.mention?.kind !== 'ingredient') return false;
  if (named.filter(({ codes }) => codes.length > 0).length > 1) return false;
  const unknown = places.filter((place) => unexplained.includes(place.piece.key)).map((place) => place.at);
  const isOneName = Math.max(at, ...unknown) - Math.min(at, ...unknown) === unknown.length;
  return isOneName && !places.some((place) => PERSONS.has(place.piece.key));
}

/** “Is there dairy in the lamb curry? I’m allergic”: the dish that a question is about is not what is refused. */
const isAskedAbout = ({ places, named, hasSign }: Clause, { at, food }: Place): boolean =>
  !hasSign &&
  food !== undefined &&
  named.some(({ at: before, codes }) => before < at && codes.length > 0) &&
  places.some(({ at: beside, piece }) => beside < at && IN.has(piece.key));
const IN = wordSet('in im dans nel nella en no na w');
/** “Prawns make me swell, was habt ihr an Fisch”: a later clause that asks what there is. */
const asksForIt = (clauses: readonly Clause[], index: number): boolean =>
  index > 0 && opensQuestion(clauses[index]?.places ?? []);
/** “Heb je brood voor hem?” */
const opensQuestion = ([first, second]: readonly Place[]): boolean =>
  INTERROGATIVES.has(first?.piece.key ?? '') || HAVE_YOU.test(`${first?.piece.key} ${second?.piece.key}`);
const HAVE_YOU =
  /^(?:(?:do|have) you|(?:is|are) there|got any|haben sie|habt ihr|hast du|gibt es|(?:gibts|habts|avete|teneis|hay|macie|masz|tens) |avez vous|as tu|(?:heb|hebt) (?:je|u)|(?:heb|hebben) jullie|heeft u|o que|ne var|ne yiye|wo (?:ist|sind|gibt)|ou (?:est|sont))/u;
const INTERROGATIVES = wordSet(
  'what which where was welche welchen welches welcher que quel quelle quels quelles quoi che quale quali cosa dove cual cuales donde wat welk welke co waar qual quais onde jaki jakie jaka gdzie hangi nerede',
);

/** “Eggs kill me, pasta?”: the last clause is nothing but a dish, and another one says what is refused. */
function isAskedFor(clauses: readonly Clause[], index: number, blamed: ReadonlySet<Clause | undefined>): boolean {
  const clause = clauses[index];
  if (clause === undefined || index === 0 || index !== clauses.length - 1 || clause.hasSign || clause.isSettled)
    return false;
  const isTold = clauses
    .slice(0, index)
    .some(
      (each) => each.isSettled || (each.hasSign && each.named.length + each.unknown.length > 0) || blamed.has(each),
    );
  const isMore = clause.places.some(({ piece }) => saysAsWell(piece.key));
  return isTold && !isMore && clause.named.every(({ piece }) => piece.mention?.kind !== 'name');
}

/** “I love peanuts, but they love to punish me.” */
const isTakenBack = (next: Clause | undefined): boolean => {
  if (next?.limits !== true || next.unexplained.length === 0) return false;
  return next.places.some(({ piece }) => BACK.has(piece.key));
};

/** “Fish without shellfish?” asks for fish. */
const isLessSomething = ({ hasSign }: Clause, { at }: Place, { pieces, isTaken }: Remainder): boolean =>
  !hasSign && WITHOUT.has(pieces[at + 1]?.key ?? '') && isTaken(at + 1);

const ANDS = wordSet(AND);
const NO_ALONE = wordSet('no nope nein non nee nao nie hayir nej nei');
const TAKING =
  /^(?:i (?:ll|d|want|take)|ich (?:nehme|nehm|mochte|hatte|will)|je (?:prends|voudrais|veux)|ik (?:neem|wil)|eu quero)$|^(?:prendo|vorrei|voglio|tomo|quiero|prefiero|quero|wezme|poprosze)(?= )/u;

/** “After wheat I am flat for two days. A bread without?” */
const isBareWithout = (pieces: readonly Piece[], at: number): boolean =>
  WITHOUT.has(pieces[at]?.key ?? '') &&
  at > 0 &&
  (pieces[at + 1] === undefined || SENTENCE.test(pieces[at + 1]?.gap ?? ''));
const WITHOUT = wordSet('without ohne sans senza sin zonder sem bez');

const SWAPPING = /^(?:um|ein|aus)?(?:ge)?(?:tausch|wechsel|ersetz)/;

function placesOf({ pieces, isTaken, foodAt }: Remainder): Place[] {
  // “Tauschen Sie das Tiramisu gegen eine Lasagne.”
  const isSwap = pieces.some(({ key }) => SWAPPING.test(key));
  const signs = new Map(
    pieces.flatMap(({ key, mention }, at) => {
      const sign =
        mention === undefined && !isTaken(at) && !(isSwap && key === 'gegen') && !isBareWithout(pieces, at)
          ? signOf(key, pieces[at - 1]?.key)
          : undefined;
      return sign === undefined ? [] : [[at, sign] as const];
    }),
  );
  for (const at of deadlyPlaces(pieces)) if (pieces[at]?.mention === undefined && !isTaken(at)) signs.set(at, 'harm');
  const eager = eagerPlaces(pieces);
  const praising = new Set(signs.keys()).isSubsetOf(eager) ? eager : new Set<number>();
  const foods = foodsIn(pieces, foodAt);
  const places = pieces.map(
    (piece, at): Place => ({
      ...{ at, piece, isTaken: isTaken(at), codes: piece.mention?.codes ?? [], food: foods.get(at) },
      sign: praising.has(at) || foods.has(at) ? undefined : signs.get(at),
      isPraise: praising.has(at),
      isExplained: praising.has(at) || foods.has(at) || isExplained(pieces, at),
    }),
  );
  const unknown = places.filter((place) => !place.isTaken && (place.sign !== undefined || !place.isExplained));
  const hasSign = unknown.some(({ sign }) => sign !== undefined);
  if (unknown.length < 2) return places;
  for (const place of unknown.filter(({ sign }) => sign === undefined).slice(0, MAX_GUESSES)) {
    const { key } = place.piece;
    if (!isUnspaced(key) && (hasSign || key.length >= MIN_GUESS_WITHOUT_SIGN)) place.codes = misspelt(key);
  }
  return places;
}

/** The foods that no code names, by each of the pieces that name them. */
function foodsIn(pieces: readonly Piece[], foodAt: Remainder['foodAt']): ReadonlyMap<number, NamedFood> {
  const foods = new Map<number, NamedFood>();
  for (let at = 0; at < pieces.length; at += 1) {
    const found = pieces[at]?.mention === undefined ? foodAt(at) : undefined;
    if (found === undefined) continue;
    const named = pieces.slice(at, at + found.length);
    const food = { food: found.food, begin: at, text: named.map(({ key }) => key).join(' ') };
    for (let next = at; next < at + found.length; next += 1) foods.set(next, food);
    at += found.length - 1;
  }
  return foods;
}

/** The clauses of a text. A comma after nothing but names is one of a list. */
function clausesOf(places: readonly Place[]): Place[][] {
  const clauses: Place[][] = [[]];
  for (const [at, place] of places.entries()) {
    const { gap, key } = place.piece;
    const last = clauses.at(-1) ?? [];
    const isListed = [...last, place].every((each) => each.codes.length > 0 || each.food?.food.isDish === false);
    // “Quita las papas y ponme unos nachos”, “togli la carbonara prendo il salmone”.
    const isTaking = takesAway(last[0]?.piece.key ?? '') && TAKING.test(`${key} ${places[at + 1]?.piece.key}`);
    const isOrder = isTaking || (ANDS.has(last.at(-1)?.piece.key ?? '') && ordersMore(key));
    const ends = SENTENCE.test(gap) || BUT.has(key) || isOrder || (COMMA.test(gap) && !isListed);
    if (ends && last.length > 0) clauses.push([place]);
    else last.push(place);
  }
  return clauses;
}

function clauseOf(places: Place[], hasRefusals: boolean): Clause {
  const open = places.filter(({ isTaken }) => !isTaken);
  const run = open.map(({ piece }) => (isUnspaced(piece.key) ? piece.key : ' ')).join('');
  const isRun = isUnspaced(run);
  const signs = open.flatMap(({ sign }) => sign ?? []);
  const isAsked =
    open.some(({ piece: { key } }, at) => isWanting(key) && !isItsVerb(open, at)) || (isRun && wantsInRun(run));
  const isWanted = isAsked || open.some(({ piece: { key } }) => isNumberWord(key));
  const told = {
    pieces: open.map(({ piece }) => piece),
    isNamed: (at: number) => open[at] !== undefined && isName(open[at]),
    isUnknown: (at: number) => open[at]?.isExplained === false,
    isWanting: isAsked || open.some(({ isPraise }) => isPraise),
  };
  const isSigned = signs.length > 0 || (isRun && signsInRun(run));
  const isAsking = opensQuestion(open);
  const hasSign = isSigned || (!isAsking && isStory(told));
  const [but, ...rest] = places;
  const isBut = but !== undefined && BUT.has(but.piece.key);
  const begin = isBut ? rest[0] : but;
  const unexplained = open.filter(
    // “But I can have fish.”
    (place) =>
      !(isBut && place === but && !hasSign && isWanted && begin?.isTaken !== true) &&
      !(!hasSign && isWanting(place.piece.key)) &&
      (place.sign !== undefined || !place.isExplained || (hasRefusals && saysAsWell(place.piece.key))),
  );
  const isReaction = signs.includes('reaction');
  const [named, kinds] = [open.filter(isName), open.filter(({ food }) => food?.food.isDish === true)];
  const telling = named.filter((place) => !kinds.includes(place));
  return {
    places,
    hasSign,
    isStory: hasSign && !isSigned,
    isHarm: signs.some((sign) => sign !== 'negation'),
    isReaction,
    isWanting: isWanted,
    limits: begin !== undefined && (isBut ? !saysAsWell(begin.piece.key) : begin.isTaken || begin.sign !== undefined),
    // “Tomato soup gives me hives”: a kind of dish is meant where nothing else is.
    named: telling.length > 0 || !isReaction ? telling : named,
    isSettled: places.some((place) => place.isTaken && (place.codes.length > 0 || place.food?.food.isDish === false)),
    unknown: unexplained.flatMap(({ sign, piece: { key } }) => (sign === undefined && !isUnspaced(key) ? [key] : [])),
    unexplained: unexplained
      .map(({ piece }) => piece.key)
      .filter((key) => !isUnspaced(key))
      .concat(isRun ? unexplainedInRun(open.map(({ piece }) => runOf(piece)).join('')) : []),
  };
}

/** “Peanuts have me in bits”: what is named does it. “Peanuts please” asks for them. */
const isItsVerb = (open: readonly Place[], at: number): boolean => {
  const before = open[at - 1];
  return before !== undefined && isName(before) && OF_THINGS.has(open[at]?.piece.key ?? '');
};
const OF_THINGS = wordSet(
  'have has take takes get gets give bring will can contain va geht mag kann kan pode puede puo',
);

const runOf = ({ key, mention }: Piece): string =>
  mention !== undefined || !isUnspaced(key) || isFood(key) ? ' ' : key;
