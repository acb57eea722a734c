import { type AllergenCode, groupsOf, inOrder, membersOf } from '../../../contracts/allergens/codes.ts';
import { mentionsOf } from '../../../contracts/allergens/mentions.ts';
import { isRestricted, NO_RESTRICTIONS, type Restrictions } from '../../../contracts/chat-restrictions.ts';
import { refusedBy } from '../../../contracts/diets.ts';
import { fold, wordsIn } from '../../../contracts/fold.ts';
import { dietsOf, unconfirmedBy } from '../query/confirm-doubts.ts';
import { WITHOUT_FOOD } from '../query/filtering-diets.ts';
import { foodsMentioned, foodsRefusedIn } from '../query/foods.ts';
import { understandQuery } from '../query/understand-query.ts';
import {
  deniesAll,
  deniesAllergy,
  deniesOwn,
  forgetsIt,
  isOfSelf,
  takesBack,
  tellsMistake,
} from './take-back-phrases.ts';

const [MAX_KEPT, MAX_CHARACTERS] = [10, 80];
const SENTENCE_ENDS =
  /(?<=[.!?;。！？\n])|(?<![\p{L}\p{M}])(?=(?:but|aber|(?<!n[aã]o \p{L}+ )mais|pero|maar|mas|ale|ama)(?![\p{L}\p{M}]))/iu;

/**
 * Returns a conversation's restrictions after the message `text`. Refused allergens and diets stay until the person
 * takes them back explicitly. The model's reading of the message has no influence on them.
 * @param previous The person's previous message: “forget that” takes back the restrictions that it stated.
 * @param onMenu The doubtful words of `text` that are names on the menu (confirm-doubts.ts).
 */
export function restateRestrictions(
  before: Restrictions,
  text: string,
  previous = '',
  onMenu: ReadonlySet<string> = new Set(),
): Restrictions {
  if (forgetsIt(fold(text).trim())) return without(before, stated(NO_RESTRICTIONS, previous, onMenu));
  // “I have no allergies” takes back no other person’s.
  const isOwn = isOfSelf(fold(previous));
  if (deniesAll(fold(text)) && (isOwn || tellsMistake(fold(text)))) {
    const sentences = text.split(SENTENCE_ENDS);
    const after = sentences.slice(sentences.findIndex((sentence) => deniesAll(fold(sentence))) + 1);
    return stated(without(before, stated(NO_RESTRICTIONS, previous, onMenu)), after.join(' '), onMenu);
  }
  if (tellsMistake(fold(text))) return corrected(before, text, onMenu);
  if (!takesBack(fold(text))) {
    const told = stated(NO_RESTRICTIONS, previous, onMenu);
    return (isOwn && isRestricted(told) && deniesOwn(fold(text)) ? corrected : stated)(before, text, onMenu);
  }
  return text
    .split(SENTENCE_ENDS)
    .reduce((now, clause) => (takesBack(fold(clause)) ? takenBack(now, clause) : stated(now, clause, onMenu)), before);
}

/** “Mixed that up: I am not allergic to eggs, to nuts”: what a clause denies is gone, and what another names is refused. */
function corrected(before: Restrictions, text: string, onMenu: ReadonlySet<string>): Restrictions {
  const clauses = text.split(SENTENCE_ENDS).flatMap((sentence) => sentence.split(/[,:]/u));
  const isMistake = tellsMistake(fold(text));
  const isDenied = (clause: string): boolean =>
    [takesBack, deniesAllergy, deniesOwn].some((denies) => denies(fold(clause))) && mentionsOf(clause).length > 0;
  if (!clauses.some(isDenied)) return stated(before, text, onMenu);
  const denied = clauses.filter(isDenied).flatMap((clause) => mentionsOf(clause).flatMap(({ codes }) => codes));
  const isNaming = (clause: string): boolean =>
    isMistake && !clause.includes('?') && wordsIn(clause).length <= MOST_NAMING;
  return clauses.reduce((now, clause) => {
    if (isDenied(clause)) return takenBack(now, clause);
    const codes = isNaming(clause) ? mentionsOf(clause).flatMap((each) => each.codes) : [];
    const next = stated(now, clause, onMenu);
    const more = codes.filter((code) => !denied.includes(code));
    return { ...next, exclude_allergens: inOrder([...next.exclude_allergens, ...more]) };
  }, before);
}
const MOST_NAMING = 6;

/** Foods that people who refuse them never eat, in any dish. */
const NEVER_EATEN: ReadonlySet<string> = new Set(Object.values(WITHOUT_FOOD));

function stated(before: Restrictions, text: string, onMenu: ReadonlySet<string>): Restrictions {
  const understood = understandQuery(text);
  const { allergies, unwanted, ofFoods, harmful, notUnderstood, isUnsafe } = understood;
  const added = (kept: readonly string[], words: readonly string[]): string[] =>
    [...new Set([...kept, ...words.map((each) => each.slice(0, MAX_CHARACTERS))])].slice(-MAX_KEPT);
  const exclude_allergens = inOrder([...before.exclude_allergens, ...allergies, ...unwanted]);
  const unconfirmed = [...before.unconfirmed, ...ofFoods, ...unconfirmedBy(understood, onMenu).codes];
  return {
    exclude_allergens,
    unconfirmed: inOrder(unconfirmed.filter((code) => !exclude_allergens.includes(code))),
    diets: [...new Set([...before.diets, ...dietsOf(understood, onMenu)])],
    foods: [...new Set([...before.foods, ...understood.foods.filter((food) => NEVER_EATEN.has(food))])],
    harmful: added(before.harmful, harmful),
    not_understood: added(before.not_understood, isUnsafe ? notUnderstood : []),
  };
}

/** Less what the clause names; when it names nothing, all is taken back. */
function takenBack(before: Restrictions, clause: string): Restrictions {
  const { diets } = understandQuery(clause);
  const foods = wordsIn(clause).flatMap(({ word }) => foodsMentioned(word).map(({ key }) => key));
  const named = {
    ...NO_RESTRICTIONS,
    exclude_allergens: mentionsOf(clause).flatMap(({ codes }) => codes),
    diets,
    foods,
  };
  return isRestricted(named) ? without(before, named) : NO_RESTRICTIONS;
}

function without(before: Restrictions, gone: Restrictions): Restrictions {
  const codes = new Set<AllergenCode>([
    ...gone.exclude_allergens,
    ...gone.unconfirmed,
    ...gone.diets.flatMap((diet) => refusedBy(diet) ?? []),
  ]);
  const isGone = (code: AllergenCode): boolean => [code, ...groupsOf(code)].some((each) => codes.has(each));
  // When one member of a group is allowed, the others stay refused.
  const left = (refused: readonly AllergenCode[]): AllergenCode[] =>
    inOrder(
      refused
        .filter((code) => !isGone(code))
        .flatMap((code) => {
          const members = membersOf(code);
          return members.some((member) => codes.has(member)) ? members.filter((member) => !isGone(member)) : [code];
        }),
    );
  return {
    exclude_allergens: left(before.exclude_allergens),
    unconfirmed: left(before.unconfirmed),
    diets: before.diets.filter((diet) => {
      const refused = refusedBy(diet) ?? [];
      return !gone.diets.includes(diet) && !(refused.length > 0 && refused.every(isGone));
    }),
    foods: before.foods.filter((food) => !gone.foods.includes(food)),
    harmful: before.harmful.filter(
      (words) => !gone.harmful.includes(words) && !foodsRefusedIn([words])?.some((food) => gone.foods.includes(food)),
    ),
    not_understood: before.not_understood.filter((words) => !gone.not_understood.includes(words)),
  };
}
