import { z } from 'zod';
import { Diets, declarationFields, RefusedAllergens } from './allergens/wire.ts';
import { CreateHelpRequest, HelpRequest } from './help-request.ts';
import { KnowledgeHit } from './knowledge.ts';
import { AmountMinor, Currency } from './money.ts';
import { Fulfilment, Order } from './order.ts';
import { PromoCode } from './promotion.ts';
import { LineRequest, MAX_LINES, Quote } from './quote.ts';
import { line, Uuid } from './text.ts';
import { Understood } from './understood.ts';

/** The agent's tools. Their inputs never carry tenant, user or price: those come from the session and the database. */
export const TOOL_NAMES = [
  'retrieve_menu',
  'apply_promos',
  'confirm',
  'order_status',
  'request_help',
  'search_knowledge',
] as const;
export const ToolName = z.enum(TOOL_NAMES).meta({ id: 'ToolName' });
export type ToolName = z.infer<typeof ToolName>;

export const RetrieveMenuInput = z
  .strictObject({
    query: z
      .string()
      .trim()
      .max(300)
      .default('')
      .describe('What the person is looking for, in a few words; empty lists the menu'),
    category: line(80).toLowerCase().optional(),
    diets: Diets.default([]).describe('Every one of them must hold, e.g. vegan, gluten-free, halal'),
    exclude_allergens: RefusedAllergens.default([]).describe(
      'What the person must not get, e.g. nuts, milk, eggs: only dishes that are declared safe for it are found',
    ),
    contains_allergens: RefusedAllergens.default([]).describe(
      'Only dishes that declare one of these, to answer which dishes contain them',
    ),
    min_price: AmountMinor.optional().describe('Minor units (cents)'),
    max_price: AmountMinor.optional().describe('Minor units (cents), inclusive'),
    available: z.boolean().default(true).describe('Only what can be ordered now'),
    limit: z.int().min(1).max(20).default(6),
  })
  .meta({ id: 'RetrieveMenuInput' });
export type RetrieveMenuInput = z.infer<typeof RetrieveMenuInput>;

/** Why a dish is not safe for something that the person refuses, or perhaps refuses. */
export const Conflict = z
  .object({
    refused: z.string(),
    verdict: z.enum(['contains', 'may_contain', 'not_declared', 'does_not_fit', 'not_understood']),
  })
  .meta({ id: 'Conflict' });
export type Conflict = z.infer<typeof Conflict>;

export const MenuHit = z
  .object({
    product_id: Uuid,
    sku: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    category: z.string().nullable(),
    ...declarationFields,
    price: z.object({ amount: AmountMinor, currency: Currency }),
    in_stock: z.boolean(),
    option_groups: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        min: z.int(),
        max: z.int(),
        options: z.array(
          z.object({
            id: z.string(),
            name: z.string(),
            price_delta: z.int(),
            allergens: declarationFields.allergens,
            may_contain: declarationFields.may_contain,
          }),
        ),
      }),
    ),
    safety: z.enum(['safe', 'not_declared']).optional().meta({
      description:
        'Present when something was excluded. `safe`: the shop declares the product safe. `not_declared`: the shop declares no allergens and its texts do not mention it; ask the shop',
    }),
    conflicts: z.array(Conflict).min(1).optional().meta({
      description:
        'Where words about an allergen were not understood (`unconfirmed`): why this is not safe if they refuse it. Say so, and ask',
    }),
    score: z
      .number()
      .describe(
        'The higher the better, within one answer: of ranks by words and by vectors, or the re-ranking service’s own',
      ),
  })
  .meta({ id: 'MenuHit' });
export type MenuHit = z.infer<typeof MenuHit>;
/** A dish that was found and may not be offered: why, for each thing that the person refuses. */
export const UnsafeHit = z
  .object({
    ...MenuHit.pick({ product_id: true, sku: true, name: true, price: true }).shape,
    conflicts: z.array(Conflict),
  })
  .meta({ id: 'UnsafeHit' });
export type UnsafeHit = z.infer<typeof UnsafeHit>;
export const RetrieveMenuOutput = z
  .object({
    untrusted: z.literal(true),
    hits: z.array(MenuHit),
    understood: Understood.optional(),
    not_safe: z
      .array(UnsafeHit)
      .optional()
      .describe('What was found too, and is not safe for what the person refuses. Never offer it; say why'),
  })
  .meta({ id: 'RetrieveMenuOutput' });
export type RetrieveMenuOutput = z.infer<typeof RetrieveMenuOutput>;

export const ApplyPromosInput = z
  .strictObject({
    items: z
      .array(LineRequest)
      .min(1)
      .max(MAX_LINES)
      .describe('Each names its product by product_id or by sku, not by both'),
    promo_codes: z.array(PromoCode).max(5).default([]).describe('Leave empty to get the best promotion that applies'),
    exclude_allergens: RefusedAllergens.default([]).describe(
      'All that the person must not get; the quote’s warnings name each conflict',
    ),
    diets: Diets.default([]).describe('All diets that the person keeps'),
    replaces_order_id: Uuid.optional().describe(
      'To change an order that order_status has shown: its id. Then items are all that it shall hold afterwards',
    ),
  })
  .meta({ id: 'ApplyPromosInput' });
