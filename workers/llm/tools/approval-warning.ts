import type { ConfirmInput } from '../../../contracts/chat-tool.ts';
import { getQuote } from '../../domain/quotes/get-quote.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { ToolSession } from './agent-tool.ts';

/**
 * The warning before an approval of `confirm`: each conflict of its quote with the person's restrictions, in the
 * server's words, so that no model can omit it. Undefined without conflicts.
 */
export async function approvalWarning(
  { ctx, restrictions }: ToolSession,
  { action, quote_id }: ConfirmInput,
): Promise<string | undefined> {
  if (action === 'cancel' || quote_id === undefined) return undefined;
  const quote = await getQuote({ ctx, input: { id: quote_id } }).catch((error: unknown) => {
    // Missing, or another principal's: the call itself will be refused.
    if (error instanceof ProblemError) return undefined;
    throw error;
  });
  const sentences = [
    ...(quote?.warnings.map(({ message }) => message) ?? []),
    ...restrictions.harmful.map(
      (words) => `No dish is declared free of “${words}”: nothing here can be called safe for it. Ask the shop.`,
    ),
    ...restrictions.not_understood.map(
      (words) => `“${words}” was not understood: nothing here can be called safe for it. Ask the shop.`,
    ),
  ];
  return sentences.length === 0 ? undefined : ['⚠ Before you approve:', ...sentences].join('\n');
}
