import { exports } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const get = (path: string, accept = '*/*') => exports.default.fetch(`http://localhost${path}`, { headers: { accept } });

describe('the way in', () => {
  it('answers a browser with a page that runs no script and names the demo logins', async () => {
    const response = await get('/', BROWSER);
    const page = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'self'; img-src 'self';/,
    );
    expect(response.headers.get('vary')).toContain('Accept');
    expect(page).not.toContain('<script');
    expect(page).toContain('customer@bistro.test');
    const links = [...page.matchAll(/href="(\/[^"]*)"/g)].map(([, path = '']) => path);
    expect(links).toContain('/docs');
    for (const path of links) expect([path, (await get(path)).status]).toEqual([path, 200]);
  });

  it('answers every other client with JSON', async () => {
    for (const accept of ['*/*', 'application/json', 'text/plain']) {
      const response = await get('/', accept);
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(await response.json()).toMatchObject({ name: 'RAGline', docs: '/docs', openapi: '/openapi.json' });
    }
  });

  it('shows the reference with and without a slash', async () => {
    const [one, other] = [await get('/docs', BROWSER), await get('/docs/', BROWSER)];
    expect([one.status, other.status]).toEqual([200, 200]);
    expect(await one.text()).toBe(await other.text());
    expect(one.headers.get('content-security-policy')).toBe(other.headers.get('content-security-policy'));
  });

  it('serves the AsyncAPI document, and says to models where everything is', async () => {
    expect(await (await get('/asyncapi.yaml')).text()).toMatch(/^asyncapi: 3/);
    const text = await (await get('/llms.txt')).text();
    for (const [, path = ''] of text.matchAll(/\]\((\/[^)]*)\)/g))
      if (path !== '/mcp') expect([path, (await get(path)).status]).toEqual([path, 200]);
  });
});
