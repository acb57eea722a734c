import { z } from 'zod';
import { EVENT_TYPES, EventType } from './event.ts';
import { overlapSeconds } from './overlap.ts';
import { PageQuery, page } from './page.ts';
import { line, Timestamp, Uuid } from './text.ts';

/** A tenant has at most so many endpoints. */
export const MAX_WEBHOOK_ENDPOINTS = 50;
/** The most endpoints at one host: an event is sent to each. */
export const MAX_ENDPOINTS_PER_HOST = 10;
/** The most events that one recovery sends again; the response says if there are more. */
export const MAX_RECOVERED = 1_000;

const url = z.string().min(1).max(2_048).meta({
  format: 'uri',
  example: 'https://shop.example.com/hooks/ragline',
  description: 'An https URL on a public host',
});

const eventTypes = z
  .array(EventType)
  .max(EVENT_TYPES.length)
  .transform((types) => EVENT_TYPES.filter((type) => types.includes(type)))
  .meta({ description: 'Deliver only these event types. Empty: all types', example: ['order_created'] });

export const CreateWebhookEndpoint = z
  .strictObject({ url, description: line(200).nullable().default(null), event_types: eventTypes.default([]) })
  .meta({ id: 'CreateWebhookEndpoint' });
export type CreateWebhookEndpoint = z.infer<typeof CreateWebhookEndpoint>;

export const UpdateWebhookEndpoint = z
  .strictObject({
    url: url.optional(),
    description: line(200).nullable().optional(),
    event_types: eventTypes.optional(),
    is_active: z
      .boolean()
      .optional()
      .meta({ description: 'True enables the endpoint, which then sends events on your authority' }),
  })
  .refine((change) => Object.keys(change).length > 0, 'name at least one field')
  .meta({ id: 'UpdateWebhookEndpoint', minProperties: 1, example: { is_active: true } });
export type UpdateWebhookEndpoint = z.infer<typeof UpdateWebhookEndpoint>;

/**
 * Why an endpoint is disabled: by a person, after five days of failures, by its answer 410, because its secret cannot
 * be decrypted, or because the account or API key that authorised it may no longer read its events.
 */
const DISABLED_REASONS = ['manual', 'failing', 'gone', 'secret_unreadable', 'permission_lost'] as const;
export const DisabledReason = z.enum(DISABLED_REASONS).meta({ id: 'DisabledReason' });
export type DisabledReason = z.infer<typeof DisabledReason>;

export const WebhookEndpoint = z
  .object({
    id: Uuid,
    url: z.string(),
    description: z.string().nullable(),
    event_types: z.array(EventType),
    is_active: z.boolean(),
    // Not `nullable()`: of a named schema that generates an `allOf` which no null fits.
    disabled_reason: z.union([DisabledReason, z.null()]),
    disabled_at: Timestamp.nullable(),
    failing_since: Timestamp.nullable().meta({ description: 'Time of the first failure since the last success' }),
    previous_secret_expires_at: Timestamp.nullable().meta({ description: 'Both secrets sign until this time' }),
    created_by: Uuid,
    authorised_by: Uuid.nullable().meta({
      description:
        'The account that last set the URL or the event types, or enabled the endpoint. Events are sent while it may read them. Null: an owner',
    }),
    authorised_by_key: Uuid.nullable().meta({
      description: 'The API key that did so; its rights count in the same way',
    }),
    version: z.int(),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'WebhookEndpoint' });
export type WebhookEndpoint = z.infer<typeof WebhookEndpoint>;
export const WebhookEndpointList = page(WebhookEndpoint, 'WebhookEndpointList');
export const ListWebhookEndpointsQuery = z.strictObject(PageQuery);
export type ListWebhookEndpointsQuery = z.infer<typeof ListWebhookEndpointsQuery>;

