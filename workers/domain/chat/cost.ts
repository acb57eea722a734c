import type { ModelPrice } from '../../platform/chat-config.ts';

/** The cost of tokens in millionths of a US dollar, rounded up. A model without a price costs nothing. */
export function costMicros(price: ModelPrice | undefined, used: { input: number; output: number }): number {
  return price === undefined ? 0 : Math.ceil(used.input * price.input + used.output * price.output);
}
