import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { meaningOf } from '../../contracts/allergens/vocabulary.ts';
import { editDistance } from '../../contracts/edit-distance.ts';
import { isCommonWord } from '../domain/query/explained-words.ts';
import { foodsMentioned } from '../domain/query/foods.ts';
import { isOrdinaryWord } from '../domain/query/ordinary-words.ts';
import type { Tx } from '../platform/database.ts';
import { textArray } from './sql-arrays.ts';

export type ChunkKind = 'product' | 'document';

/** A term of the query and how much it counts. */
export interface WeightedTerm {
  term: string;
  weight: number;
  /** A term of the query itself; else a synonym, or what a misspelt word may mean. */
  isTyped: boolean;
}

/** Weight of a synonym, relative to the word itself. */
const SYNONYM_LIKENESS = 0.6;

/** Statistics of the tenant's texts for a query. */
const Analysis = z.object({
  terms: z.array(
    z
      .object({
        term: z.string(),
        /** How often the query has it. */
        count: z.number(),
        /** In how many chunks it is; of a common one about. */
        chunks: z.number(),
        /** A term of the query; else a synonym that the tenant gave one. */
        is_typed: z.boolean(),
      })
      // `likeness`: how near it is to what was typed.
      .transform(({ is_typed, ...term }) => ({ ...term, likeness: is_typed ? 1 : SYNONYM_LIKENESS })),
  ),
  /** For each query word that no text has, the tenant's words that are spelled or sound like it, or are compounds of it. */
  unknown: z.array(
    z.object({
      /** The term and the word of the query. */
      typed: z.string(),
      word: z.string(),
      /** The tenant's word, and its term. */
      spelling: z.string(),
      term: z.string(),
      likeness: z.enum(['letters', 'sound', 'compound']),
      chunks: z.number(),
    }),
  ),
  kinds: z.array(z.object({ kind: z.enum(['product', 'document']), chunks: z.number(), average_length: z.number() })),
  /** The model that the tenant is searched by; null before its first vectors are complete. */
  model: z.string().nullable(),
});
export type Analysis = z.infer<typeof Analysis>;

/** A query with more terms than these is not widened: a long text repeats its meaning in several words. */
const MAX_TERMS_TO_WIDEN = 32;
/** Wrong letters of all letters: two of seven in “rissoto”. */
const MAX_WRONG_LETTERS = 0.3;
const MAX_LIKE = 2;
/** The same where the consonants are the right ones: people mistake vowels first. */
const MAX_WRONG_VOWELS = 0.5;
const SOUND_LIKENESS = 0.75;
/** People rarely miss the first letter of a word, nor another one as well: sushi is not mushy, raclette no galette. */
const SHORT = 5;
/** A compound has as many letters before the word, and counts less than the word does. */
const [MIN_JOINED, COMPOUND_LIKENESS, MAX_WRONG_IN_COMPOUND] = [3, 0.7, 0.15];

/** Two adjacent words say more than each alone. Metzler and Croft, SIGIR 2005. */
const PAIR_WEIGHT = 2;
/** Number of terms of a long query that are used, the rarest first: more change nothing and cost time. */
const MAX_WORDS = 64;
const MAX_PAIRS = 64;

/**
 * Looks up the query's terms, in one statement: where they are, what else they may mean, and what all is weighed by
 * (`analyse_query` in schema/migrations). What may have been meant comes from there; which of it was, the letters
 * decide.
 */
export async function analyseQuery(
  tx: Tx,
  { tenantId, kinds, query }: { tenantId: string; kinds: readonly ChunkKind[]; query: string },
): Promise<Analysis> {
  const { rows } = await tx.execute(
    sql`SELECT analyse_query(${tenantId}, ${textArray(kinds)}, ${query}, ${MAX_TERMS_TO_WIDEN}) AS analysis`,
  );
  return Analysis.parse(rows[0]?.analysis);
}

/**
 * The terms to search for, by how much they tell: rare ones more than common ones, one that the query repeats more
 * than one it has once, and a pair more than a word. Inverse document frequency: Robertson and Zaragoza, 2009.
 */