export const NewWebhookEndpoint = WebhookEndpoint.extend({
  secret: z.string().meta({
    description: 'The signing secret, for Standard Webhooks libraries. It is shown only in this answer',
    example: 'whsec_…',
  }),
}).meta({ id: 'NewWebhookEndpoint' });
export type NewWebhookEndpoint = z.infer<typeof NewWebhookEndpoint>;

export const RotateWebhookSecret = z
  .strictObject({
    overlap_seconds: overlapSeconds('How long the old secret signs as well; 0 ends it at once'),
  })
  .meta({ id: 'RotateWebhookSecret' });
export type RotateWebhookSecret = z.infer<typeof RotateWebhookSecret>;

const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;
export const DeliveryStatus = z.enum(DELIVERY_STATUSES).meta({ id: 'WebhookDeliveryStatus' });
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

/** How an attempt ended. `refused`: an answer that is no 2xx. `blocked`: an address that nothing is sent to. */
const ATTEMPT_OUTCOMES = ['delivered', 'refused', 'timeout', 'unreachable', 'blocked'] as const;
export const AttemptOutcome = z.enum(ATTEMPT_OUTCOMES).meta({ id: 'WebhookAttemptOutcome' });
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

const delivery = {
  id: Uuid,
  endpoint_id: Uuid,
  event_id: Uuid.meta({ description: 'The header `webhook-id`, the same in every attempt' }),
  event_type: z.string().meta({ example: 'order_created' }),
  subject: z
    .string()
    .meta({ description: 'Events of one subject are delivered in order, one at a time', example: 'orders/…' }),
  status: DeliveryStatus,
  attempts: z.int().min(0).meta({ description: 'Attempts since the delivery was recorded or last resent' }),
  next_attempt_at: Timestamp.nullable().meta({
    description: 'Null: the delivery waits for an earlier event, or has ended',
  }),
  created_at: Timestamp,
  completed_at: Timestamp.nullable(),
};

export const WebhookDelivery = z.object(delivery).meta({ id: 'WebhookDelivery' });
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;
export const WebhookDeliveryList = page(WebhookDelivery, 'WebhookDeliveryList');
export const ListWebhookDeliveriesQuery = z.strictObject({ ...PageQuery, status: DeliveryStatus.optional() });
export type ListWebhookDeliveriesQuery = z.infer<typeof ListWebhookDeliveriesQuery>;

const Headers = z.record(z.string(), z.string());

export const WebhookAttempt = z
  .object({
    id: Uuid,
    outcome: AttemptOutcome,
    url: z.string(),
    request_headers: Headers,
    response_status: z.int().nullable(),
    response_headers: Headers.nullable(),
    response_body: z.string().nullable().meta({ description: 'The start of the answer’s body, at most 4 KiB' }),
    error: z.string().nullable(),
    duration_ms: z.int().min(0),
    started_at: Timestamp,
  })
  .meta({ id: 'WebhookAttempt' });
export type WebhookAttempt = z.infer<typeof WebhookAttempt>;

export const WebhookDeliveryDetail = z
  .object({
    ...delivery,
    request_body: z.string().meta({ description: 'The exact request body' }),
    attempt_log: z.array(WebhookAttempt).meta({ description: 'Newest first, at most 50' }),
  })
  .meta({ id: 'WebhookDeliveryDetail' });
export type WebhookDeliveryDetail = z.infer<typeof WebhookDeliveryDetail>;

export const RecoverWebhooks = z
  .strictObject({
    since: Timestamp.nullable()
      .default(null)
      .meta({ description: 'Only deliveries recorded since this time. Null: all deliveries' }),
  })
  .meta({ id: 'RecoverWebhooks' });
export type RecoverWebhooks = z.infer<typeof RecoverWebhooks>;

export const RecoveredWebhooks = z
  .object({
    resent: z.int().min(0),
    has_more: z
      .boolean()
      .meta({ description: `True when more than ${MAX_RECOVERED} deliveries had failed. Repeat the request` }),
  })
  .meta({ id: 'RecoveredWebhooks' });
export type RecoveredWebhooks = z.infer<typeof RecoveredWebhooks>;
