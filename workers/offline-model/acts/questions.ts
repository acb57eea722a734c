import type { MenuHit } from '../../../contracts/chat-tool.ts';
import { fromList } from '../from-list.ts';
import { contentWords, type Language, numberSaid, quantityIn } from '../language.ts';
import { linesMeant } from '../lines-meant.ts';
import { keyOf, type Memory, type Of, type Question } from '../memory.ts';
import { bestNamed, isAbbreviated, isSameWord, nameWords } from '../names.ts';
import { optionsOf } from '../options.ts';
import { phrase } from '../phrases.ts';
import { hitsAsked, putIn } from '../put-in.ts';
import { listOf } from '../replies.ts';
import { said } from '../said.ts';
import { ALSO, MORE, ONLY, plain } from '../sayings.ts';
import { placeIn, segmentsOf } from '../segments.ts';
import { type Act, say } from '../steps.ts';
import { optionNames, unexplainedBy, type Wish } from '../wish.ts';
import { readWishes } from '../wishes.ts';
import { adjust, goneAndAdded, remove } from './alter.ts';

const AS_IT_IS = said(
  'without(?: it)?|plain|normal|as (?:it )?is|anyway|ohne|so|pur|normale?|tel quel|nature|sans|senza|sin|asi|yes|yeah|ja|ok|okay|oui|si|haan|fine',
  'そのまま|なしで|普通',
);
const NONE = said(
  '(?<=^\\W*(?:(?:forget (?:it|that)|never ?mind|no) )*)(?:no(?: thanks?| thank you)?|none|neither|nope|nothing|nah|skip(?: it| that)?|forget (?:it|that)|never ?mind|leave (?:it|that)(?: out)?|not that|keine?[srn]?|nichts|nein(?: danke)?|doch nicht|aucun\\w*|non(?: merci)?|rien|laisse\\w*|ningun\\w*|nada|nessun\\w*|niente|lascia\\w*|geen|nee|nahi|koi nahi|rehne do)(?:,? (?:of (?:them|those|these)|thanks?|thank you|danke|merci|grazie|gracias|please))?(?=\\W*$)',
  '^(?:いいえ|いらない|いりません|どれも|結構です|やめ)',
);
const YES = said(
  '(?<=^\\W*)(?:yes|yeah|yep|ok|okay|sure|that one|right|exactly|ja|genau|oui|si|haan|exacto|esatto)(?: please| bitte| that one)?(?=\\W*$)',
  '^(?:はい|それ)',
);

const isInBasket = ({ basket }: Memory, word: string): boolean =>
  basket.some(({ name }) => nameWords(name).some((each) => isSameWord(word, each)));

/**
 * Reads a clause as the answer to the oldest open question. @returns The rest of the clause; undefined when it is not
 * an answer.
 */
export function* answerQuestion(memory: Memory, text: string): Act<string | undefined> {
  const [first] = memory.questions;
  if (first === undefined) return undefined;
  if (NONE.test(plain(text))) {
    drop(memory, first);
    yield* say(phrase(memory.language, 'leftOut'));
    return '';
  }
  let left: string | undefined;
  // “Twelve pieces, and large for the rice” answers two.
  for (const question of memory.questions) left = answerTo(memory, question, left ?? text) ?? left;
  return left ?? insteadOfAsked(memory, text);
}

/** “Tea instead of the coffee”, of which nothing is in the basket yet but a question about it. */
function insteadOfAsked(memory: Memory, text: string): string | undefined {
  const [gone, added] = goneAndAdded(text) ?? [];
  const words = contentWords(gone ?? '', memory.language);
  const isMeant = ({ name }: { name: string }) => bestNamed(words, gone ?? '', [name], (each) => each).length > 0;
  const question = memory.questions.find((each) => hitsAsked(each).some(isMeant));
  if (question === undefined) return undefined;
  drop(memory, question);
  return added;
}

