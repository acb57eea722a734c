import { z } from 'zod';
import { MAX_SOCKETS } from './channel.ts';
import { RaglineEvent, Topic } from './event.ts';
import { Uuid } from './text.ts';

/** The rights and filters of a subscriber; made by the Worker from a verified token, trusted by the hub. */
export const Subscription = z.object({
  userId: Uuid,
  /** The person's login; absent for guests and API keys. */
  sessionId: Uuid.optional(),
  /** Staff see the tenant's events, everyone else their own. */
  sees: z.enum(['tenant', 'own']),
  topics: z.array(Topic).nullable(),
  /** Resume after this sequence; null starts at the head. */
  after: z.int().min(0).nullable(),
  /** Seconds since the epoch: the stream closes then. */
  expiresAt: z.int(),
  /** How many sockets this principal may have at one object. */
  maxSockets: z.int().min(1).default(MAX_SOCKETS.other),
});
export type Subscription = z.infer<typeof Subscription>;

/** Which of the tenant's events a reader gets. */
export type EventFilter = Pick<Subscription, 'userId' | 'sees' | 'topics'>;

/** The internal header in which the Worker hands the hub a JSON `Subscription` with the upgrade. */
export const SUBSCRIPTION_HEADER = 'x-ragline-subscription';

/** A hub at its limit of sockets answers 421 with the number of a shard in this header: 1, 2, … */
export const SHARD_HEADER = 'x-ragline-shard';

/** A shard is named by its tenant and its number. */
export const shardName = (tenantId: string, index: number): string => `${tenantId}:${index}`;

/** @throws {Error} for a name that `shardName` did not make. */
export function parseShardName(name: string): { tenantId: string; index: number } {
  const [tenantId, index] = name.split(':');
  if (tenantId === undefined || !/^[1-9]\d*$/.test(index ?? '')) throw new Error('this is not the name of a shard');
  return { tenantId, index: Number(index) };
}

/** A stream ticket contains its tenant's id, by which the Worker finds the hub. */
export const TICKET = /^tk_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_[A-Za-z0-9_-]{43}$/;
/** How long a ticket waits for its stream to be opened. */
export const TICKET_TTL_SECONDS = 60;
/** How long the ticket of a session reopens its stream: a working day, such as that of an order board in a kitchen. */
export const TICKET_REOPENS_SECONDS = 12 * 3600;
/**
 * A stream that a ticket reopens closes after this time, as with an access token. Then its session is checked again.
 */
export const REOPENED_STREAM_SECONDS = 30 * 60;

/** Application close codes (4000 to 4999). */
export const CLOSE_CODES = {
  /** The token expired, or its session ended: reconnect with a new token and `after`. */
  unauthenticated: 4401,
  /** The client read too slowly: reconnect with `after`. */
  slowConsumer: 4408,
  /** The client sent too many frames: reconnect later with `after`. */
  tooManyFrames: 4429,
} as const;

/** Why a socket is closed with 4401. */
export const CLOSE_REASONS = { tokenExpired: 'token expired', sessionEnded: 'session ended' } as const;

/** Frames from the server, one JSON text each. */
export const ServerFrame = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('ready'), head: z.int(), after: z.int(), topics: z.array(Topic).nullable() }),
    z.object({ type: z.literal('event'), event: RaglineEvent }),
    z.object({
      type: z.literal('reset'),
      after: z.int().meta({
        description: 'Events up to this sequence are no longer available. Reload your data, then continue after it',
      }),
    }),
    z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
    z.object({ type: z.literal('pong') }),
  ])
  .meta({ id: 'ServerFrame' });
export type ServerFrame = z.infer<typeof ServerFrame>;

/** Frames from a WebSocket client. */
export const ClientFrame = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('subscribe'),
      topics: z.array(Topic).min(1).optional(),
      after: z.int().min(0).optional(),
    }),
    z.strictObject({ type: z.literal('unsubscribe') }),
    z.strictObject({
      type: z.literal('ack'),
      after: z
        .int()
        .min(0)
        .meta({ description: 'The last sequence that the client has read. Later events count as unread' }),
    }),
    z.strictObject({ type: z.literal('ping') }),
  ])
  .meta({ id: 'ClientFrame' });
export type ClientFrame = z.infer<typeof ClientFrame>;

/** The current listeners, for the staff. */
export const Presence = z
  .object({
    connections: z.int().meta({ description: 'Open streams of the tenant, Server-Sent Events and WebSockets' }),
    users: z.int().meta({ description: 'Number of distinct users with an open stream' }),
  })
  .meta({ id: 'Presence' });
export type Presence = z.infer<typeof Presence>;
