import type { ModelMessage } from 'ai';
import { ApplyPromosOutput, ToolFailure } from '../../../contracts/chat-tool.ts';

/** Returns whether a result of `apply_promos`, or a refusal of `confirm`, in these messages carries the quote. */
export function hasShownQuote(messages: readonly ModelMessage[], quoteId: string): boolean {
  return messages.some(
    (message) =>
      message.role === 'tool' &&
      message.content.some((part) => {
        if (part.type !== 'tool-result' || part.output.type !== 'json') return false;
        const schema = { apply_promos: ApplyPromosOutput, confirm: ToolFailure }[part.toolName];
        const result = schema?.safeParse(part.output.value);
        return result?.success === true && result.data.quote?.id === quoteId;
      }),
  );
}
