import { z } from 'zod';
import { ListEventsQuery, StreamEventsQuery, TOPICS } from '../../contracts/event.ts';
import { CLOSE_CODES } from '../../contracts/subscription.ts';
import {
  eventMessages,
  frameMessages,
  type Messages,
  queuedMessages,
  schemaMessage,
  webhookMessages,
} from './asyncapi-messages.ts';
import { wireComponents } from './wire-schemas.ts';

/** A channel, and what RAGline sends and receives on it. */
interface Channel {
  address: string;
  server: keyof typeof SERVERS;
  title: string;
  description: string;
  parameters?: Record<string, { description: string; enum?: readonly string[] }>;
  bindings?: Record<string, unknown>;
  /** Bindings of the channel's operations. */
  operationBindings?: Record<string, unknown>;
  send: Messages;
  receive?: Messages;
}

const CLIENT_SECURITY = [
  { $ref: '#/components/securitySchemes/bearer' },
  { $ref: '#/components/securitySchemes/ticket' },
];

const SERVERS = {
  webhooks: {
    host: '{host}',
    protocol: 'https',
    description: 'A server of the tenant’s own.',
    variables: { host: { description: 'As the endpoint names it', default: 'shop.example.com' } },
  },
  http: { host: '127.0.0.1:8787', protocol: 'http', description: 'As `npm start` serves it; HTTPS when deployed.' },
  websocket: { host: '127.0.0.1:8787', protocol: 'ws', description: 'As `npm start` serves it; WSS when deployed.' },
  queues: { host: 'queues.cloudflare.com', protocol: 'cloudflare-queues', description: 'Within the account.' },
  redis: {
    host: '{database}',
    protocol: 'redis',
    description: 'Upstash Redis.',
    variables: { database: { description: 'As the deployment names it', default: '127.0.0.1:6379' } },
  },
};

const ORDER =
  'Events come in the order of their `sequence`; after a reconnect go on `after` the last one. Staff see the ' +
  'tenant’s, everyone else those of which they are the audience.';
const QUEUED =
  'At least once, for the worker pool: deduplicate by `id`. An event too large for a message travels as a claim check.';

/**
 * Every way by which an event or a frame leaves or enters. Messages and schemas are walked out of the Zod schemas, so
 * that a new type of event or kind of frame is in the document without being named here.
 */
export function asyncApiDocument() {
  const channels = channelsOf();
  const all = Object.values(channels);
  return {
    asyncapi: '3.1.0',
    id: 'urn:ragline:events',
    info: {
      title: 'RAGline events',
      version: '0.1.0',
      description: 'What happens, as it happens. The REST operations are in `openapi.yaml`.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
      contact: { name: 'The RAGline developers', url: 'https://ragline.dev' },
      tags: [{ name: 'Events', description: 'CloudEvents 1.0 in JSON, pushed and pulled.' }],
    },
    defaultContentType: 'application/json',
    servers: SERVERS,
    channels: Object.fromEntries(Object.entries(channels).map(([name, channel]) => [name, channelObject(channel)])),
    operations: Object.fromEntries(Object.entries(channels).flatMap(([name, channel]) => operations(name, channel))),
    components: {
      schemas: wireComponents(),
      messages: Object.assign({}, ...all.flatMap(({ send, receive = {} }) => [send, receive])),
      correlationIds: {
        request: { description: 'The `X-Request-ID` of what set it off', location: '$message.payload#/requestid' },
      },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token or an API key' },
        ticket: {
          type: 'httpApiKey',
          in: 'query',
          name: 'ticket',
          description: 'A ticket of `POST /v1/events/tickets`, for browsers: it opens one stream, again and again',
        },
      },
    },
  };
}

