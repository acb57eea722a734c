import type { ConfirmInput } from '../../../contracts/chat-tool.ts';
import type { Ctx } from '../../domain/context.ts';
import { sha256Hex } from '../../platform/ids.ts';

/** How long a person may take to answer. */
const TTL_MS = 10 * 60_000;

/**
 * Seals what a client carries from a question to its answer, so that no session is needed. It is bound to the principal
 * and the call.
 */
export async function sealQuestion(ctx: Ctx, input: ConfirmInput): Promise<string> {
  const until = String(ctx.clock.now().getTime() + TTL_MS);
  return `${await ctx.vault.seal(until, await contextOf(ctx, input))}.${ctx.vault.keyId}`;
}

/** Returns whether this principal was asked about this very call, not long ago. */
export async function wasAsked(ctx: Ctx, input: ConfirmInput, carried: unknown): Promise<boolean> {
  const [, text, keyId] = /^([\w-]+\.[\w-]+)\.(.+)$/.exec(typeof carried === 'string' ? carried : '') ?? [];
  if (text === undefined || keyId === undefined) return false;
  const until = await ctx.vault.open({ text, keyId }, await contextOf(ctx, input));
  return until !== undefined && ctx.clock.now().getTime() <= Number(until);
}

/** The input has been parsed, so its fields stand in the order of the schema. */
async function contextOf({ principal: { tenantId, userId } }: Ctx, input: ConfirmInput): Promise<string> {
  return `approval over MCP ${tenantId} ${userId} ${await sha256Hex(JSON.stringify(input))}`;
}
