import type { z } from 'zod';
import type { Restrictions } from '../../../contracts/chat-restrictions.ts';
import type { ToolName } from '../../../contracts/chat-tool.ts';
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
  /** Whether the conversation has shown this quote. That it is the principal's own is seen to below, always. */
  hasShownQuote(quoteId: string): boolean;
}

/** A tool of the agent, for chat and MCP. */
export interface AgentTool<I = unknown, O extends object = object> {
  name: ToolName;
  /** The title for people. */
  title: string;
  /** The description for the model. */
  description: string;
  input: z.ZodType<I>;
  output: z.ZodType<O>;
  /** Whether it only looks. */
  isReadOnly: boolean;
  /** Whether the person must approve each call. */
  needsApproval: boolean;
  /** @throws {ProblemError} which reaches the model as data. */
  run(session: ToolSession, input: I, call: ToolCall): Promise<O>;
}

/** Says what a tool is, and lets its schemas type its work. */
export const defineTool = <I, O extends object>(tool: AgentTool<I, O>): AgentTool<I, O> => tool;
