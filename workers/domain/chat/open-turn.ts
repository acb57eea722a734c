import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { ChatMessage, type TurnRequest } from '../../../contracts/chat.ts';
import { NO_RESTRICTIONS, Restrictions } from '../../../contracts/chat-restrictions.ts';
import { DietaryProfile } from '../../../contracts/dietary-profile.ts';
import { StatedError } from '../../../contracts/stated-error.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { wordsOnMenu } from '../catalog/words-on-menu.ts';
import { authorise, type Ctx, inTransaction, type UnitOfWork } from '../context.ts';
import { acceptMessage, asStored } from '../conversations/accept-message.ts';
import { type ConversationSnapshot, saveChange, withChange } from '../conversations/conversation-snapshot.ts';
import { restateRestrictions } from '../conversations/restate-restrictions.ts';
import { titleOf, wordsOf } from '../conversations/title-of.ts';
import { doubtfulWords } from '../query/confirm-doubts.ts';
import { understandQuery } from '../query/understand-query.ts';
import { budgetRefusal, SpendLimit } from './budget-refusal.ts';
import { HELD_TOKENS, highestPrice, spendLimits } from './spend-limits.ts';

/** The tenant's settings for the turn, and the turn's budget. */
export interface BookedTurn {
  /** The model that the tenant has chosen; null for the default. */
  model: string | null;
  linkHosts: string[];
  isModerated: boolean;
  /** The person's restrictions, including those that this message states. */
  restrictions: Restrictions;
  /** The turn takes no further step once it has used this many tokens; null for no limit. */
  tokenLimit: number | null;
}

export interface OpenTurn extends Pick<TurnRequest, 'turnId' | 'conversationId' | 'message' | 'trigger'> {
  /** The caller's copy of the conversation. It saves reading the history while the version is the same. */
  remembered: ConversationSnapshot | undefined;
}

export interface OpenedTurn {
  booked: BookedTurn;
  /** The history with the accepted message, oldest first. */
  history: readonly ChatMessage[];
  /** Resolves with the conversation once the message is committed; rejects when it was rolled back. */
  stored: Promise<ConversationSnapshot>;
}

/** The row of the function `open_turn`. */
const Opened = z.object({
  model: z.string().nullable(),
  link_hosts: z.array(z.string()).nullable(),
  moderation: z.boolean().nullable(),
  /** The tokens that the turn reserves of the budgets; null when nothing is limited. */
  granted: z.number().nullable(),
  refused_by: SpendLimit.nullable(),
  version: z.number().nullable(),
  /** The history; null when the caller's copy is current. */
  said: z.array(z.object({ position: z.number(), message: ChatMessage })).nullable(),
});

/**
 * Accepts a turn's message into the principal's own conversation and reserves a part of the budgets, in one
 * transaction. Returns as soon as that is decided, while the message is still being stored.
 * @throws {ProblemError} `budget_exhausted`; `not_found` for a conversation of another person; what `acceptMessage`
 *   throws.
 */
export async function openTurn({ ctx, input }: { ctx: Ctx; input: OpenTurn }): Promise<OpenedTurn> {
  authorise(ctx, 'chat:use');
  const now = ctx.clock.now();
  const limits = await spendLimits(ctx);
  const posted = input.message.role === 'user' ? asStored(input.message) : undefined;
  const decided = Promise.withResolvers<Omit<OpenedTurn, 'stored'>>();
  let first: Omit<OpenedTurn, 'stored'> | undefined;
  const stored = inTransaction(ctx, async (unit) => {
    const { rows } = await unit.tx.execute(openStatement(ctx, { ...input, posted }, { limits, now }));
    const opened = Opened.parse(rows[0]?.opened);
    if (opened.refused_by !== null) throw budgetRefusal(opened.refused_by, now);
    if (opened.version === null)
      throw new ProblemError('not_found', 'There is no conversation with this id that you may read.');
    const before = snapshotOf(opened, opened.version, input.remembered);
    const change = acceptMessage(before.messages, input);
    const restrictions = await restate(unit, {
      ...{ conversationId: input.conversationId, posted, history: before.messages },
      kept: rows[0]?.restrictions ?? null,
      profile: rows[0]?.profile ?? null,
      onMenu: new Set(z.array(z.string()).parse(rows[0]?.on_menu)),
    });
    const chosen = { model: opened.model, linkHosts: opened.link_hosts ?? [], isModerated: opened.moderation ?? false };
    const booked = { ...chosen, restrictions, tokenLimit: opened.granted };
    const decision = { booked, history: withChange(before.messages, change) };
    // A transaction that runs again must decide the same: the caller may have asked a model already.
    if (first !== undefined && JSON.stringify(first) !== JSON.stringify(decision)) throw changedMeanwhile();
    first = decision;
    decided.resolve(decision);
    return await saveChange(unit, { conversationId: input.conversationId, before, change, now });
  });
  stored.catch(decided.reject);
  return { ...(await decided.promise), stored };
}

