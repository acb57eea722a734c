import type { Memory } from '../memory.ts';
import { phrase } from '../phrases.ts';
import { putAllIn } from '../put-in.ts';
import { type Act, say } from '../steps.ts';
import { wishesIn } from '../wishes.ts';

/** “two margherita, large, and the second one”: puts what is named into the basket, looking up what is not known. */
export function* addToBasket(memory: Memory, text: string): Act {
  const wishes = yield* wishesIn(memory, text);
  yield* tellUnknown(memory, putAllIn(memory, wishes));
}

/** Says which wishes nothing is known of. */
export function* tellUnknown(memory: Memory, unknown: ReadonlyArray<{ words: string }>): Act {
  const { basket, language } = memory;
  const kept = basket.map((line) => `${line.quantity} × ${line.name}`).join(', ');
  const soFar = kept === '' || memory.isTouched ? '' : phrase(language, 'soFar', kept);
  for (const { words } of unknown) {
    const what = words === '' ? phrase(language, 'noSuchPlace') : phrase(language, 'nothingCalled', words);
    yield* say(`${what}${soFar}`);
  }
}
