import { type Memory, openQuote, type Question } from '../memory.ts';
import { phrase } from '../phrases.ts';
import { quoteSummary } from '../replies.ts';
import { type Act, say } from '../steps.ts';
import { priceBasket } from './checkout.ts';
import { asked } from './questions.ts';

export function* showBasket(memory: Memory): Act {
  const quote = openQuote(memory);
  if (quote !== undefined) return yield* say(quoteSummary(quote, memory.language));
  if (memory.basket.length === 0) return yield* say(phrase(memory.language, 'emptyBasket'));
  yield* priceBasket(memory);
}

const MOST_TIMES = 2;

/** Drops the questions that were asked twice, and says what is left out. */
export function* leaveUnansweredOut(memory: Memory): Act {
  const isUnanswered = ({ times = 0 }: Question) => times >= MOST_TIMES;
  for (const question of memory.questions.filter(isUnanswered)) yield* leaveOut(memory, question);
}

/** Drops a question, and says what is left out with it. */
export function* leaveOut(memory: Memory, question: Question): Act {
  memory.questions = memory.questions.filter((other) => other !== question);
  const what = question.kind === 'option' ? question.hit.name : question.text;
  yield* say(phrase(memory.language, 'leftUnclear', what.replace(/^[\s,]+/u, '')));
}

/** After changes, asks for missing information, or prices the complete basket. */
export function* settle(memory: Memory): Act {
  yield* leaveUnansweredOut(memory);
  const [question] = memory.questions;
  memory.isTouched = false;
  const noted = Map.groupBy(memory.noted.splice(0), ({ product }) => product);
  for (const [product, all] of noted) {
    const told = `${product}: ${all.map(({ what }) => what).join(', ')}`;
    yield* say(phrase(memory.language, 'passOn', told));
  }
  if (question !== undefined) {
    question.times = (question.times ?? 0) + 1;
    return yield* say(asked(memory, question));
  }
  if (memory.basket.length > 0) return yield* priceBasket(memory);
  yield* say(phrase(memory.language, memory.changing === undefined ? 'basketEmptied' : 'nothingLeft'));
}
