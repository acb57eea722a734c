import { z } from 'zod';
import { ChatToolEventData } from './chat-tool.ts';
import { HelpRequest } from './help-request.ts';
import { JobSummary } from './job.ts';
import { Order, OrderStatus } from './order.ts';
import { Timestamp, Uuid } from './text.ts';

export const TOPICS = ['orders', 'notifications', 'chat_tools'] as const;
export const Topic = z.enum(TOPICS).meta({ id: 'Topic' });
export type Topic = z.infer<typeof Topic>;

export const EVENT_TYPES = [
  'order_created',
  'order_updated',
  'order_cancelled',
  'tool_call',
  'job_updated',
  'notification',
  'help_requested',
  'help_request_updated',
] as const;
export const EventType = z.enum(EVENT_TYPES).meta({ id: 'EventType' });
export type EventType = z.infer<typeof EventType>;

/** Attributes of every event: CloudEvents 1.0 (JSON format) with our extensions in lower case, as it demands. */
const attributes = {
  specversion: z.literal('1.0'),
  id: Uuid.meta({ description: 'Deduplicate by this' }),
  source: z.string().meta({ example: '/ragline/tenants/019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70' }),
  subject: z.string().meta({ example: 'orders/019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e71' }),
  time: Timestamp,
  datacontenttype: z.literal('application/json'),
  tenantid: Uuid,
  sequence: z.int().min(1).meta({ description: 'Counts up by one within the tenant; resume after it' }),
  requestid: z.string(),
  traceparent: z
    .string()
    .meta({ description: 'W3C Trace Context', example: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' }),
};

export const OrderEventData = z.object({
  order: Order,
  // Not `nullable()`: of a named schema that generates an `allOf` which no null fits.
  previous_status: z.union([OrderStatus, z.null()]),
  reason: z.string().nullable(),
});
export type OrderEventData = z.infer<typeof OrderEventData>;

export const OrderEvent = z
  .object({
    ...attributes,
    topic: z.literal('orders'),
    type: z.enum(['order_created', 'order_updated', 'order_cancelled']),
    data: OrderEventData,
  })
  .meta({ id: 'OrderEvent', title: 'Order events, version 1' });

export const ChatToolEvent = z
  .object({ ...attributes, topic: z.literal('chat_tools'), type: z.literal('tool_call'), data: ChatToolEventData })
  .meta({ id: 'ChatToolEvent', title: 'Chat tool events, version 1' });

/** A step of a long piece of work, for whoever asked for it and the staff. */
export const JobEventData = z.object({ job: JobSummary });
export type JobEventData = z.infer<typeof JobEventData>;

export const JobEvent = z
  .object({ ...attributes, topic: z.literal('notifications'), type: z.literal('job_updated'), data: JobEventData })
  .meta({ id: 'JobEvent', title: 'Job events, version 1' });

/** What somebody of the staff should know of, in words: `kind` is for programs. */
export const NotificationEventData = z.object({
  kind: z.enum(['webhook_endpoint_disabled']),
  title: z.string(),
  body: z.string(),
  resource_type: z.literal('webhook_endpoint'),
  resource_id: Uuid,
});
export type NotificationEventData = z.infer<typeof NotificationEventData>;

export const NotificationEvent = z
  .object({
    ...attributes,
    topic: z.literal('notifications'),
    type: z.literal('notification'),
    data: NotificationEventData,
  })
  .meta({ id: 'NotificationEvent', title: 'Notifications, version 1' });

/** A request for the staff's help, as its person may read it: for that person and the staff. */
export const HelpEventData = z.object({ help_request: HelpRequest });
export type HelpEventData = z.infer<typeof HelpEventData>;

export const HelpEvent = z
  .object({
    ...attributes,
    topic: z.literal('notifications'),
    type: z.enum(['help_requested', 'help_request_updated']),
    data: HelpEventData,
  })
  .meta({ id: 'HelpEvent', title: 'Help requests, version 1' });

export const RaglineEvent = z
  .discriminatedUnion('type', [OrderEvent, ChatToolEvent, JobEvent, NotificationEvent, HelpEvent])
  .meta({ id: 'Event' });
export type RaglineEvent = z.infer<typeof RaglineEvent>;

/** What a domain verb puts into the outbox; the relay adds the rest. */
export type NewEvent = {
  aggregateType: 'order' | 'conversation' | 'job' | 'webhook_endpoint' | 'help_request';
  aggregateId: string;
  /** Who may see it beside the staff: a customer, or for what is the staff's alone one of them. */
  audienceUserId: string;
} & (
  | { topic: 'orders'; type: z.infer<typeof OrderEvent>['type']; data: OrderEventData }
  | { topic: 'chat_tools'; type: 'tool_call'; data: ChatToolEventData }
  | { topic: 'notifications'; type: 'job_updated'; data: JobEventData }
  | { topic: 'notifications'; type: 'notification'; data: NotificationEventData }
  | { topic: 'notifications'; type: z.infer<typeof HelpEvent>['type']; data: HelpEventData }
);

/** An event as the relay and the worker pool handle it: they carry `data` and never look into it. */
export const EventEnvelope = z.object({
  ...attributes,
  topic: Topic,
  type: EventType,
  data: z.unknown(),
  /** CloudEvents "dataref": where to read an event whose data is too large for a Queue; `data` is null then. */
  dataref: z.string().optional(),
});
export type EventEnvelope = z.infer<typeof EventEnvelope>;

/** An outbox row whose event is in the hub's log. */
export interface DeliveredRow {
  position: string;
  sequence: number;
}

/** A committed outbox row on its way through the relay: an event that has no sequence yet. */
export interface OutboxEntry {
  /** The row's position in the outbox, decimal. */
  position: string;
  audienceUserId: string;
  event: Omit<EventEnvelope, 'sequence'>;
  /** When its transaction wrote it, in milliseconds since the epoch. */
  createdAtMs: number;
}

/** The body of a message on a topic's Queue. */
export const TopicMessage = z.object({ event: EventEnvelope });
export type TopicMessage = z.infer<typeof TopicMessage>;

/** The body of a message on the jobs Queue. */
const traced = { tenant_id: Uuid, requestid: z.string(), traceparent: z.string() };
export const JobMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('embed_chunks'), ...traced }),
  z.object({ kind: z.literal('run_job'), job_id: Uuid, ...traced }),
]);
export type JobMessage = z.infer<typeof JobMessage>;

