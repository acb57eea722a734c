import { Hono } from 'hono';
import { accepts } from 'hono/accepts';
import { html } from 'hono/html';
import type { ApiEnv } from '../api-env.ts';

const ONE_DAY = 'public, max-age=86400';

/** What a newcomer looks for, by the name of its link. */
const LINKS = {
  docs: '/docs',
  openapi: '/openapi.json',
  asyncapi: '/asyncapi.yaml',
  llms: '/llms.txt',
  health: '/healthz',
} as const;

const STYLE = `body { max-width: 40rem; margin: 3rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #222; background: #fff; }
td, th { padding: 0 1.5rem 0 0; text-align: left; }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818; } a { color: #8cf; } }
`;

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

/** `/` and what it links to: the way in for people, programs and models. */
export const homeRoutes = ({ isLocal, asyncApi }: { isLocal(env: Env): boolean; asyncApi: string }) =>
  new Hono<ApiEnv>()
    .get('/', (c) => {
      c.header('vary', 'Accept', { append: true });
      const type = accepts(c, {
        header: 'Accept',
        supports: ['application/json', 'text/html'],
        default: 'application/json',
      });
      if (type === 'text/html') return c.html(page(isLocal(c.env)));
      return c.json({ name: 'RAGline', ...LINKS });
    })
    .get('/home.css', (c) =>
      c.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': ONE_DAY }),
    )
    .get('/llms.txt', (c) => c.text(LLMS, 200, { 'cache-control': ONE_DAY }))
    .get('/asyncapi.yaml', (c) =>
      c.body(asyncApi, 200, { 'content-type': 'application/yaml', 'cache-control': ONE_DAY }),
    );

const page = (isLocal: boolean) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>RAGline</title>
<link rel="stylesheet" href="/home.css">
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
</head>
<body>
<h1>RAGline</h1>
<p>This is the API of an order-taking backend. It is running.</p>
<ul>
<li><a href="${LINKS.docs}">API reference</a>: every operation, to read and to try</li>
<li><a href="${LINKS.openapi}">OpenAPI</a> and <a href="${LINKS.asyncapi}">AsyncAPI</a> documents</li>
<li><a href="${LINKS.llms}">llms.txt</a> for agents</li>
<li><a href="${LINKS.health}">Health</a></li>
</ul>
${isLocal ? DEMO : ''}
</body>
</html>
`;

const DEMO = html`<h2>Demo logins</h2>
<p>Password <code>ragline-demo</code>, for <code>POST /v1/auth/login</code>, where the demo tenants were put in:</p>
<table>
<tr><th>tenant_slug</th><th>email</th></tr>
${['bistro', 'grocer'].flatMap((slug) =>
  ['owner', 'staff', 'customer'].map(
    (role) => html`<tr><td>${slug}</td><td>${role}@${slug}.test</td></tr>
`,
  ),
)}
</table>`;
