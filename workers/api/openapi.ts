import type { OpenAPIHono } from '@hono/zod-openapi';
import { PERMISSIONS, type Permission } from '../../contracts/identity.ts';
import type { ApiEnv } from './api-env.ts';
import { permissionOf } from './middleware/allow.ts';
import { exampleOf, type Schema } from './openapi-examples.ts';

const TAGS = [
  { name: 'Auth', description: 'Tenants, accounts and tokens.' },
  { name: 'Users', description: 'The accounts of a tenant and their roles.' },
  { name: 'API keys', description: 'API keys for servers and integrations.' },
  { name: 'Shops', description: 'The public profiles of shops.' },
  { name: 'Products', description: 'The catalogue.' },
  {
    name: 'Documents',
    description: 'The shop’s documents, such as policies and opening hours, which the chat answers from.',
  },
  { name: 'Search', description: 'Search of the catalogue and the documents.' },
  { name: 'Promotions', description: 'Discounts, with a code or automatic.' },
  { name: 'Orders', description: 'Quotes and orders.' },
  { name: 'Events', description: 'Events of the tenant: pulled, as Server-Sent Events, or over a WebSocket.' },
  { name: 'Webhooks', description: 'Events sent to your servers, signed by Standard Webhooks.' },
  { name: 'Chat', description: 'Conversations with the agent, in the AI SDK’s stream protocol.' },
  {
    name: 'Help requests',
    description: 'Returns, exchanges, refunds, complaints and requests for a human, which the staff answer.',
  },
  { name: 'Jobs', description: 'Work that continues after the answer.' },
  { name: 'Audit log', description: 'The permanent record of who did what.' },
  { name: 'Dead letters', description: 'Messages that failed permanently, to replay or drop.' },
  { name: 'System', description: 'Health, readiness and public keys.' },
];

interface Operation {
  summary?: string;
  description?: string;
  security?: unknown[];
  requestBody?: { content?: Record<string, MediaType> };
  responses?: Record<string, { content?: Record<string, MediaType> }>;
}
interface MediaType {
  schema?: Schema;
  example?: unknown;
}

/** The OpenAPI 3.1 document, from the same objects that the routes validate with and guard themselves with. */
export function openApiDocument(app: OpenAPIHono<ApiEnv>) {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'metricsToken', {
    type: 'http',
    scheme: 'bearer',
    description: 'The METRICS_TOKEN of the deployment',
  });
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'RAGline',
      version: '0.1.0',
      description:
        'The order-taking API for shops and restaurants: orders by click and by chat, for many tenants, with live events.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
      contact: { name: 'The RAGline developers', url: 'https://ragline.dev' },
    },
    servers: [{ url: '/', description: 'The server that this document comes from' }],
  });
  const permissions = permissionsByRoute(app);
  const used = new Set<string>();
  const schemas: Record<string, Schema> = { ...document.components?.schemas } as Record<string, Schema>;
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = item[method];
      if (operation === undefined) continue;
      for (const tag of operation.tags ?? []) used.add(tag);
      complete(operation as Operation, permissions.get(`${method.toUpperCase()} ${path}`), schemas);
    }
  }
  return { ...document, tags: TAGS.filter(({ name }) => used.has(name)) };
}

/** Adds what follows from the rest: who may call it, that the open ones need no token, and examples. */
function complete(operation: Operation, permission: Permission | undefined, schemas: Record<string, Schema>): void {
  operation.security ??= [];
  const isOptional = operation.security.some((requirement) => Object.keys(Object(requirement)).length === 0);
  const token = isOptional ? 'Takes a token, but needs none.' : 'Needs any valid token.';
  const open = operation.security.length === 0 ? 'Needs no token.' : token;
  const who = permission === undefined ? open : `Needs \`${permission}\`: ${PERMISSIONS[permission].join(', ')}.`;
  operation.description = [operation.description ?? `${operation.summary}.`, who].join('\n\n');
  const contents = [
    operation.requestBody?.content,
    ...Object.values(operation.responses ?? {}).map(({ content }) => content),
  ];
  for (const media of contents.flatMap((content) => Object.values(content ?? {}))) {
    if (media.schema !== undefined) media.example ??= exampleOf(media.schema, schemas);
  }
}

function permissionsByRoute(app: OpenAPIHono<ApiEnv>): Map<string, Permission> {
  return new Map(
    app.routes.flatMap(({ method, path, handler }) => {
      const permission = permissionOf(handler);
      return permission === undefined ? [] : [[`${method} ${path.replace(/:([^/]+)/g, '{$1}')}`, permission] as const];
    }),
  );
}
