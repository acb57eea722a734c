import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { ChatMessage } from '../../../contracts/chat.ts';
import { NO_RESTRICTIONS, Restrictions } from '../../../contracts/chat-restrictions.ts';
import { DietaryProfile } from '../../../contracts/dietary-profile.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { wordsOnMenu } from '../catalog/words-on-menu.ts';
import { authorise, type Ctx, inTransaction, type UnitOfWork } from '../context.ts';
import {
  type ConversationChange,
  type ConversationSnapshot,
  saveChange,
} from '../conversations/conversation-snapshot.ts';
import { restateRestrictions } from '../conversations/restate-restrictions.ts';
import { titleOf, wordsOf } from '../conversations/title-of.ts';
import { doubtfulWords } from '../query/confirm-doubts.ts';
import { understandQuery } from '../query/understand-query.ts';
import { budgetRefusal, SpendLimit } from './budget-refusal.ts';
import { HELD_TOKENS, highestPrice, spendLimits } from './spend-limits.ts';

/** What the tenant has chosen for the turn, and what the turn may use. */
export interface BookedTurn {
  /** The model that the tenant has chosen; null for the default. */
  model: string | null;
  linkHosts: string[];
  isModerated: boolean;
  /** What the person must not get, with what this message says of it. */
  restrictions: Restrictions;
  /** Once it has used so many tokens the turn takes no further step; null is without end. */
  tokenLimit: number | null;
}

export interface OpenTurn<T> {
  turnId: string;
  conversationId: string;
  /** Begins the conversation, under a title from this message, where there is none; undefined: that is `not_found`. */
  begin: ChatMessage | undefined;
  /** What the caller remembers of the conversation: it is read again unless it still is so. */
  remembered: ConversationSnapshot | undefined;
  /** Hears that the database is being asked. */
  onAsked: () => void;
  /** Decides over the stored history, oldest first. Pure: it may run again after a deadlock. */
  decide: (history: ChatMessage[]) => ConversationChange<T>;
  /** Hears what was decided while it is still being stored; once more when the transaction has to run again. */
  onDecided: (booked: BookedTurn, result: T) => void;
}

/** What the function `open_turn` returns. */
const Opened = z.object({
  model: z.string().nullable(),
  link_hosts: z.array(z.string()).nullable(),
  moderation: z.boolean().nullable(),
  /** What the turn holds of the budgets; null: nothing is limited. */
  granted: z.number().nullable(),
  refused_by: SpendLimit.nullable(),
  version: z.number().nullable(),
  /** Null when it is as the caller remembers it. */
  said: z.array(z.object({ position: z.number(), message: ChatMessage })).nullable(),
});

/**
 * Takes a turn into the tenant's books and its message into the principal's own conversation, in one transaction:
 * reads what the tenant has chosen, holds a part of the budgets where there is a limit, lets `decide` see the history,
 * and stores what it says.
 * @returns The messages as they are then.
 * @throws {ProblemError} `budget_exhausted`; `not_found` when the conversation is another's; what `decide` throws.
 */
export async function openTurn<T>({ ctx, input }: { ctx: Ctx; input: OpenTurn<T> }): Promise<ConversationSnapshot> {
  authorise(ctx, 'chat:use');
  const now = ctx.clock.now();
  const limits = await spendLimits(ctx);
  return await inTransaction(ctx, async (unit) => {
    input.onAsked();
    const { rows } = await unit.tx.execute(openStatement(ctx, input, { limits, now }));
    const opened = Opened.parse(rows[0]?.opened);
    if (opened.refused_by !== null) throw budgetRefusal(opened.refused_by, now);
    if (opened.version === null) throw new ProblemError('not_found', 'There is no such conversation.');
    const snapshot = snapshotOf(opened, opened.version, input.remembered);
    const change = input.decide(snapshot.messages);
    const restrictions = await restate(unit, input, {
      kept: rows[0]?.restrictions ?? null,
      profile: rows[0]?.profile ?? null,
      onMenu: new Set(z.array(z.string()).parse(rows[0]?.on_menu)),
      snapshot,
    });
    input.onDecided(
      {
        ...{ model: opened.model, linkHosts: opened.link_hosts ?? [], isModerated: opened.moderation ?? false },
        restrictions,
        tokenLimit: opened.granted,
      },
      change.result,
    );
    return await saveChange(unit, { conversationId: input.conversationId, snapshot, change, now });
  });
}

/** All that a turn has to know, and the locks, at once: each round trip is time before the first token. */
function openStatement(
  ctx: Ctx,
  input: Pick<OpenTurn<unknown>, 'turnId' | 'conversationId' | 'begin' | 'remembered'>,
  { limits, now }: { limits: string; now: Date },
) {
  const { turnId, conversationId, begin, remembered } = input;
  const { tenantId, userId } = ctx.principal;
  return sql`SELECT open_turn(
    ${tenantId}, ${turnId}, ${conversationId}, ${userId},
    ${begin !== undefined}, ${begin === undefined ? null : titleOf(begin)}, ${remembered?.version ?? null},
    ${now.toISOString()}, ${HELD_TOKENS}, ${highestPrice(ctx.config.chat)}, ${limits}::jsonb
  ) AS opened,
  (SELECT restrictions FROM conversations WHERE tenant_id = ${tenantId} AND id = ${conversationId} AND user_id = ${userId}
  ) AS restrictions,
  (SELECT dietary_profile FROM users WHERE tenant_id = ${tenantId} AND id = ${userId}) AS profile,
  ${wordsOnMenu(tenantId, begin === undefined ? [] : doubtfulWords(understandQuery(wordsOf(begin))))} AS on_menu`;
}

/** A conversation begins with what its person keeps in their profile. */
const ofProfile = (profile: DietaryProfile | null): Restrictions =>
  profile === null
    ? NO_RESTRICTIONS
    : { ...NO_RESTRICTIONS, exclude_allergens: profile.allergens, diets: profile.diets };

/** What the conversation's person must not get by now; stored when this message has changed it. */
async function restate(
  { tx, tenantId }: UnitOfWork,
  { begin, conversationId }: Pick<OpenTurn<unknown>, 'begin' | 'conversationId'>,
  {
    kept,
    profile,
    snapshot,
    onMenu,
  }: { kept: unknown; profile: unknown; snapshot: ConversationSnapshot; onMenu: ReadonlySet<string> },
): Promise<Restrictions> {
  const before = Restrictions.nullable().parse(kept) ?? ofProfile(DietaryProfile.nullable().parse(profile));
  if (begin === undefined) return before;
  const previous = snapshot.messages.findLast(({ role, id }) => role === 'user' && id !== begin.id);
  const now = restateRestrictions(before, wordsOf(begin), previous === undefined ? '' : wordsOf(previous), onMenu);
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
  if (remembered === undefined) throw new Error('the database has left out what nobody remembers');
  return { ...remembered, version };
}