function answerTo(memory: Memory, question: Question, text: string): string | undefined {
  switch (question.kind) {
    case 'option':
      return answerOption(memory, question, text);
    case 'which':
      return answerWhich(memory, question, text);
    case 'line':
      return answerLine(memory, question, text);
  }
}

function drop(memory: Memory, question: Question): void {
  memory.questions = memory.questions.filter((other) => other !== question);
  memory.isTouched = true;
}

function answerOption(memory: Memory, question: Of<'option'>, text: string): string | undefined {
  const { hit, unknown, replaces } = question;
  const { language } = memory;
  const segments = segmentsOf(text, language);
  const isPlain = unknown.length > 0 && AS_IT_IS.test(plain(text)) && contentWords(text, language).length === 0;
  // “One lasagne, small” names the dish again.
  const again = segments.filter((segment) => isNameOf(hit, segment, language));
  const answers = segments.filter((segment) => {
    const { options, unknown: more } = optionsOf(hit, segment, language);
    // “Large, oat” answers the next question too.
    return (
      more.length > 0 ||
      (options.length > 0 &&
        !ALSO.test(plain(segment)) &&
        unexplainedBy(hit, contentWords(segment, language)).every((word) =>
          optionNames(hit).some((name) => nameWords(name).some((each) => isAbbreviated(word, each))),
        ))
    );
  });
  if (answers.length === 0 && !isPlain) return undefined;
  drop(memory, question);
  const quantity =
    again.map((segment) => quantityIn(segment, language)).find((count) => count !== undefined) ?? question.quantity;
  // The question about an unknown option has been asked, and is not asked again.
  const before = unknown.reduce((rest, word) => rest.replace(new RegExp(word, 'giu'), ' '), question.text);
  // “Una de fresa y otra de mango.”
  const countOf = (answer: string) => numberSaid(answer, language) ?? (answers.length > 1 ? oneIn(answer) : undefined);
  const oneIn = (answer: string) => (MORE.test(plain(answer)) ? 1 : quantityIn(answer, language));
  const counts = answers.map((answer) => countOf(answer) ?? quantity);
  const left = quantity - counts.reduce((sum, count) => sum + count, 0);
  if (answers.length < 2 || left < 0) putIn(memory, { hit, quantity, text: [before, ...answers].join(', ') }, replaces);
  else {
    for (const [index, answer] of answers.entries())
      putIn(memory, { hit, quantity: counts[index] ?? 1, text: `${before}, ${answer}` }, replaces);
    if (left > 0) putIn(memory, { hit, quantity: left, text: before });
  }
  return isPlain ? '' : segments.filter((segment) => !answers.includes(segment) && !again.includes(segment)).join(', ');
}

/** Returns whether a text names a dish and nothing else, not even “another”. */
function isNameOf(hit: MenuHit, text: string, language: Language): boolean {
  const words = contentWords(text, language);
  const bare = { name: hit.name, category: null, option_groups: [] };
  return words.length > 0 && unexplainedBy(bare, words).length === 0 && !ALSO.test(plain(text));
}

const isOfAll = (some: readonly MenuHit[], hits: readonly MenuHit[]): boolean =>
  some.length > 1 && some.every((hit) => hits.some(({ product_id }) => product_id === hit.product_id));

