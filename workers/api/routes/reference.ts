import { type Context, Hono } from 'hono';
import { ProblemError } from '../../platform/problem-error.ts';
import type { ApiEnv } from '../api-env.ts';

/** The files of Swagger UI that the page needs, of all that its package holds. */
const FILES: ReadonlySet<string> = new Set(['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']);
const ONE_DAY = 'public, max-age=86400';

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>RAGline API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="reference"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  persistAuthorization: false,
  validatorUrl: null,
});
`;

/** The reference page at `/docs`, from files that this Worker serves itself. */
export const referenceRoutes = () =>
  new Hono<ApiEnv>()
    .get('/docs', (c) => c.html(PAGE))
    .get('/docs/', (c) => c.html(PAGE))
    .get('/docs/start.js', (c) => c.body(START, 200, { 'content-type': 'text/javascript', 'cache-control': ONE_DAY }))
    .get('/docs/:file', (c) => serveFile(c, c.req.param('file')));

async function serveFile(c: Context<ApiEnv>, name: string): Promise<Response> {
  if (!FILES.has(name)) throw new ProblemError('not_found', 'No resource exists at this path.');
  const file = await c.env.ASSETS.fetch(new URL(`/${name}`, c.req.url));
  const response = new Response(file.body, file);
  response.headers.set('cache-control', ONE_DAY);
  return response;
}
