import type { Memory } from '../memory.ts';
import { putAllIn } from '../put-in.ts';
import type { Act } from '../steps.ts';
import { wishesIn } from '../wishes.ts';

/** “two margherita, large, and the second one”: puts what is named into the basket, looking up what is not known. */
export function* addToBasket(memory: Memory, text: string): Act {
  putAllIn(memory, yield* wishesIn(memory, text));
}
