import { z } from 'zod';
import type { ChatChunk } from '../../contracts/chat.ts';
import { estimateTokens } from '../platform/estimate-tokens.ts';

export interface UsedTokens {
  /** The model that answered last. */
  model: string;
  input: number;
  output: number;
}

/** The metadata of an answer after its first step began. */
const Metadata = z.object({ model: z.string(), input_tokens: z.number(), output_tokens: z.number() });

/**
 * The tokens of a turn, from its chunks alone, so that an interrupted turn is counted too: the last metadata, plus an
 * estimate of the words after it. Undefined when no model was called.
 */
export function usedTokens(chunks: readonly ChatChunk[]): UsedTokens | undefined {
  let reported: UsedTokens | undefined;
  let pending = '';
  for (const chunk of chunks) {
    if (chunk.type === 'text-delta' || chunk.type === 'tool-input-delta') {
      pending += String(chunk.delta ?? chunk.inputTextDelta ?? '');
    }
    const usage = usageIn(chunk.messageMetadata);
    if (usage === undefined) continue;
    if (usage.output !== reported?.output) pending = '';
    reported = usage;
  }
  return reported === undefined ? undefined : { ...reported, output: reported.output + estimateTokens(pending) };
}

function usageIn(metadata: unknown): UsedTokens | undefined {
  if (metadata === undefined) return undefined;
  const { data } = Metadata.safeParse(metadata);
  return data && { model: data.model, input: data.input_tokens, output: data.output_tokens };
}
