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
const Told = z.object({ model: z.string(), input_tokens: z.number(), output_tokens: z.number() });

/**
 * The tokens of a turn, from its chunks alone, so that an interrupted turn is counted too: the last metadata, plus an
 * estimate of the words after it. Undefined when no model was called.
 */
export function usedTokens(chunks: readonly ChatChunk[]): UsedTokens | undefined {
  let told: UsedTokens | undefined;
  let untold = '';
  for (const chunk of chunks) {
    if (chunk.type === 'text-delta' || chunk.type === 'tool-input-delta') {
      untold += String(chunk.delta ?? chunk.inputTextDelta ?? '');
    }
    const metadata = toldBy(chunk.messageMetadata);
    if (metadata === undefined) continue;
    if (metadata.output !== told?.output) untold = '';
    told = metadata;
  }
  return told === undefined ? undefined : { ...told, output: told.output + estimateTokens(untold) };
}

function toldBy(metadata: unknown): UsedTokens | undefined {
  if (metadata === undefined) return undefined;
  const told = Told.safeParse(metadata);
  return told.success
    ? { model: told.data.model, input: told.data.input_tokens, output: told.data.output_tokens }
    : undefined;
}