function answerWhich(memory: Memory, question: Of<'which'>, text: string): string | undefined {
  const { hits, replaces } = question;
  const { language } = memory;
  if (hits.length === 0) {
    // “Just the lasagne then”: of what was asked for, what there is.
    const isRest = AS_IT_IS.test(plain(text)) || (ONLY.test(plain(text)) && linesMeant(memory, text).by === 'name');
    if (!isRest || contentWords(text, language).some((word) => !isInBasket(memory, word))) return undefined;
    drop(memory, question);
    return '';
  }
  const count = contentWords(text, language).length === 0 ? numberSaid(text, language) : undefined;
  const isYes = hits.length === 1 && (count !== undefined || YES.test(plain(text)));
  const all: Wish[] = hits.map((hit) => ({ kind: 'found', hit, quantity: count ?? 1, text: '' }));
  const wishes = isYes
    ? all
    : (fromList({ lastHits: hits, focus: 'list', language }, text) ??
      readWishes(text, { lastHits: hits, allHits: hits, language, reading: memory.reading }));
  const chosen = wishes.flatMap((wish) => (wish.kind === 'found' ? [wish] : []));
  if (chosen.length === 0) return undefined;
  drop(memory, question);
  // “Four tacos, two with chicken and two with beef” is asked of once.
  const [only, ...more] = chosen;
  for (const other of only === undefined || more.length > 0 ? [] : memory.questions) {
    if (other.kind !== 'which' || !isOfAll(other.hits, hits) || only === undefined) continue;
    drop(memory, other);
    putIn(memory, { hit: only.hit, quantity: other.quantity, text: other.text }, other.replaces);
  }
  for (const wish of chosen) {
    const isPlace = placeIn(wish.text, language) !== undefined;
    const own = isYes ? count : isPlace ? undefined : numberSaid(wish.text, language);
    const quantity = own ?? Math.max(wish.quantity, question.quantity);
    putIn(
      memory,
      { hit: wish.hit, quantity, text: `${question.text}, ${isPlace ? '' : wish.text}` },
      wish === chosen[0] ? replaces : undefined,
    );
  }
  return wishes.flatMap((wish) => (wish.kind === 'found' ? [] : [wish.text])).join(', ');
}

function answerLine(memory: Memory, question: Of<'line'>, text: string): string | undefined {
  const lines = memory.basket.filter((line) => question.keys.includes(keyOf(line)));
  const { lines: chosen, by } = linesMeant({ ...memory, basket: lines, lastLine: undefined }, text);
  if (chosen.length === 0 || by === 'last' || (by === 'name' && chosen.length > 1)) return undefined;
  drop(memory, question);
  for (const line of chosen)
    question.edit === 'remove' ? remove(memory, line, question.text) : adjust(memory, line, question.text);
  return '';
}

/** Puts a question into words. “The first” then refers to its list. */
export function asked(memory: Memory, question: Question): string {
  const { language } = memory;
  switch (question.kind) {
    case 'option':
      return askedOption(question, language);
    case 'line': {
      const lines = memory.basket.filter((line) => question.keys.includes(keyOf(line)));
      return `${phrase(language, 'whichOne')}\n${lines.map(({ name }, index) => `${index + 1}. ${name}`).join('\n')}`;
    }
    case 'which': {
      if (question.hits.length === 0) {
        const what = question.words === '' ? 'noSuchPlace' : 'nothingCalled';
        return `${phrase(language, what, question.words)} ${phrase(language, 'whatInstead')}`;
      }
      memory.lastHits = question.hits;
      memory.focus = 'list';
      const guess = question.isGuess ? `${phrase(language, 'nothingCalled', question.words)}\n` : '';
      return `${guess}${phrase(language, 'whichOne')}\n${listOf(question.hits, language)}`;
    }
  }
}

function askedOption({ hit, group, unknown }: Of<'option'>, language: Language): string {
  const listed = (groups: typeof hit.option_groups) =>
    groups.flatMap(({ options }) => options.map(({ name }) => name)).join(', ');
  if (unknown.length > 0) {
    const choices = listed(group === undefined ? hit.option_groups : [group]);
    return choices === ''
      ? phrase(language, 'noOptions', hit.name, unknown.join(' '))
      : phrase(language, 'noSuchOption', hit.name, unknown.join(' '), choices);
  }
  return group === undefined
    ? ''
    : phrase(
        language,
        'whichOption',
        hit.name,
        language === 'de' ? group.name : group.name.toLowerCase(),
        listed([group]),
      );
}
