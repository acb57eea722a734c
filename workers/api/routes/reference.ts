import { Hono } from 'hono';
import { serveAsset, type WithAssets } from '../serve-asset.ts';

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
  new Hono<WithAssets>()
    .get('/docs', (c) => c.html(PAGE))
    .get('/docs/', (c) => c.html(PAGE))
    .get('/docs/start.js', (c) => c.body(START, 200, { 'content-type': 'text/javascript', 'cache-control': ONE_DAY }))
    .get('/docs/:file', (c) => serveAsset(c, `docs/${c.req.param('file')}`, ONE_DAY));
