import type { z } from 'zod';
import type { Restrictions } from '../../../contracts/chat-restrictions.ts';
import { TOOLS, type ToolName } from '../../../contracts/chat-tool.ts';
import type { Permission } from '../../../contracts/identity.ts';
import type { Ctx } from '../../domain/context.ts';

/** A tool's input besides its arguments: the caller's own context, never from a model. */
export interface ToolSession {
  ctx: Ctx;
  /** The conversation that calls; null over MCP. */
  conversationId: string | null;
  /** The message that the conversation's turn answers; null over MCP. */
  answering: string | null;
  /** The person's restrictions, whatever the model passes. */
  restrictions: Restrictions;
}

export interface ToolCall {
  id: string;
  /** Returns whether the conversation has shown this quote. The verbs check that the quote is the principal's own. */
  hasShownQuote(quoteId: string): boolean;
}

/** A tool of the agent, for chat and MCP: its contract and its work. */
export interface AgentTool<I = unknown, O extends object = object> {
  name: ToolName;
  title: string;
  description: string;
  input: z.ZodType<I>;
  output: z.ZodType<O>;
  isReadOnly: boolean;
  needsApproval: boolean;
  permissions: readonly Permission[];
  /** @throws {ProblemError} which reaches the model as data. */
  run(session: ToolSession, input: I, call: ToolCall): Promise<O>;
}

type Input<N extends ToolName> = z.output<(typeof TOOLS)[N]['input']>;
type Output<N extends ToolName> = z.output<(typeof TOOLS)[N]['output']>;

/** A tool whose work is typed by the schemas of its contract. */
export const defineTool = <N extends ToolName>(
  name: N,
  run: (session: ToolSession, input: Input<N>, call: ToolCall) => Promise<Output<N>>,
) => ({ name, ...TOOLS[name], run });