function channelsOf(): Record<string, Channel> {
  const get = (query: z.ZodType) => ({ method: 'GET', query: querySchema(query) });
  return {
    stream: {
      address: '/v1/events/stream',
      server: 'http',
      title: 'Server-Sent Events',
      description:
        'A server-sent event is named by the type, its id is the sequence, its data the event as JSON. ' +
        `\`Last-Event-ID\` wins over \`after\`. ${ORDER}`,
      operationBindings: { http: { ...get(StreamEventsQuery), bindingVersion: '0.3.0' } },
      send: {
        ...eventMessages(),
        ...schemaMessage('ready', 'Server-sent event ready', 'StreamReady'),
        ...schemaMessage('reset', 'Server-sent event reset', 'StreamReset'),
        ...schemaMessage('closed', 'Server-sent event closed', 'StreamClosed'),
      },
    },
    socket: {
      address: '/v1/events/ws',
      server: 'websocket',
      title: 'WebSocket',
      description:
        `A frame is one JSON text. Closes with ${CLOSE_CODES.unauthenticated} when the token expires or its session ends, with ` +
        `${CLOSE_CODES.slowConsumer} when the client reads too slowly. ${ORDER}`,
      bindings: { ws: { ...get(StreamEventsQuery), bindingVersion: '0.1.0' } },
      send: frameMessages('server'),
      receive: frameMessages('client'),
    },
    log: {
      address: '/v1/events',
      server: 'http',
      title: 'The log, pulled',
      description: `A page of the log; pass \`next_after\` as \`after\` until it is \`head\`. ${ORDER}`,
      operationBindings: { http: { ...get(ListEventsQuery), bindingVersion: '0.3.0' } },
      send: schemaMessage('page', 'A page of the log', 'EventList'),
    },
    webhooks: {
      address: '{path}',
      server: 'webhooks',
      title: 'Webhooks',
      description:
        'A POST to each endpoint of the tenant that asked for the type; Standard Webhooks 1.0.0. At least once: ' +
        'deduplicate by `webhook-id`. Events of one subject come in their order.',
      parameters: { path: { description: 'As the endpoint names it' } },
      operationBindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
      send: webhookMessages(),
    },
    ...Object.fromEntries(
      TOPICS.map((topic): [string, Channel] => [
        `queue_${topic}`,
        {
          address: `ragline-${topic.replaceAll('_', '-')}`,
          server: 'queues',
          title: `The Queue of the topic ${topic}`,
          description: QUEUED,
          send: queuedMessages(topic),
        },
      ]),
    ),
    queue_jobs: {
      address: 'ragline-jobs',
      server: 'queues',
      title: 'The Queue of jobs',
      description: 'Tells the worker pool that there is work; what it is stands in the database.',
      send: schemaMessage('job', 'There is work', 'JobMessage'),
    },
    queue_webhooks: {
      address: 'ragline-webhooks',
      server: 'queues',
      title: 'The Queue of webhooks',
      description: 'Tells the worker pool that an endpoint has something to send; what it is stands in the database.',
      send: schemaMessage('webhook_work', 'An endpoint has something to send', 'WebhookMessage'),
    },
    redis_stream: {
      address: 'ragline:stream:{topic}',
      server: 'redis',
      title: 'Redis streams',
      description: 'A mirror of each topic for consumers outside, of all tenants: about the last 10,000 events.',
      parameters: { topic: { description: 'The topic', enum: TOPICS } },
      send: schemaMessage('event_entry', 'An entry of a Redis stream', 'EventEntry'),
    },
    redis_dead_letters: {
      address: 'ragline:dlq:{queue}',
      server: 'redis',
      title: 'Redis streams of dead letters',
      description: 'What failed for good, of all tenants: each failure once, about the last 1,000.',
      parameters: { queue: { description: 'A topic, `jobs` or `webhooks`', enum: [...TOPICS, 'jobs', 'webhooks'] } },
      send: schemaMessage('dead_letter', 'An entry of a stream of dead letters', 'DeadLetterEntry'),
    },
  };
}

function channelObject({ address, server, title, description, parameters, bindings, send, receive }: Channel) {
  return {
    address,
    title,
    description,
    servers: [{ $ref: `#/servers/${server}` }],
    ...(parameters === undefined ? {} : { parameters }),
    ...(bindings === undefined ? {} : { bindings }),
    messages: Object.fromEntries(
      Object.keys({ ...send, ...receive }).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
    ),
  };
}

/** The operations from RAGline's side: it sends what clients read. */
function operations(
  name: string,
  { title, server, send, receive, operationBindings }: Channel,
): Array<[string, object]> {
  const isForClients = server === 'http' || server === 'websocket';
  return [['send', send] as const, ['receive', receive] as const].flatMap(
    ([action, messages]): Array<[string, object]> => {
      if (messages === undefined) return [];
      const operation = {
        action,
        channel: { $ref: `#/channels/${name}` },
        title,
        description: action === 'send' ? `${title}: what RAGline sends.` : `${title}: what RAGline understands.`,
        messages: Object.keys(messages).map((message) => ({ $ref: `#/channels/${name}/messages/${message}` })),
        ...(isForClients ? { security: CLIENT_SECURITY } : {}),
        ...(operationBindings === undefined ? {} : { bindings: operationBindings }),
      };
      return [[`${action}_${name}`, operation]];
    },
  );
}

function querySchema(query: z.ZodType): object {
  const { $schema: _, ...schema } = z.toJSONSchema(query, { target: 'draft-7', io: 'input' });
  return JSON.parse(JSON.stringify(schema).replace(/"example":("[^"]*")/g, '"examples":[$1]'));
}
