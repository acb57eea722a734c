import { z } from 'zod';
import { AmountMinor, Currency } from './money.ts';
import { Order } from './order.ts';
import { PromoCode } from './promotion.ts';
import { LineRequest, MAX_LINES, Quote } from './quote.ts';
import { line, Uuid } from './text.ts';

/** The agent's tools. Their inputs never carry tenant, user or price: those come from the session and the database. */
export const TOOL_NAMES = ['retrieve_menu', 'apply_promos', 'confirm'] as const;
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
    diets: z
      .array(line(40).toLowerCase())
      .max(10)
      .default([])
      .describe('Every one of them must hold, e.g. vegan, gluten-free'),
    min_price: AmountMinor.optional().describe('Minor units (cents)'),
    max_price: AmountMinor.optional().describe('Minor units (cents), inclusive'),
    available: z.boolean().default(true).describe('Only what can be ordered now'),
    limit: z.int().min(1).max(20).default(6),
  })
  .meta({ id: 'RetrieveMenuInput' });
export type RetrieveMenuInput = z.infer<typeof RetrieveMenuInput>;

export const MenuHit = z
  .object({
    product_id: Uuid,
    sku: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    category: z.string().nullable(),
    dietary: z.array(z.string()),
    allergens: z.array(z.string()),
    price: z.object({ amount: AmountMinor, currency: Currency }),
    in_stock: z.boolean(),
    option_groups: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        min: z.int(),
        max: z.int(),
        options: z.array(z.object({ id: z.string(), name: z.string(), price_delta: z.int() })),
      }),
    ),
    score: z.number().describe('Reciprocal-rank fusion of full text, trigram and vector ranks'),
  })
  .meta({ id: 'MenuHit' });
export type MenuHit = z.infer<typeof MenuHit>;
export const RetrieveMenuOutput = z
  .object({ untrusted: z.literal(true), hits: z.array(MenuHit) })
  .meta({ id: 'RetrieveMenuOutput' });
export type RetrieveMenuOutput = z.infer<typeof RetrieveMenuOutput>;

export const ApplyPromosInput = z
  .strictObject({
    items: z.array(LineRequest).min(1).max(MAX_LINES),
    promo_codes: z.array(PromoCode).max(5).default([]).describe('Leave empty to get the best promotion that applies'),
  })
  .meta({ id: 'ApplyPromosInput' });
export type ApplyPromosInput = z.infer<typeof ApplyPromosInput>;
export const ApplyPromosOutput = z.object({ quote: Quote }).meta({ id: 'ApplyPromosOutput' });

export const ConfirmInput = z
  .strictObject({ quote_id: Uuid.describe('The quote that the person saw') })
  .meta({ id: 'ConfirmInput' });
export type ConfirmInput = z.infer<typeof ConfirmInput>;
export const ConfirmOutput = z.object({ order: Order }).meta({ id: 'ConfirmOutput' });

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
  conversation_id: z.string(),
  tool_call_id: z.string(),
  tool: ToolName,
  outcome: z.enum(['ok', 'error']),
  error_code: z.string().nullable(),
  latency_ms: z.int().min(0),
  order_id: Uuid.nullable(),
});
export type ChatToolEventData = z.infer<typeof ChatToolEventData>;
