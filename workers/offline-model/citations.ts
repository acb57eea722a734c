import { wordsIn } from '../../contracts/fold.ts';
import type { KnowledgeHit } from '../../contracts/knowledge.ts';
import { said } from './said.ts';
import { plain } from './sayings.ts';
import type { Topic } from './shop-topics.ts';

const wordsOf = (text: string): string[] => wordsIn(text).map(({ word }) => word);

/** “Within 24 hours” says nothing about the hours of a shop. */
const DURATION = /\d+ (?:hours?|stunden?|heures?|or[ae]|horas?|uur|godzin\p{L}*|saat)(?!\p{L})/giu;
const CLOCK =
  /\d{1,2}[:.]\d{2}|\d{1,2} ?(?:uhr|h|am|pm|ore|uur)(?!\p{L})|\d{1,2} (?:to|bis|a|à|till|until|tot|do) (?:las )?\d{1,2}(?!\d)/iu;
/** What something costs. */
const OF_PRICE = said(
  'fees?|costs?|charges?|how much|kost\\w*|gebuhr\\w*|wie ?viel|frais|cout\\w*|combien|quanto|cost[ao]\\w*|spese|cuanto|cuesta\\w*|gastos|hoeveel|custa\\w*|taxa|ile|koszt\\w*|ucret\\w*|ne kadar',
  'いくら|料金|कितना|कितने',
);
const MONEY =
  /\p{Sc} ?\d|\d ?(?:\p{Sc}|eur|chf|usd|gbp|pln|zł|円)|(?:eur|chf|usd|gbp|pln) ?\d|\p{L} (?:euros?|pounds|dollars)(?!\p{L})/iu;
const MAX_SENTENCES = 2;
const MAX_SENTENCE_CHARACTERS = 400;

export interface Citation {
  sentence: string;
  title: string;
  /** Where it stands in the document, in characters. */
  start: number;
  end: number;
}

/**
 * The sentences that share most words and topics with the question, best first; none when nothing is shared.
 * @param asked The question as a whole, folded.
 */
export function citedSentences(
  question: readonly string[],
  hits: readonly KnowledgeHit[],
  { topics = [], asked = '' }: { topics?: readonly Topic[]; asked?: string } = {},
): Citation[] {
  const words = [...new Set(question.flatMap((word) => wordsOf(word)).filter((word) => !EMPTY.has(word)))];
  const isOfPrice = OF_PRICE.test(asked);
  const isOfHours = topics.some((topic) => topic.words.includes('opening hours'));
  const share = (written: string) => {
    const text = written.replace(DURATION, ' ');
    const isAnswer = (isOfHours && CLOCK.test(text)) || (isOfPrice && MONEY.test(text));
    return wordsShared(words, text) + topicsShared(topics, text) + (isAnswer ? 1 : 0);
  };
  const candidates = hits.flatMap((hit, rank) => {
    return sentencesOf(hit.text).map(({ text, start, below, position }) => {
      const headingShare = share(`${below ?? hit.heading ?? ''} ${hit.title}`);
      return {
        citation: {
          sentence: text.slice(0, MAX_SENTENCE_CHARACTERS),
          title: hit.title,
          start: hit.span.start + start,
          end: Math.min(hit.span.end, hit.span.start + start + Math.min(text.length, MAX_SENTENCE_CHARACTERS)),
        },
        own: share(text),
        // A heading speaks for what stands below it, most of all for the first sentence.
        score: share(text) + headingShare * (position === 0 ? 1 : 0.5) - rank * 0.05 - position * 0.01,
        heading: headingShare,
      };
    });
  });
  const fitting = candidates.filter(({ own, heading }) => own > 0 || heading > 0).toSorted((a, b) => b.score - a.score);
  const [best] = fitting;
  if (best === undefined) return [];
  const seen = new Set<string>();
  return fitting
    .filter(({ own, score, citation }) => {
      const isGood = citation === best.citation || (own > 0 && score >= best.score - 0.5);
      const isNew = !seen.has(citation.sentence);
      seen.add(citation.sentence);
      return isGood && isNew;
    })
    .slice(0, MAX_SENTENCES)
    .map(({ citation }) => citation);
}

/** Words of a question that say nothing about its subject. */
const EMPTY: ReadonlySet<string> = new Set(
  'when where how why who whose long much many time times know say says about please tell your yours ours accept possible'.split(
    ' ',
  ),
);

/** Returns how many of the words occur in a text, in any form. */
function wordsShared(asked: readonly string[], text: string): number {
  const own = wordsOf(text);
  return asked.filter((word) => own.some((other) => isRelated(word, other))).length;
}

/** A translation counts as much as the word itself. */
const topicsShared = (topics: readonly Topic[], text: string): number =>
  topics.filter(({ pattern }) => pattern.test(plain(text))).length;

/** "deliver" and "delivery", "pay" and "payment": equal, or one grows out of the other. */
function isRelated(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length >= 3 && long.startsWith(short) && long.length - short.length <= 4) return true;
  return short.length >= 6 && long.slice(0, short.length - 1) === short.slice(0, -1);
}

interface Sentence {
  text: string;
  /** Where it begins. */
  start: number;
  /** The heading that it stands below; undefined: the text has none above it. */
  below: string | undefined;
  /** How many stand between it and that heading, or the text's beginning. */
  position: number;
}

/** Sentences and lines of a text. */
function sentencesOf(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let below: string | undefined;
  let position = 0;
  for (const match of text.matchAll(/[^.!?\n]*(?:[.!?](?=\S)[^.!?\n]*)*[.!?]*/g)) {
    const trimmed = match[0].trim();
    if (!/[\p{L}\p{N}]/u.test(trimmed)) continue;
    // A heading names a subject, but is not an answer.
    if (/^#{1,6} /.test(trimmed)) {
      [below, position] = [trimmed.replace(/^#+ /, ''), 0];
      continue;
    }
    sentences.push({ text: trimmed, start: match.index + match[0].indexOf(trimmed), below, position });
    position += 1;
  }
  return sentences;
}
