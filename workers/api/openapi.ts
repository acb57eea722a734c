import type { OpenAPIHono } from '@hono/zod-openapi';
import { PERMISSIONS, type Permission } from '../../contracts/identity.ts';
import type { ApiEnv } from './api-env.ts';
import { permissionOf } from './middleware/allow.ts';
import { exampleOf, type Schema } from './openapi-examples.ts';

const TAGS = [
  { name: 'Auth', description: 'Tenants, accounts and tokens.' },
  { name: 'Users', description: 'Who works here, and in which role.' },
  { name: 'API keys', description: 'Keys for servers.' },
  { name: 'Shops', description: 'What anybody may know of a shop.' },
  { name: 'Products', description: 'The catalogue.' },
  { name: 'Documents', description: 'What the shop wants known: policies, opening hours, answers to questions.' },
  { name: 'Search', description: 'Over the catalogue and the documents.' },
  { name: 'Promotions', description: 'Discounts, by code or by themselves.' },
  { name: 'Orders', description: 'Quotes and orders.' },
  { name: 'Events', description: 'What happens, as it happens: pulled, by Server-Sent Events or by WebSocket.' },
  { name: 'Webhooks', description: 'Events sent to servers of your own, signed as Standard Webhooks has it.' },
  { name: 'Chat', description: 'Conversations with the agent, as the AI SDK streams them.' },
  {
    name: 'Help requests',
    description: 'Returns, refunds, complaints and the wish for a human, for the staff to answer.',
  },
  { name: 'Jobs', description: 'Work that continues after the answer.' },
  { name: 'Audit log', description: 'Who did what, kept for good.' },
  { name: 'Dead letters', description: 'Messages that failed for good, to replay or drop.' },
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
      description: 'Orders by click and by chat, for many tenants, streamed as they happen.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
      contact: { name: 'The RAGline developers', url: 'https://ragline.dev' },
    },
    servers: [{ url: '/', description: 'Where this document came from' }],
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
