import type { MenuHit } from '../../contracts/chat-tool.ts';
import { wordsIn } from '../../contracts/fold.ts';
import { isMeasure } from './language.ts';
import { isAbbreviated, isFormOf, isMeantBy, isSameWord } from './names.ts';
import { isQualifying, WITH } from './said.ts';
import { optionNames } from './wish.ts';

const OF_PLURAL = /^(?:des|dos|das|dei|dell[eio]?|los|las|les|gli|le|la|el)$/u;
const MIN_JOINED = 5;
const OF_DISH = new RegExp(`^(?:${WITH})$`, 'u');
const WITH_ASIDE = new RegExp(`(?<!\\p{L})(?:${WITH})(?!\\p{L})`, 'iu');
const OF = /^(?:of|de|di|du|da|von|van)$/u;

type Group = MenuHit['option_groups'][number];

interface Span {
  begin: number;
  end: number;
}

/** A run of words that names dishes, options of dishes, or may be either. */
export interface Named extends Span {
  dishes: MenuHit[];
  options: Array<{ hit: MenuHit; group: Group }>;
  /** How much of a name was said: 0 for a part. */
  rank: number;
}

/** The names in a text, the longest first, each word in one of them. */
export function namesIn(
  words: readonly string[],
  hits: readonly MenuHit[],
  isTelling: (word: string) => boolean,
): Named[] {
  const known = new Set(
    hits.flatMap((hit) => [hit.name, ...optionNames(hit)].flatMap((name) => wordsIn(name).map(({ word }) => word))),
  );
  const meant = words.map((word) => wordsMeant(word, known, isTelling));
  const runs = hits.flatMap((hit) => {
    const kind = wordsIn(hit.category ?? '').map(({ word }) => word);
    const ofDish = runsOf(hit.name, kind, { words, meant, isTelling }).map((run) => ({
      ...run,
      dishes: [hit],
      options: [],
    }));
    const ofOptions = hit.option_groups.flatMap((group) =>
      group.options
        .flatMap(({ name }) =>
          runsOf(
            name,
            wordsIn(group.name).map(({ word }) => word),
            { words, meant, isTelling },
          ),
        )
        .map((run) => ({ ...run, dishes: [], options: [{ hit, group }] })),
    );
    return [...ofDish, ...ofOptions];
  });
  const names: Named[] = [];
  const isBesideDish = (begin: number) =>
    OF_DISH.test(words[begin - 1] ?? '') ||
    (!isTelling(words[begin - 1] ?? '') && OF_DISH.test(words[begin - 2] ?? ''));
  const length = ({ begin, end }: Span) => end - begin;
  const isSame = (a: Span, b: Span) => a.begin === b.begin && a.end === b.end;
  for (const run of runs.toSorted((a, b) => length(b) - length(a) || b.rank - a.rank)) {
    const same = names.find((name) => isSame(name, run));
    if (same?.rank === run.rank) {
      same.dishes.push(...run.dishes.filter((hit) => !same.dishes.includes(hit)));
      same.options.push(...run.options);
    } else if (same !== undefined && isBesideDish(run.begin)) {
      // “Mit Pommes”, which are a dish as well.
      same.options.push(...run.options);
    } else if (!names.some(({ begin, end }) => run.begin < end && begin < run.end)) names.push(run);
  }
  return names.toSorted((a, b) => a.begin - b.begin);
}

/** The words of the menu that a word stands for: the same, else a translation, else a typo or an abbreviation. */
function wordsMeant(
  word: string,
  known: ReadonlySet<string>,
  isTelling: (word: string) => boolean,
): ReadonlySet<string> {
  const likes = [isFormOf, isMeantBy, isSameWord, isAbbreviated];
  const found = (isTelling(word) ? likes : likes.slice(0, 1)).map((isLike) =>
    [...known].filter((each) => isLike(word, each)),
  );
  return new Set(found.find((some) => some.length > 0));
}

interface Text {
  words: readonly string[];
  meant: ReadonlyArray<ReadonlySet<string>>;
  isTelling: (word: string) => boolean;
}

/**
 * Where a text says a name or a telling part of it, the words in their order. `rank`: 2 for all of it, 1 for all but
 * measures, its kind and what comes with it. @param kind Words that may follow it, as “sandwich”.
 */
function runsOf(name: string, kind: readonly string[], { words, meant, isTelling }: Text) {
  const own = wordsIn(name.replace(/[(（].*?[)）]/gu, ' ')).map(({ word }) => word);
  const isOfKind = (word: string) => kind.some((each) => isSameWord(word, each));
  const telling = own.filter((word) => isTelling(word) && !isMeasure(word) && !isOfKind(word));
  // “Guacamole con totopos” is called guacamole.
  const main = wordsIn(name.split(WITH_ASIDE)[0] ?? '').map(({ word }) => word);
  const whole = [telling.filter((word) => main.includes(word)), telling].find((some) => some.length > 0) ?? own;
  return words.flatMap((first, begin) => {
    // The “des” of “des frites” is no part of “Portion de frites”.
    if (whole !== own && OF_PLURAL.test(first)) return [];
    const said = new Set<string>();
    let [end, last] = [begin, -1];
    for (let at = begin; at < words.length; at++) {
      const next = own.findIndex((each, index) => index > last && meant[at]?.has(each) === true);
      if (next < 0 && last >= 0 && OF.test(words[at] ?? '')) continue;
      if (next < 0) break;
      last = next;
      said.add(own[next] ?? '');
      if (isTelling(words[at] ?? '') || whole === own) end = at + 1;
    }
    const isWhole = whole.every((word) => said.has(word));
    const isFound = isWhole || whole.some((word) => said.has(word) && !isQualifying(word));
    if (!isFound || end === begin || (!isWhole && (!isTelling(words[begin] ?? '') || isMeasure(words[begin] ?? ''))))
      return [];
    while (end < words.length && isOfKind(words[end] ?? '')) end += 1;
    return [{ begin, end, rank: said.size === own.length ? 2 : isWhole ? 1 : 0 }];
  });
}

/** A text in which names are written as on the menu: “pepper jack” for “Pepperjack”, “black forest” for “blackforest”. */
export function withNamesJoined(text: string, hits: readonly MenuHit[]): string {
  const known = new Set<string>();
  const pairs = new Map<string, string>();
  for (const name of hits.flatMap((hit) => [hit.name, ...optionNames(hit)])) {
    const own = wordsIn(name).map(({ word }) => word);
    for (const [at, word] of own.entries()) {
      known.add(word);
      const next = own[at + 1];
      if (next !== undefined) pairs.set(word + next, `${word} ${next}`);
    }
  }
  const formOf = (word: string) =>
    [...known].find((each) => each.length > MIN_JOINED && (each === word || `${each}s` === word));
  const words = wordsIn(text);
  return words.toReversed().reduce((whole, { word, start, end }, offset) => {
    const next = words[words.length - offset];
    const joined =
      next === undefined || text.slice(end, next.start).trim() !== '' ? undefined : formOf(word + next.word);
    const apart = pairs.get(word);
    if (joined !== undefined && next !== undefined) return `${whole.slice(0, start)}${joined}${whole.slice(next.end)}`;
    return apart === undefined || known.has(word) ? whole : `${whole.slice(0, start)}${apart}${whole.slice(end)}`;
  }, text);
}
