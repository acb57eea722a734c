import type { z } from 'zod';
import {
  type ConfirmOutput,
  type MenuHit,
  type OwnOrder,
  TOOLS,
  ToolFailure,
  ToolName,
  type UnsafeHit,
} from '../../contracts/chat-tool.ts';
import type { HelpRequest } from '../../contracts/help-request.ts';
import type { KnowledgeHit } from '../../contracts/knowledge.ts';
import type { Order } from '../../contracts/order.ts';
import type { Quote } from '../../contracts/quote.ts';

/** A call of a tool and its answer, as the prompt carries them. */
export interface ToolResult {
  tool: string;
  input: unknown;
  output: unknown;
  /** The person did not approve the call. */
  denied: boolean;
}

export type ToolOutcome =
  | { tool: string; kind: 'hits'; hits: MenuHit[]; unsafe: UnsafeHit[] }
  | { tool: string; kind: 'quote'; quote: Quote }
  | { tool: string; kind: 'done'; action: ConfirmOutput['action']; order: Order }
  | { tool: string; kind: 'orders'; orders: OwnOrder[]; help: HelpRequest[] }
  | { tool: string; kind: 'help'; request: HelpRequest }
  | { tool: string; kind: 'knowledge'; hits: KnowledgeHit[] }
  | { tool: string; kind: 'failure'; code: string; message: string; quote?: Quote | undefined }
  | { tool: string; kind: 'denied' };

/** Returns what a result means to the conversation. An answer that does not have the tool's own shape is a failure. */
export function outcomeOf({ tool, output, denied }: ToolResult): ToolOutcome {
  if (denied) return { tool, kind: 'denied' };
  const name = ToolName.safeParse(tool).data;
  const read = name === undefined ? undefined : READERS[name]?.(output);
  if (read !== undefined) return { tool, ...read };
  const failure = parsed(ToolFailure, output);
  const error = failure?.error ?? { code: 'internal', message: 'It did not work.' };
  return { tool, kind: 'failure', ...error, quote: failure?.quote };
}

type Read = ToolOutcome extends infer Outcome ? (Outcome extends unknown ? Omit<Outcome, 'tool'> : never) : never;

/** Readers for the answers of the tools that this model calls. */
const READERS: Readonly<Partial<Record<ToolName, (output: unknown) => Read | undefined>>> = {
  retrieve_menu: reader(TOOLS.retrieve_menu.output, ({ hits, not_safe = [] }) => ({
    kind: 'hits',
    hits,
    unsafe: not_safe,
  })),
  apply_promos: reader(TOOLS.apply_promos.output, ({ quote }) => ({ kind: 'quote', quote })),
  confirm: reader(TOOLS.confirm.output, ({ action, order }) => ({ kind: 'done', action, order })),
  order_status: reader(TOOLS.order_status.output, ({ orders, help_requests: help }) => ({
    kind: 'orders',
    orders,
    help,
  })),
  request_help: reader(TOOLS.request_help.output, ({ help_request: request }) => ({ kind: 'help', request })),
  search_knowledge: reader(TOOLS.search_knowledge.output, ({ hits }) => ({ kind: 'knowledge', hits })),
};

function reader<T>(schema: z.ZodType<T>, read: (output: T) => Read) {
  return (output: unknown): Read | undefined => {
    const value = parsed(schema, output);
    return value === undefined ? undefined : read(value);
  };
}

/** The value in the schema's shape, or nothing. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  const result = schema.safeParse(value);
  return result.success ? result.data : undefined;
}
