import { citedSentences } from '../citations.ts';
import { contentWords } from '../language.ts';
import type { Memory } from '../memory.ts';
import { phrase } from '../phrases.ts';
import { outcomeInWords } from '../replies.ts';
import { plain } from '../sayings.ts';
import { topicsOf } from '../shop-topics.ts';
import { type Act, call, say } from '../steps.ts';

/** The limit of the tool. */
const MAX_QUERY = 300;

/** Answers from the shop's documents, or says that nothing is written there. */
export function* askShop(memory: Memory, text: string): Act {
  if (!(yield* isAnswered(memory, text))) yield* say(phrase(memory.language, 'notWritten'));
}

/**
 * Answers from the shop's documents: their own sentences, in quotation marks, with where they stand.
 * @returns false when they have none that fits; then nothing is said.
 */
export function* isAnswered(memory: Memory, text: string): Act<boolean> {
  const { language } = memory;
  const words = contentWords(text, language);
  const topics = topicsOf(plain(text));
  if (!memory.tools.has('search_knowledge') || words.length + topics.length === 0) return false;
  // The shop's text may be in another language.
  const query = [text, ...topics.flatMap((topic) => topic.words)].join(' ').slice(0, MAX_QUERY);
  const outcome = yield* call('search_knowledge', { query });
  if (outcome.kind !== 'knowledge') {
    yield* say(outcomeInWords(outcome, language));
    return true;
  }
  const cited = citedSentences(words, outcome.hits, { topics, asked: plain(text) });
  if (cited.length === 0) return false;
  const lines = cited.map(({ sentence, title, start, end }) => `“${sentence}” (${title}, characters ${start}–${end})`);
  yield* say(lines.join('\n'));
  return true;
}
