import { z } from 'zod';
import { ChatMessage, Conversation } from './chat.ts';
import { PageQuery, page } from './page.ts';
import { Sku } from './product.ts';
import { MAX_QUANTITY } from './quote.ts';
import { line, Timestamp, Uuid } from './text.ts';

const HELP_KINDS = ['return', 'exchange', 'refund', 'complaint', 'human', 'other'] as const;
export const HelpKind = z.enum(HELP_KINDS).meta({ id: 'HelpKind' });
export type HelpKind = z.infer<typeof HelpKind>;

const HELP_STATUSES = ['open', 'in_progress', 'resolved', 'declined'] as const;
export const HelpStatus = z.enum(HELP_STATUSES).meta({ id: 'HelpStatus' });
export type HelpStatus = z.infer<typeof HelpStatus>;

/** The most open requests of one person at a time. */
export const MAX_OPEN_HELP_REQUESTS = 5;

const quantity = z.int().min(1).max(MAX_QUANTITY);

/** Requests that need the staff, because no tool can serve them. */
export const CreateHelpRequest = z.strictObject({
  kind: HelpKind.describe('human: to speak with a person. other: anything else that no tool can do'),
  reason: line(500).describe('What the person wants and why, in their words'),
  order_id: Uuid.optional().describe('The order that it is about, from order_status'),
  items: z
    .array(z.strictObject({ sku: Sku, quantity }))
    .max(50)
    .default([])
    .describe('The lines of that order that it is about; leave empty for the whole order'),
});
export type CreateHelpRequest = z.infer<typeof CreateHelpRequest>;

export const HelpRequest = z
  .object({
    id: Uuid,
    user_id: Uuid,
    kind: HelpKind,
    reason: z.string(),
    order: z.union([z.object({ id: Uuid, number: z.int() }), z.null()]),
    items: z.array(z.object({ sku: z.string(), name: z.string(), quantity: z.int() })),
    conversation_id: z.string().nullable().meta({ description: 'The conversation that the request came from' }),
    status: HelpStatus,
    answer: z.string().nullable().meta({ description: 'The shop’s answer to the person' }),
    version: z.int(),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'HelpRequest' });
export type HelpRequest = z.infer<typeof HelpRequest>;

export const HandedOverConversation = Conversation.extend({ messages: z.array(ChatMessage) }).meta({
  id: 'HandedOverConversation',
});
export type HandedOverConversation = z.infer<typeof HandedOverConversation>;

export const HelpRequestList = page(HelpRequest, 'HelpRequestList');
export const ListHelpRequestsQuery = z.strictObject({ ...PageQuery, status: HelpStatus.optional() });

export const UpdateHelpRequest = z
  .strictObject({ status: HelpStatus, answer: z.string().trim().min(1).max(2000).nullable() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'name at least one field')
  .meta({
    id: 'UpdateHelpRequest',
    minProperties: 1,
    example: { status: 'resolved', answer: 'We have sent the money back.' },
  });
export type UpdateHelpRequest = z.infer<typeof UpdateHelpRequest>;
