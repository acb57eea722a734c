import { citedSentences } from '../citations.ts';
import type { Clause } from '../clauses.ts';
import type { Memory } from '../memory.ts';
import { outcomeInWords } from '../replies.ts';
import { contentWords } from '../slots.ts';
import { type Act, call, say } from '../steps.ts';

const NOT_WRITTEN = 'I found nothing about that in what the shop has written. Please ask the shop itself.';

/** Answers from the shop's documents: their own sentences, in quotation marks, with where they stand. */
export function* askShop(memory: Memory, { text }: Clause): Act {
  const words = contentWords(text);
  if (!memory.tools.has('search_knowledge') || words.length === 0) return yield* say(NOT_WRITTEN);
  const outcome = yield* call('search_knowledge', { query: text.slice(0, 300) });
  if (outcome.kind !== 'knowledge') return yield* say(outcomeInWords(outcome));
  const cited = citedSentences(words, outcome.hits);
  yield* say(
    cited.length === 0
      ? NOT_WRITTEN
      : cited
          .map(({ sentence, title, start, end }) => `“${sentence}” (${title}, characters ${start}–${end})`)
          .join('\n'),
  );
}