const changedMeanwhile = () =>
  new ProblemError('unavailable', 'The conversation changed while the message was being stored. Retry in a moment.', {
    retryAfterSeconds: 1,
  });

/** Reads all that a turn needs, and takes its locks, in one statement: each round trip delays the first token. */
function openStatement(
  ctx: Ctx,
  input: Omit<OpenTurn, 'message' | 'trigger'> & { posted: ChatMessage | undefined },
  { limits, now }: { limits: string; now: Date },
) {
  const { turnId, conversationId, posted, remembered } = input;
  const { tenantId, userId } = ctx.principal;
  return sql`SELECT open_turn(
    ${tenantId}, ${turnId}, ${conversationId}, ${userId},
    ${posted !== undefined}, ${posted === undefined ? null : titleOf(posted)}, ${remembered?.version ?? null},
    ${now.toISOString()}, ${HELD_TOKENS}, ${highestPrice(ctx.config.chat)}, ${limits}::jsonb
  ) AS opened,
  (SELECT restrictions FROM conversations WHERE tenant_id = ${tenantId} AND id = ${conversationId} AND user_id = ${userId}
  ) AS restrictions,
  (SELECT dietary_profile FROM users WHERE tenant_id = ${tenantId} AND id = ${userId}) AS profile,
  ${wordsOnMenu(tenantId, posted === undefined ? [] : doubtfulWords(understandQuery(wordsOf(posted))))} AS on_menu`;
}

/** The restrictions of a new conversation: those of its person's profile. */
const ofProfile = (profile: DietaryProfile | null): Restrictions =>
  profile === null
    ? NO_RESTRICTIONS
    : { ...NO_RESTRICTIONS, exclude_allergens: profile.allergens, diets: profile.diets };

/** Returns the person's restrictions after this message, and stores them when the message changed them. */
async function restate(
  { tx, tenantId }: UnitOfWork,
  input: {
    conversationId: string;
    posted: ChatMessage | undefined;
    history: readonly ChatMessage[];
    kept: unknown;
    profile: unknown;
    onMenu: ReadonlySet<string>;
  },
): Promise<Restrictions> {
  const { conversationId, posted, history, kept, profile, onMenu } = input;
  const before = Restrictions.nullable().parse(kept) ?? ofProfile(DietaryProfile.nullable().parse(profile));
  if (posted === undefined) return before;
  const previous = history.findLast(({ role, id }) => role === 'user' && id !== posted.id);
  const now = restateRestrictions(before, wordsOf(posted), previous === undefined ? '' : wordsOf(previous), onMenu);
  if (JSON.stringify(now) !== JSON.stringify(before)) {
    await tx.execute(sql`
      UPDATE conversations SET restrictions = ${JSON.stringify(now)}::jsonb
      WHERE tenant_id = ${tenantId} AND id = ${conversationId}`);
  }
  return now;
}

/** @throws when the database omits messages that the caller does not remember. */
function snapshotOf(
  { said }: z.infer<typeof Opened>,
  version: number,
  remembered: ConversationSnapshot | undefined,
): ConversationSnapshot {
  if (said !== null) {
    return { version, messages: said.map(({ message }) => message), lastPosition: said.at(-1)?.position ?? 0 };
  }
  if (remembered === undefined) throw new StatedError('the database omitted a history that the caller does not have');
  return { ...remembered, version };
}
