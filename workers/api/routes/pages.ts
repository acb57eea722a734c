import { type Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import { DEMO_SLUGS } from '../../../schema/seed/demo-slugs.ts';
import { serveAsset, type WithAssets } from '../serve-asset.ts';
import { LINKS } from './home.ts';

/** The name of a built file has a hash of its content in it. */
const FOREVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';
/** A name that pages of others know for good: a new release reaches them within minutes. */
const BRIEFLY = 'public, max-age=300, stale-while-revalidate=86400';

/** The pages for people, as `web/` builds them: the storefront, the console, and what they load. */
export const pageRoutes = (isLocal: (c: Context) => boolean) =>
  new Hono<WithAssets>()
    .get('/', async (c) => {
      c.header('vary', 'Accept', { append: true });
      const type = accepts(c, {
        header: 'Accept',
        supports: ['application/json', 'text/html'],
        default: 'application/json',
      });
      if (type !== 'text/html')
        return c.json({ name: 'RAGline', ...LINKS, ...(isLocal(c) ? { demo_shops: DEMO_SLUGS } : {}) });
      if (isLocal(c)) return c.redirect(`/s/${DEMO_SLUGS[0]}`);
      return await serveAsset(c, 'storefront.html', ASK_AGAIN);
    })
    .get('/s/:slug/*', (c) => serveAsset(c, 'storefront.html', ASK_AGAIN))
    .get('/console/*', (c) => serveAsset(c, 'console.html', ASK_AGAIN))
    .get('/widget.js', (c) => serveAsset(c, 'widget.js', BRIEFLY))
    .get('/assets/:file', (c) => serveAsset(c, `assets/${c.req.param('file')}`, FOREVER));
