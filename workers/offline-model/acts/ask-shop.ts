import { citedSentences } from '../citations.ts';
import { contentWords } from '../language.ts';
import type { Memory } from '../memory.ts';
import { phrase } from '../phrases.ts';
import { outcomeInWords } from '../replies.ts';
import { type Act, call, say } from '../steps.ts';

/** Answers from the shop's documents: their own sentences, in quotation marks, with where they stand. */
export function* askShop(memory: Memory, text: string): Act {
  const { language } = memory;
  const notWritten = phrase(language, 'notWritten');
  const words = contentWords(text, language);
  if (!memory.tools.has('search_knowledge') || words.length === 0) return yield* say(notWritten);
  const outcome = yield* call('search_knowledge', { query: text.slice(0, 300) });
  if (outcome.kind !== 'knowledge') return yield* say(outcomeInWords(outcome, language));
  const cited = citedSentences(words, outcome.hits);
  yield* say(
    cited.length === 0
      ? notWritten
      : cited
          .map(({ sentence, title, start, end }) => `“${sentence}” (${title}, characters ${start}–${end})`)
          .join('\n'),
  );
}
