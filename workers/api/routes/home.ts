import { Hono } from 'hono';
import type { ApiEnv } from '../api-env.ts';

const ONE_DAY = 'public, max-age=86400';

/** Links for a client that asks `/` for JSON. */
export const LINKS = {
  docs: '/docs',
  openapi: '/openapi.json',
  asyncapi: '/asyncapi.yaml',
  llms: '/llms.txt',
  health: '/healthz',
} as const;

const LLMS = `# RAGline

> An order-taking backend for shops and restaurants: products, quotes, orders, events, webhooks and a chat agent, for many tenants.

Every request to /v1 carries \`Authorization: Bearer <token>\`. POST /v1/auth/login gives a token to a person, POST
/v1/auth/guest to a guest, POST /v1/api-keys makes a key for a server. A POST that creates takes an \`Idempotency-Key\`.
Money is in minor units (cents). Errors are RFC 9457 problems with a stable \`code\`. A list has \`data\` and \`next_cursor\`.
An order through an agent needs a quote and the customer's approval of that quote.

## API

- [OpenAPI 3.1](/openapi.json): every operation, with examples
- [AsyncAPI](/asyncapi.yaml): events over SSE, WebSocket, webhooks and Redis streams
- [Reference](/docs): the same operations for people
- [MCP](/mcp): the shop's tools over the Model Context Protocol (streamable HTTP, with a token)
- [Keys](/.well-known/jwks.json): the public keys of tokens
`;

/** Entry points for programs and models. */
export const homeRoutes = ({ asyncApi }: { asyncApi: string }) =>
  new Hono<ApiEnv>()
    .get('/llms.txt', (c) => c.text(LLMS, 200, { 'cache-control': ONE_DAY }))
    .get('/asyncapi.yaml', (c) =>
      c.body(asyncApi, 200, { 'content-type': 'application/yaml', 'cache-control': ONE_DAY }),
    );
