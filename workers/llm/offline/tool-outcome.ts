import type { z } from 'zod';
import {
  ApplyPromosOutput,
  ConfirmOutput,
  type MenuHit,
  RetrieveMenuOutput,
  ToolFailure,
} from '../../../contracts/chat-tool.ts';
import type { Order } from '../../../contracts/order.ts';
import type { Quote } from '../../../contracts/quote.ts';

/** What a tool was asked and answered, as the prompt carries it. */
export interface ToolResult {
  tool: string;
  input: unknown;
  output: unknown;
  /** The person did not approve the call. */
  denied: boolean;
}

export type ToolOutcome =
  | { tool: string; kind: 'hits'; hits: MenuHit[] }
  | { tool: string; kind: 'quote'; quote: Quote }
  | { tool: string; kind: 'order'; order: Order }
  | { tool: string; kind: 'failure'; code: string; message: string; quote?: Quote | undefined }
  | { tool: string; kind: 'denied' };

/** What a result means to the conversation. Anything that is not in the tool's own shape is a failure. */
export function outcomeOf({ tool, output, denied }: ToolResult): ToolOutcome {
  if (denied) return { tool, kind: 'denied' };
  const menu = tool === 'retrieve_menu' ? parsed(RetrieveMenuOutput, output) : undefined;
  if (menu !== undefined) return { tool, kind: 'hits', hits: menu.hits };
  const priced = tool === 'apply_promos' ? parsed(ApplyPromosOutput, output) : undefined;
  if (priced !== undefined) return { tool, kind: 'quote', quote: priced.quote };
  const placed = tool === 'confirm' ? parsed(ConfirmOutput, output) : undefined;
  if (placed !== undefined) return { tool, kind: 'order', order: placed.order };
  const failure = parsed(ToolFailure, output);
  const error = failure?.error ?? { code: 'internal', message: 'It did not work.' };
  return { tool, kind: 'failure', ...error, quote: failure?.quote };
}

/** The value in the schema's shape, or nothing. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  const result = schema.safeParse(value);
  return result.success ? result.data : undefined;
}
