import { z } from 'zod';
import { ChatToolEventData } from './chat-tool.ts';
import { HelpRequest } from './help-request.ts';
import type { Permission } from './identity.ts';
import { JobSummary } from './job.ts';
import { Order, OrderStatus } from './order.ts';
import { Timestamp, Uuid } from './text.ts';

export const TOPICS = ['orders', 'notifications', 'chat_tools'] as const;
export const Topic = z.enum(TOPICS).meta({ id: 'Topic' });
export type Topic = z.infer<typeof Topic>;

/** Attributes of every event: CloudEvents 1.0 (JSON format) with our extensions in lower case, as it demands. */
const attributes = {
  specversion: z.literal('1.0'),
  id: Uuid.meta({ description: 'The event’s id. Deduplicate by it' }),
  source: z.string().meta({ example: '/ragline/tenants/019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70' }),
  subject: z.string().meta({ example: 'orders/019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e71' }),
  time: Timestamp,
  datacontenttype: z.literal('application/json'),
  tenantid: Uuid,
  sequence: z.int().min(1).meta({ description: 'Increases by one with each event of the tenant. Resume after it' }),
  requestid: z.string(),
  traceparent: z
    .string()
    .meta({ description: 'W3C Trace Context', example: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' }),
};

/** Events with the same data. */
interface FamilyDefinition {
  /** The name of the schema in the contracts. */
  id: string;
  title: string;
  topic: Topic;
  types: readonly string[];
  data: z.ZodType;
  /** The resource of the events. A webhook gets the events of one aggregate in order. */
  aggregate: 'order' | 'conversation' | 'job' | 'webhook_endpoint' | 'help_request' | 'tenant';
  /**
   * The readers beside the staff, who see all events: the person whom each event names, or no one. A staff event cannot
   * name a person, so it cannot reach a customer.
   */
  audience: 'person' | 'staff';
  /**
   * The permission that a webhook endpoint's owner needs to receive them; `event:read-all` suffices for every family.
   */
  readPermission: Permission;
}

function eventFamily<const F extends FamilyDefinition>(family: F) {
  const schema = z
    .object({
      ...attributes,
      topic: z.literal<F['topic']>(family.topic),
      type: z.enum<F['types']>(family.types),
      data: family.data as F['data'],
    })
    .meta({ id: family.id, title: family.title });
  return { ...family, schema };
}

export const OrderEventData = z.object({
  order: Order,
  // Not `nullable()`: of a named schema that generates an `allOf` which no null fits.
  previous_status: z.union([OrderStatus, z.null()]),
  reason: z.string().nullable(),
});
export type OrderEventData = z.infer<typeof OrderEventData>;

const OrderEvents = eventFamily({
  id: 'OrderEvent',
  title: 'Order events, version 1',
  topic: 'orders',
  types: ['order_created', 'order_updated', 'order_cancelled'],
  data: OrderEventData,
  aggregate: 'order',
  audience: 'person',
  readPermission: 'order:read-all',
});

export const ChatToolEvents = eventFamily({
  id: 'ChatToolEvent',
  title: 'Chat tool events, version 1',
  topic: 'chat_tools',
  types: ['tool_call'],
  data: ChatToolEventData,
  // Calls over MCP have no conversation: each is its own aggregate, so a call that a webhook cannot deliver delays no other.
  aggregate: 'conversation',
  audience: 'person',
  readPermission: 'event:read-all',
});

/** The progress of a job, for the person who started it and the staff. */
const JobEventData = z.object({ job: JobSummary });

const JobEvents = eventFamily({
  id: 'JobEvent',
  title: 'Job events, version 1',
  topic: 'notifications',
  types: ['job_updated'],
  data: JobEventData,
  aggregate: 'job',
  audience: 'person',
  readPermission: 'job:manage',
});

/** A message to the staff. `title` and `body` are for people, `kind` is for programs. */
const NotificationEventData = z.object({
  kind: z.enum(['webhook_endpoint_disabled']),
  title: z.string(),
  body: z.string(),
  resource_type: z.literal('webhook_endpoint'),
  resource_id: Uuid,
});

const NotificationEvents = eventFamily({
  id: 'NotificationEvent',
  title: 'Notifications, version 1',
  topic: 'notifications',
  types: ['notification'],
  data: NotificationEventData,
  aggregate: 'webhook_endpoint',
  audience: 'staff',
  readPermission: 'webhook:manage',
});

/** A request for the staff's help, as its person may read it: for that person and the staff. */
const HelpEventData = z.object({ help_request: HelpRequest });

const HelpEvents = eventFamily({
  id: 'HelpEvent',
  title: 'Help requests, version 1',
  topic: 'notifications',
  types: ['help_requested', 'help_request_updated'],
  data: HelpEventData,
  aggregate: 'help_request',
  audience: 'person',
  readPermission: 'help-request:manage',
});

/** The database was restored: what was written after `restored_to` is gone, except what clients have kept. */
export const RestoreEventData = z.object({ restored_to: Timestamp });
export type RestoreEventData = z.infer<typeof RestoreEventData>;

const RestoreEvents = eventFamily({
  id: 'RestoreEvent',
  title: 'Restores of the database, version 1',
  topic: 'notifications',
  types: ['data_restored'],
  data: RestoreEventData,
  aggregate: 'tenant',
  audience: 'staff',
  readPermission: 'event:read-all',
});

/** Every event of the product. A new family is added here, and nowhere else. */
export const EVENT_FAMILIES = [
  OrderEvents,
  ChatToolEvents,
  JobEvents,
  NotificationEvents,
  HelpEvents,
  RestoreEvents,
] as const;
export type EventFamily = (typeof EVENT_FAMILIES)[number];

export type EventType = EventFamily['types'][number];
export const EVENT_TYPES: readonly EventType[] = EVENT_FAMILIES.flatMap(({ types }): readonly EventType[] => types);
export const EventType = z.enum(EVENT_TYPES).meta({ id: 'EventType' });

/** The cast holds because `map` keeps the order and the length of a tuple. */
const schemasOf = <T extends ReadonlyArray<{ schema: z.ZodType }>>(families: T) =>
  families.map(({ schema }) => schema) as unknown as { -readonly [K in keyof T]: T[K]['schema'] };

export const RaglineEvent = z.discriminatedUnion('type', schemasOf(EVENT_FAMILIES)).meta({ id: 'Event' });
export type RaglineEvent = z.infer<typeof RaglineEvent>;

/** An event as a domain verb writes it to the outbox. Its family adds the topic and the aggregate's type. */
export type NewEvent = { [F in EventFamily as F['id']]: NewEventOf<F> }[EventFamily['id']];

type NewEventOf<F extends EventFamily> = {
  type: F['types'][number];
  aggregateId: string;
  data: z.infer<F['data']>;
} & (F['audience'] extends 'staff' ? { audienceUserId?: never } : { audienceUserId: string });

/** The audience of staff-only events: the nil UUID (RFC 9562 §5.9), which is no user's id. */
export const STAFF_ONLY = '00000000-0000-0000-0000-000000000000';

/**
 * @throws {Error} for a type that no family has; the compiler excludes those, and families that `RaglineEvent` lacks.
 */
export function eventFamilyOf(type: RaglineEvent['type']): EventFamily {
  const family = EVENT_FAMILIES.find(({ types }) => types.some((own) => own === type));
  if (family === undefined) throw new Error(`there is no event type ${type}`);
  return family;
}

/**
 * An event as streams, the relay and the worker pool handle it: they carry `data` and never look into it. `type` is
 * open, because streams and queues of this release also carry the events of the next one during a rollout.
 */
export const EventEnvelope = z.object({
  ...attributes,
  topic: Topic,
  type: z.string(),
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

/** A committed event that has no sequence yet. */
export interface CommittedEvent {
  audienceUserId: string;
  event: Omit<EventEnvelope, 'sequence'>;
  /** When its transaction wrote it, in milliseconds since the epoch. */
  createdAtMs: number;
}

/** An outbox row on its way through the relay. */
export interface OutboxEntry extends CommittedEvent {
  /** The row's position in the outbox, decimal. */
  position: string;
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

/** The body of a message on the webhooks Queue: this endpoint has deliveries due, which the database lists. */
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
  after: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .meta({ description: 'Resume after this sequence. Default: from now' }),
  lastEventId: z.string().max(40).optional().meta({
    description: 'Sent by clients that cannot set the header Last-Event-ID. Takes precedence over `after`',
    example: '41',
  }),
  ticket: z.string().max(256).optional().meta({
    description:
      'A ticket in place of a bearer token. The first stream that it opens is the only one that it opens again.',
  }),
});

export const EventList = z
  .object({
    data: z.array(RaglineEvent),
    next_after: z.int().meta({ description: 'Pass it as `after` to read the next page' }),
    head: z.int().meta({ description: 'The tenant’s newest sequence' }),
    reset: z
      .boolean()
      .meta({ description: 'True: events between `after` and the first event of this page are no longer available' }),
  })
  .meta({ id: 'EventList' });
export type EventList = z.infer<typeof EventList>;

export const Ticket = z
  .object({
    ticket: z.string(),
    expires_in: z.int().meta({ description: 'Seconds within which the stream must be opened', example: 60 }),
  })
  .meta({ id: 'Ticket' });
export type Ticket = z.infer<typeof Ticket>;