/** The body of a message on the webhooks Queue: this endpoint has something to send. Which is in the database. */
export const WebhookMessage = z.object({ endpoint_id: Uuid, ...traced });
export type WebhookMessage = z.infer<typeof WebhookMessage>;

export const ListEventsQuery = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  topics: z
    .string()
    .transform((topics) => topics.split(','))
    .pipe(z.array(Topic).min(1).max(TOPICS.length))
    .optional()
    .meta({
      description: 'Comma-separated',
      example: 'orders',
      pattern: `^(${TOPICS.join('|')})(,(${TOPICS.join('|')}))*$`,
    }),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** `ticket` is for the door's authentication; it is named here because unknown parameters are refused. */
export const StreamEventsQuery = ListEventsQuery.omit({ limit: true }).extend({
  after: z.coerce.number().int().min(0).optional().meta({ description: 'Go on after this; without it, from now' }),
  lastEventId: z.string().max(40).optional().meta({
    description: 'What clients send that reconnect without the header Last-Event-ID; it wins over `after`',
    example: '41',
  }),
  ticket: z.string().max(256).optional().meta({ description: 'A single-use ticket in place of a bearer token' }),
});

export const EventList = z
  .object({
    data: z.array(RaglineEvent),
    next_after: z.int().meta({ description: 'Pass as `after` to go on' }),
    head: z.int().meta({ description: 'The newest sequence of the tenant' }),
    reset: z.boolean().meta({ description: 'True: events between `after` and the first of these are no longer kept' }),
  })
  .meta({ id: 'EventList' });
export type EventList = z.infer<typeof EventList>;

export const Ticket = z
  .object({ ticket: z.string(), expires_in: z.int().meta({ description: 'Seconds', example: 60 }) })
  .meta({ id: 'Ticket' });
