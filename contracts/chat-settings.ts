import { z } from 'zod';
import { Timestamp } from './text.ts';

const MAX_LIMIT = 1_000_000_000_000;

/** Limits of a calendar month in UTC. Costs are in millionths of a US dollar, since one turn costs parts of a cent. */
export const MonthlyLimit = z
  .object({
    tokens: z.int().min(0).max(MAX_LIMIT).nullable().meta({ description: 'Null: no limit' }),
    cost_micros: z
      .int()
      .min(0)
      .max(MAX_LIMIT)
      .nullable()
      .meta({ description: 'Millionths of a US dollar; null: none' }),
  })
  .meta({ id: 'MonthlyLimit' });
export type MonthlyLimit = z.infer<typeof MonthlyLimit>;

/** A plain host name in ASCII, as the URL standard writes it. */
const LinkHost = z
  .string()
  .max(253)
  .toLowerCase()
  .regex(/^(?=.*\.)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, 'must be a host name such as bistro.example')
  .meta({ example: 'bistro.example' });

export const ChatSettings = z
  .object({
    model: z.string().nullable().meta({ description: 'Null: the default model' }),
    available_models: z
      .array(z.string())
      .meta({ description: 'The first model is the default. Empty: the offline model' }),
    link_hosts: z.array(z.string()).meta({ description: 'Hosts that answers may link to and show images from' }),
    moderation: z.boolean().meta({ description: 'Whether messages are moderated before a model reads them' }),
    moderation_available: z.boolean(),
    monthly_limit: MonthlyLimit.meta({ description: 'The tenant’s own limit' }),
    operator_limit: MonthlyLimit.meta({
      id: 'OperatorLimit',
      description: 'Also applies, whatever the tenant’s limit is',
    }),
    updated_at: Timestamp.nullable().meta({ description: 'Null: never changed' }),
  })
  .meta({ id: 'ChatSettings' });
export type ChatSettings = z.infer<typeof ChatSettings>;

export const UpdateChatSettings = z
  .strictObject({
    model: z.string().min(1).max(200).nullable().optional(),
    link_hosts: z.array(LinkHost).max(50).optional(),
    moderation: z.boolean().optional(),
    monthly_limit: z.strictObject(MonthlyLimit.partial().shape).optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'must change something')
  .meta({ id: 'UpdateChatSettings', example: { monthly_limit: { tokens: 2_000_000 } } });
export type UpdateChatSettings = z.infer<typeof UpdateChatSettings>;

const tally = {
  turns: z.int(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  cost_micros: z.int().meta({ description: 'Millionths of a US dollar' }),
};

export const ChatUsageQuery = z.strictObject({
  month: z
    .string()
    .regex(/^20\d{2}-(?:0[1-9]|1[0-2])$/, 'must be a month such as 2026-11')
    .optional()
    .meta({ description: 'Default: the current month', example: '2026-11' }),
});

export const GuestUsage = z
  .object({
    tokens_today: z.int().meta({ description: 'Usage of all guests since midnight UTC' }),
    tokens_month: z.int(),
    left_today: z
      .int()
      .nullable()
      .meta({ description: 'What remains of the guests’ daily share, in tokens. Null: no limit' }),
    left_month: z
      .int()
      .nullable()
      .meta({ description: 'What remains of the guests’ monthly share. The rest is reserved for signed-in people' }),
    daily_tokens_per_guest: z.int(),
    daily_tokens_per_address: z.int(),
  })
  .meta({ id: 'GuestUsage' });
export type GuestUsage = z.infer<typeof GuestUsage>;

export const ChatUsage = z
  .object({
    month: z.string().meta({ example: '2026-11' }),
    ...tally,
    by_model: z.array(z.object({ model: z.string(), ...tally })),
    embeddings: z
      .object({ tokens: z.int(), cost_micros: z.int() })
      .meta({ description: 'The part of the usage that searches and indexing caused' }),
    running: z
      .object({ turns: z.int(), held_tokens: z.int(), held_cost_micros: z.int() })
      .meta({ description: 'Turns in progress and what they reserve of the limit' }),
    limit: MonthlyLimit.meta({
      id: 'EffectiveLimit',
      description: 'The lower of the tenant’s and the operator’s limit',
    }),
    current: z
      .object({
        left: MonthlyLimit.meta({
          id: 'BudgetLeft',
          description: 'What remains of `limit` after tokens used and held',
        }),
        guests: GuestUsage.nullable().meta({ description: 'Null: guests have no limits of their own' }),
        stopped_by: z.enum(['tenant', 'operator']).nullable().meta({
          description:
            'The limit that currently refuses signed-in people: the tenant’s, or the operator’s over all tenants. Null: none',
        }),
      })
      .nullable()
      .meta({ description: 'Null for a month that is not the current one' }),
  })
  .meta({ id: 'ChatUsage' });
export type ChatUsage = z.infer<typeof ChatUsage>;
