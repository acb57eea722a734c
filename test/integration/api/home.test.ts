import { exports } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { Shop } from '../../../contracts/shop.ts';
import { answer, call, newProduct, newTenant } from '../../support/tenant.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const get = (path: string, accept = '*/*', headers: Record<string, string> = {}) =>
  exports.default.fetch(
    new Request(`http://localhost${path}`, { headers: { accept, ...headers }, redirect: 'manual' }),
  );

describe('the home of the API', () => {
  it('leads a browser to the demo shop, in local mode', async () => {
    const response = await get('/', BROWSER);
    expect([response.status, response.headers.get('location')]).toEqual([302, '/s/bistro']);
    expect(response.headers.get('vary')).toContain('Accept');
  });

  it('answers every other client with JSON', async () => {
    for (const accept of ['*/*', 'application/json', 'text/plain']) {
      const response = await get('/', accept);
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(await response.json()).toMatchObject({ name: 'RAGline', docs: '/docs', openapi: '/openapi.json' });
    }
  });

  it('names the demo shops in local mode', async () => {
    expect(await (await get('/')).json()).toMatchObject({ demo_shops: ['bistro', 'grocer'] });
  });

  it('shows the reference with and without a slash, with the files that it loads', async () => {
    const [one, other] = [await get('/docs', BROWSER), await get('/docs/', BROWSER)];
    expect([one.status, other.status]).toEqual([200, 200]);
    const page = await one.text();
    expect(page).toBe(await other.text());
    expect(one.headers.get('content-security-policy')).toBe(other.headers.get('content-security-policy'));
    for (const [, path = ''] of page.matchAll(/(?:href|src)="(\/[^"]*)"/g))
      expect([path, (await get(path)).status]).toEqual([path, 200]);
  });

  it('serves the AsyncAPI document, and an index for models', async () => {
    expect(await (await get('/asyncapi.yaml')).text()).toMatch(/^asyncapi: 3/);
    const text = await (await get('/llms.txt')).text();
    for (const [, path = ''] of text.matchAll(/\]\((\/[^)]*)\)/g))
      if (path !== '/mcp') expect([path, (await get(path)).status]).toEqual([path, 200]);
  });
});

describe('a storefront’s page', () => {
  it('is one page for every shop and path, and runs no inline script and none of other hosts', async () => {
    const pages = await Promise.all(
      ['/s/bistro', '/s/any-other', '/s/bistro/orders/1'].map((path) => get(path, BROWSER)),
    );
    const texts = await Promise.all(pages.map((page) => page.text()));
    expect(new Set(texts).size).toBe(1);
    for (const page of pages) {
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';/,
      );
    }
    const [page = ''] = texts;
    expect(page).not.toMatch(/<script(?![^>]*src=)|<style|style=|https?:\/\//);
    const files = [...page.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, path = '']) => path);
    expect(files.length).toBeGreaterThan(2);
    for (const path of files) {
      const file = await get(path);
      expect([path, file.status]).toEqual([path, 200]);
      expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });

  it('is the console’s at /console, with the same policy', async () => {
    const [page, deeper, shop] = await Promise.all(
      ['/console', '/console/catalogue', '/s/bistro'].map((path) => get(path, BROWSER)),
    );
    const text = await page?.text();
    expect(text).toContain('<title>Console</title>');
    expect(await deeper?.text()).toBe(text);
    expect(page?.headers.get('content-security-policy')).toBe(shop?.headers.get('content-security-policy'));
  });

  it('is answered 304 unless it has changed', async () => {
    const etag = (await get('/s/bistro', BROWSER)).headers.get('etag') ?? '';
    const again = await get('/s/bistro', BROWSER, { 'if-none-match': etag });
    expect([again.status, again.headers.get('cache-control')]).toEqual([304, 'no-cache']);
  });

  it('answers 404 for a file that does not exist', async () => {
    for (const path of ['/assets/none.js', '/docs/none.js', '/assets/..%2f.hash', '/storefront.html']) {
      const response = await get(path, BROWSER);
      expect([path, response.status]).toEqual([path, 404]);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
    }
  });
});

describe('the profile of a shop', () => {
  it('is public: its name, currency and categories, in order of creation', async () => {
    const tenant = await newTenant();
    await newProduct(tenant, { category: 'starters', price: { amount: 500, currency: 'CHF' } });
    await newProduct(tenant, { category: 'desserts', price: { amount: 500, currency: 'CHF' } });
    await newProduct(tenant, { category: 'starters', price: { amount: 500, currency: 'EUR' } });
    await newProduct(tenant, { category: 'secret', is_active: false });
    await newProduct(tenant, { category: null, price: { amount: 500, currency: 'CHF' } });
    const response = await call('GET', `/v1/auth/shops/${tenant.slug.toUpperCase()}`);
    expect(response.headers.get('cache-control')).toBe('public, max-age=60');
    expect(await answer<Shop>(response, 200)).toEqual({
      slug: tenant.slug,
      name: 'Test',
      language: 'en',
      currency: 'CHF',
      categories: [
        { name: 'starters', products: 2 },
        { name: 'desserts', products: 1 },
      ],
      uncategorised: 1,
    });
  });

  it('answers 404 for an unknown slug', async () => {
    expect((await call('GET', '/v1/auth/shops/nobody-has-this')).status).toBe(404);
    const { slug } = await newTenant();
    expect(await answer<Shop>(await call('GET', `/v1/auth/shops/${slug}`), 200)).toMatchObject({
      currency: null,
      categories: [],
    });
  });
});
