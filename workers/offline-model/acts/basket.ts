import { type Memory, openQuote } from '../memory.ts';
import { phrase } from '../phrases.ts';
import { leaveUnansweredOut } from '../put-in.ts';
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
