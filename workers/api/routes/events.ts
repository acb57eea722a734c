import { z } from '@hono/zod-openapi';
import { maxSocketsOf } from '../../../contracts/channel.ts';
import { EventList, ListEventsQuery, StreamEventsQuery, Ticket } from '../../../contracts/event.ts';
import { isAllowed, loginOf, type Principal } from '../../../contracts/identity.ts';
import { ServerSentEvent } from '../../../contracts/server-sent-event.ts';
import { Presence, type Subscription, shardName } from '../../../contracts/subscription.ts';
import { invalidRequest, ProblemError } from '../../platform/problem-error.ts';
import { router } from '../api-env.ts';
import { type Hub, openHubSocket, streamEvents } from '../event-stream.ts';
import { stillActing } from '../middleware/still-acting.ts';
import { json, operation } from '../operation.ts';

const tag = 'Events';

const list = operation({
  method: 'get',
  path: '/v1/events',
  operationId: 'listEvents',
  summary: 'List events in order',
  tag,
  permission: 'event:read',
  after: stillActing,
  request: { query: ListEventsQuery },
  responses: { 200: json('A page of events', EventList) },
});

const createTicket = operation({
  method: 'post',
  path: '/v1/events/tickets',
  operationId: 'createTicket',
  summary: 'Get a single-use ticket for a stream',
  tag,
  permission: 'event:read',
  after: stillActing,
  responses: { 201: json('The ticket', Ticket) },
});

const stream = operation({
  method: 'get',
  path: '/v1/events/stream',
  operationId: 'streamEvents',
  summary: 'Stream events as Server-Sent Events',
  description:
    'The name of a server-sent event is the event’s type, its `id` the sequence. `ready` tells where the stream begins, `reset` ' +
    'that events were missed, `closed` that the token or the session has ended. An EventSource resumes with `Last-Event-ID`, which takes precedence over `after`.',
  tag,
  permission: 'event:read',
  after: stillActing,
  request: {
    query: StreamEventsQuery,
    headers: z.object({
      'last-event-id': z.string().optional().meta({ description: 'An event sequence', example: '41' }),
    }),
  },
  responses: {
    200: { description: 'The event stream', content: { 'text/event-stream': { schema: ServerSentEvent } } },
  },
});

const socket = operation({
  method: 'get',
  path: '/v1/events/ws',
  operationId: 'openEventSocket',
  summary: 'Stream events over a WebSocket',
  tag,
  permission: 'event:read',
  after: stillActing,
  request: { query: StreamEventsQuery },
  problems: [400],
  responses: { 101: { description: 'Switching to WebSocket' } },
});

const presence = operation({
  method: 'get',
  path: '/v1/events/presence',
  operationId: 'getPresence',
  summary: 'Count open event streams',
  tag,
  permission: 'event:read-all',
  after: stillActing,
  responses: { 200: json('The number of open streams and of their users', Presence) },
});

/** The tenant's events: pulled, and pushed over Server-Sent Events and WebSockets. */
export const eventRoutes = () =>
  router()
    .openapi(list, async (c) => {
      const { after, limit, topics } = c.req.valid('query');
      const { userId, sees } = subscriptionOf(c.get('principal'), {});
      return c.json(
        await hubOf(c.env, c.get('principal')).read({ userId, sees, topics: topics ?? null, after, limit }),
        200,
      );
    })
    .openapi(createTicket, async (c) => {
      const { ticket, expires_in } = await hubOf(c.env, c.get('principal')).createTicket(c.get('principal'));
      return c.json({ ticket, expires_in }, 201, { 'cache-control': 'no-store' });
    })
    .openapi(presence, async (c) => {
      const count = await hubOf(c.env, c.get('principal'))
        .presence()
        .catch((error: unknown) => {
          c.get('services').log.error('presence_failed', { error });
          throw new ProblemError('unavailable', 'A part of the event hub does not answer. Retry in a moment.');
        });
      return c.json(count, 200, { 'cache-control': 'no-store' });
    })
    .openapi(stream, (c) => {
      const { topics, after, lastEventId } = c.req.valid('query');
      const resumeAfter = parseLastEventId(c.req.valid('header')['last-event-id'] ?? lastEventId) ?? after;
      return streamEvents(
        streamsOf(c.env, c.get('principal')),
        subscriptionOf(c.get('principal'), { topics, after: resumeAfter }),
      );
    })
    .openapi(socket, async (c) => {
      if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
        throw new ProblemError(
          'malformed_request',
          'This path requires a WebSocket upgrade. Connect with a WebSocket client.',
        );
      }
      const { topics, after, lastEventId } = c.req.valid('query');
      const subscription = subscriptionOf(c.get('principal'), {
        topics,
        after: parseLastEventId(lastEventId) ?? after,
      });
      const webSocket = await openHubSocket(streamsOf(c.env, c.get('principal')), subscription);
      return new Response(null, { status: 101, webSocket });
    });

/** A hub is named by its tenant. */
const hubOf = (env: Env, principal: Principal) => env.TENANT_HUB.getByName(principal.tenantId);

function streamsOf(env: Env, principal: Principal): Hub {
  const hub = hubOf(env, principal);
  return {
    open: (url, init) => hub.fetch(url, init),
    shard: (index) => env.HUB_SHARD.getByName(shardName(principal.tenantId, index)),
    read: (query) => hub.read(query),
  };
}

interface Wish {
  topics?: Subscription['topics'] | undefined;
  after?: number | undefined;
}

/** The requested topics that the principal may see. */
function subscriptionOf(principal: Principal, { topics, after }: Wish): Subscription {
  return {
    userId: principal.userId,
    sessionId: loginOf(principal),
    sees: isAllowed(principal, 'event:read-all') ? 'tenant' : 'own',
    topics: topics ?? null,
    after: after ?? null,
    expiresAt: principal.expiresAt,
    maxSockets: maxSocketsOf(principal),
  };
}

function parseLastEventId(header: string | undefined): number | undefined {
  if (header === undefined || header === '') return undefined;
  if (/^\d{1,15}$/.test(header)) return Number(header);
  throw invalidRequest([{ path: ['Last-Event-ID'], message: 'must be the sequence of an event' }]);
}
