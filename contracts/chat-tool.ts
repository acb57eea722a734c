import { z } from 'zod';
import { Diets, declarationFields, RefusedAllergens } from './allergens/wire.ts';
import { CreateHelpRequest, HelpRequest } from './help-request.ts';
import type { Permission } from './identity.ts';
import { KnowledgeHit } from './knowledge.ts';
import { AmountMinor, Currency } from './money.ts';
import { Fulfilment, Order } from './order.ts';
import { PromoCode } from './promotion.ts';
import { LineRequest, MAX_LINES, Quote } from './quote.ts';
import { line, Uuid } from './text.ts';
import { Understood } from './understood.ts';

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
    category: MenuHit.shape.category.optional(),
    conflicts: z.array(Conflict),
  })
  .meta({ id: 'UnsafeHit' });
export type UnsafeHit = z.infer<typeof UnsafeHit>;
const RetrieveMenuOutput = z
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

export const ApplyPromosInput = z
  .strictObject({
    items: z
      .array(LineRequest)
      .min(1)
      .max(MAX_LINES)
      .describe('Each names its product by product_id or by sku, not by both'),
    promo_codes: z
      .array(PromoCode)
      .max(5)
      .default([])
      .describe('Codes that the person has named, and no others. Promotions without a code apply without it'),
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

/**
 * Flat, because models handle unions badly. The descriptions state the fields of each action, and `NEEDED` checks them.
 */
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
const OrderStatusOutput = z
  .object({
    untrusted: z.literal(true),
    orders: z.array(OwnOrder).describe('Newest first; none: there is no such order'),
    help_requests: z
      .array(HelpRequest)
      .default([])
      .describe('The newest that the person has asked of the staff, with their status and answer'),
  })
  .meta({ id: 'OrderStatusOutput' });

const RequestHelpInput = CreateHelpRequest.meta({ id: 'RequestHelpInput' });
const RequestHelpOutput = z
  .object({ untrusted: z.literal(true), help_request: HelpRequest })
  .meta({ id: 'RequestHelpOutput' });

/** Narrower limits than the search itself has, because the result goes into a prompt. */
const AskKnowledgeInput = z
  .strictObject({
    query: line(300).describe('The question, in a few words'),
    limit: z.int().min(1).max(8).default(4),
  })
  .meta({ id: 'AskKnowledgeInput' });
const AskKnowledgeOutput = z
  .object({ untrusted: z.literal(true), hits: z.array(KnowledgeHit) })
  .meta({ id: 'AskKnowledgeOutput' });

/** The definition of a tool, for models, for MCP and for readers of its results. */
type ToolContract = {
  /** For people. */
  title: string;
  /** For the model. */
  description: string;
  input: z.ZodType;
  output: z.ZodType<object>;
  /** True if the tool changes nothing. */
  isReadOnly: boolean;
  /** A principal with one of these is offered the tool. The verbs that the tool calls check their own permissions. */
  permissions: readonly Permission[];
} & (
  | { needsApproval: false }
  /** The person approves each call. What they are asked is made from the input of `confirm`. */
  | { needsApproval: true; input: typeof ConfirmInput }
);

/** The agent's tools. Their inputs never carry tenant, user or price: those come from the session and the database. */
export const TOOLS = {
  retrieve_menu: {
    title: 'Search the menu',
    description:
      'Search the menu. Put diets, allergens to avoid and price limits into their own fields and only what is left into ' +
      'query. Prices are minor units (cents). All diets must hold.',
    input: RetrieveMenuInput,
    output: RetrieveMenuOutput,
    isReadOnly: true,
    needsApproval: false,
    permissions: ['product:read'],
  },
  apply_promos: {
    title: 'Price a basket',
    description:
      'Price a basket and apply promotions. Returns a quote: the only source of totals and discounts, valid until ' +
      'expires_at. Promotions without a code apply by themselves; pass a code only when the person names it. ' +
      'Call it again whenever the basket changes. To change an order that was placed, name it in replaces_order_id and list all that it shall hold.',
    input: ApplyPromosInput,
    output: ApplyPromosOutput,
    isReadOnly: false,
    needsApproval: false,
    permissions: ['quote:create'],
  },
  confirm: {
    title: 'Place, change or cancel an order',
    description:
      'Place the order for a quote, change an order by a quote that was made for it, or cancel an order. The person is ' +
      'asked to approve first; do not ask for approval in words. When it answers quote_expired or quote_changed with a ' +
      'new quote, nothing was done: show that quote and confirm it only when the person still wants it.',
    input: ConfirmInput,
    output: ConfirmOutput,
    isReadOnly: false,
    needsApproval: true,
    permissions: ['order:create', 'order:change', 'order:cancel'],
  },
  order_status: {
    title: 'Look up own orders',
    description:
      'The orders of this person: the newest, or the one with a number. Says what each holds, its status, and whether it ' +
      'can still be changed or cancelled; and how far the help is that the person has requested.',
    input: OrderStatusInput,
    output: OrderStatusOutput,
    isReadOnly: true,
    needsApproval: false,
    permissions: ['order:read'],
  },
  request_help: {
    title: 'Ask the staff for help',
    description:
      'Hand a return, exchange, refund or complaint about an order, or a wish to speak with a human, over to the staff. ' +
      'Look the order up with order_status first and name it. It only asks: promise no outcome. order_status later tells ' +
      'what the staff have answered.',
    input: RequestHelpInput,
    output: RequestHelpOutput,
    isReadOnly: false,
    needsApproval: false,
    permissions: ['help-request:create'],
  },
  search_knowledge: {
    title: 'Ask the shop’s documents',
    description:
      'Search what the shop has written about itself: opening hours, delivery, allergens, payment, policies. Cite title and ' +
      'span of what you use; say so when nothing fits.',
    input: AskKnowledgeInput,
    output: AskKnowledgeOutput,
    isReadOnly: true,
    needsApproval: false,
    permissions: ['document:read'],
  },
} as const satisfies Record<string, ToolContract>;

export const ToolName = z.enum(Object.keys(TOOLS) as [ToolName, ...ToolName[]]).meta({ id: 'ToolName' });
export type ToolName = keyof typeof TOOLS;
export const TOOL_NAMES = ToolName.options;

/** The answer of a tool that fails, as data that a model can act on. */
export const ToolFailure = z
  .object({
    error: z.object({ code: z.string(), message: z.string() }),
    quote: Quote.optional().describe('confirm alone: what the basket costs now; needs an approval of its own'),
  })
  .meta({ id: 'ToolFailure' });
export type ToolFailure = z.infer<typeof ToolFailure>;

/** A tool call as it is published on the `chat_tools` topic. It holds no chat text. */
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