export function weighTerms({ terms: typed, unknown, kinds }: Omit<Analysis, 'model'>): WeightedTerm[] {
  const terms = [...typed, ...meantBy(unknown)];
  const total = kinds.reduce((sum, { chunks }) => sum + chunks, 0);
  const weighed = terms
    .filter(({ chunks }) => chunks > 0)
    .map(({ term, count, chunks, likeness }) => {
      // The count of all chunks may be older than the index.
      const all = Math.max(total, chunks);
      const rarity = Math.log(1 + (all - chunks + 0.5) / (chunks + 0.5));
      const weight = count * rarity * likeness * (isPair(term) ? PAIR_WEIGHT : 1);
      return { term, weight, isTyped: likeness === 1 };
    })
    .toSorted((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1));
  return [
    ...weighed.filter(({ term }) => !isPair(term)).slice(0, MAX_WORDS),
    ...weighed.filter(({ term }) => isPair(term)).slice(0, MAX_PAIRS),
  ];
}

/**
 * Replacements for a word that no text has: the words that differ in the fewest letters, and compounds with it, such as
 * “Linsensuppe” for “Suppe”.
 */
function meantBy(unknown: Analysis['unknown']): Analysis['terms'] {
  // “macie” is Polish for “do you have”, and no misspelt “mące”.
  const misspelt = unknown.filter(({ word }) => !isCommonWord(word) && !isOrdinaryWord(word));
  return [...Map.groupBy(misspelt, ({ typed }) => typed).values()].flatMap((candidates) => {
    const spelt = candidates
      .map((each) => ({ ...each, likeness: likenessOf(each) }))
      .filter((each) => each.likeness > 0)
      .toSorted((a, b) => b.likeness - a.likeness)
      .slice(0, MAX_LIKE);
    const joined = candidates
      .filter(
        ({ word, spelling, term, likeness: by }) =>
          (by === 'compound' || spelling.length >= word.length + MIN_JOINED) &&
          spelt.every((each) => each.term !== term),
      )
      .map((each) => ({ ...each, likeness: likenessInCompound(each) }))
      .filter((each) => each.likeness >= 1 - MAX_WRONG_IN_COMPOUND)
      .map((each) => ({ ...each, likeness: COMPOUND_LIKENESS * each.likeness }));
    return [...spelt, ...joined].map((each) => ({ ...each, count: 1 }));
  });
}

type Candidate = Analysis['unknown'][number];

/** How likely a word was meant by another spelling, from 0 to 1. The name of a food is no misspelt other one. */
function likenessOf({ word, spelling, likeness: by }: Candidate): number {
  const letters = likeness(word, spelling);
  const [said, meant] = [meaningsOf(word), meaningsOf(spelling)];
  const isKnown = said.length > 0;
  const isAnother = isKnown && meant.length > 0 && !said.some((each) => meant.includes(each));
  if (by === 'compound' || isAnother) return 0;
  const isLong = !isKnown || word.length > SHORT;
  if (by === 'sound' && isLong && letters >= 1 - MAX_WRONG_VOWELS) return Math.max(letters, SOUND_LIKENESS);
  return letters >= 1 - MAX_WRONG_LETTERS && beginsLike(word, spelling) ? letters : 0;
}

const meaningsOf = (word: string): string[] => [
  ...foodsMentioned(word).map(({ key }) => key),
  ...(meaningOf(word)?.refused ?? []),
];

const beginsLike = (typed: string, term: string): boolean =>
  typed[0] === term[0] || (typed.length > SHORT && editDistance(typed, term, 1) === 1);

const likeness = (typed: string, term: string): number =>
  1 - editDistance(typed, term) / Math.max(typed.length, term.length);

/** A letter may be missing at its end. */
const likenessInCompound = ({ word, spelling, likeness: by }: Candidate): number =>
  by === 'compound' ? 1 : Math.max(...[0, 1].map((missing) => likeness(word, spelling.slice(-word.length - missing))));

const isPair = (term: string): boolean => term.includes(' ');
