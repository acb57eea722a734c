import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from './api-env.ts';

/** The OpenAPI 3.1 document, from the same objects that the routes validate with. */
export function openApiDocument(app: OpenAPIHono<ApiEnv>) {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  });
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'RAGline',
      version: '0.1.0',
      description: 'Orders by click and by chat, for many tenants, streamed as they happen.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: 'http://localhost:8787', description: 'npm start' }],
  });
}