export type ApplyPromosInput = z.infer<typeof ApplyPromosInput>;
export const ApplyPromosOutput = z.object({ quote: Quote }).meta({ id: 'ApplyPromosOutput' });
export type ApplyPromosOutput = z.infer<typeof ApplyPromosOutput>;

/** Flat, since models are bad at unions: what each action needs is said and checked. */
export const ConfirmInput = z
  .strictObject({
    action: z.enum(['place', 'change', 'cancel']).default('place'),
    quote_id: Uuid.optional().describe('place, change: the newest quote that the person saw'),
    order_id: Uuid.optional().describe('change, cancel: the order, from order_status'),
    order_version: z.int().min(1).optional().describe('cancel: the version of the order that the person saw'),
    fulfilment: Fulfilment.optional().describe('place: pickup when left out. change: stays as it is when left out'),
    note: line(500).optional().describe('place, change: what the person wants the shop to know'),
    reason: line(500).optional().describe('cancel: why, when the person said so'),
  })
  .superRefine((input, context) => {
    for (const [field, isNeeded] of NEEDED[input.action]) {
      const isGiven = input[field] !== undefined;
      if (isGiven === isNeeded) continue;
      const message = isNeeded ? `is needed to ${input.action}` : `has no meaning when you ${input.action}`;
      context.addIssue({ code: 'custom', path: [field], message });
    }
  })
  .meta({ id: 'ConfirmInput' });
export type ConfirmInput = z.infer<typeof ConfirmInput>;

/** Fields that an action cannot do without, and those that it must not carry. */
const NEEDED = {
  place: [
    ['quote_id', true],
    ['order_id', false],
    ['order_version', false],
    ['reason', false],
  ],
  change: [
    ['quote_id', true],
    ['order_id', true],
    ['order_version', false],
    ['reason', false],
  ],
  cancel: [
    ['quote_id', false],
    ['order_id', true],
    ['order_version', true],
    ['fulfilment', false],
    ['note', false],
  ],
} as const;

export const ConfirmOutput = z
  .object({
    action: z.enum(['place', 'change', 'cancel']).default('place').describe('What was done'),
    order: Order,
  })
  .meta({ id: 'ConfirmOutput' });
export type ConfirmOutput = z.infer<typeof ConfirmOutput>;

export const OrderStatusInput = z
  .strictObject({
    number: z
      .int()
      .min(1)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('The number of the order; without it, the newest'),
    limit: z.int().min(1).max(3).default(1),
  })
  .meta({ id: 'OrderStatusInput' });
export type OrderStatusInput = z.infer<typeof OrderStatusInput>;
export const OwnOrder = Order.extend({
  can_change: z.boolean().describe('Its lines can still be changed'),
  can_cancel: z.boolean(),
}).meta({ id: 'OwnOrder' });
export type OwnOrder = z.infer<typeof OwnOrder>;
export const OrderStatusOutput = z
  .object({
    untrusted: z.literal(true),
    orders: z.array(OwnOrder).describe('Newest first; none: there is no such order'),
    help_requests: z
      .array(HelpRequest)
      .default([])
      .describe('The newest that the person has asked of the staff, with their status and answer'),
  })
  .meta({ id: 'OrderStatusOutput' });
export type OrderStatusOutput = z.infer<typeof OrderStatusOutput>;

export const RequestHelpInput = CreateHelpRequest.meta({ id: 'RequestHelpInput' });
export const RequestHelpOutput = z
  .object({ untrusted: z.literal(true), help_request: HelpRequest })
  .meta({ id: 'RequestHelpOutput' });
export type RequestHelpOutput = z.infer<typeof RequestHelpOutput>;

/** Less than the search itself takes: it goes into a prompt. */
export const AskKnowledgeInput = z
  .strictObject({
    query: line(300).describe('The question, in a few words'),
    limit: z.int().min(1).max(8).default(4),
  })
  .meta({ id: 'AskKnowledgeInput' });
export const AskKnowledgeOutput = z
  .object({ untrusted: z.literal(true), hits: z.array(KnowledgeHit) })
  .meta({ id: 'AskKnowledgeOutput' });
export type AskKnowledgeOutput = z.infer<typeof AskKnowledgeOutput>;

/** What a tool answers when it cannot: data that a model can act on. */
export const ToolFailure = z
  .object({
    error: z.object({ code: z.string(), message: z.string() }),
    quote: Quote.optional().describe('confirm alone: what the basket costs now; needs an approval of its own'),
  })
  .meta({ id: 'ToolFailure' });
export type ToolFailure = z.infer<typeof ToolFailure>;

/** One tool call as it leaves on the `chat_tools` topic. It names no chat text. */
export const ChatToolEventData = z.object({
  channel: z.enum(['chat', 'mcp']),
  conversation_id: z.string().nullable().meta({ description: 'null: the call came over MCP' }),
  tool_call_id: z.string(),
  tool: ToolName,
  outcome: z.enum(['ok', 'error']),
  error_code: z.string().nullable(),
  latency_ms: z.int().min(0),
  order_id: Uuid.nullable(),
});
export type ChatToolEventData = z.infer<typeof ChatToolEventData>;
