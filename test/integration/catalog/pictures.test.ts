import { beforeAll, expect, it } from 'vitest';
import { MAX_PICTURE_BYTES, type Product } from '../../../contracts/product.ts';
import { JPEG, PNG, WEBP } from '../../support/pictures.ts';
import { answer, call, newProduct, newTenant, newUser, type TestTenant } from '../../support/tenant.ts';

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

const put = (id: string, raw: Uint8Array<ArrayBuffer>, by = tenant.owner, query = '?alt=Soup') =>
  by.call('PUT', `/v1/products/${id}/image${query}`, { raw, headers: { 'content-type': 'image/webp' } });

it('gives a product a picture, public and immutable under the hash of its content', async () => {
  const soup = await newProduct(tenant, { name: 'Soup' });
  expect(soup.image).toBeNull();
  const { image, version } = await answer<Product>(await put(soup.id, WEBP), 200);
  expect(image).toEqual({ url: expect.stringMatching(/^\/pictures\/[0-9a-f-]{36}\/[0-9a-f]{64}\.webp$/), alt: 'Soup' });
  expect(version).toBe(2);
  const url = image?.url ?? '';
  expect(url).toContain(tenant.tenantId);
  const seen = await call('GET', url);
  expect(new Uint8Array(await seen.arrayBuffer())).toEqual(WEBP);
  expect(seen.headers.get('content-type')).toBe('image/webp');
  expect(seen.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(seen.headers.get('x-content-type-options')).toBe('nosniff');
  const again = await call('GET', url, { headers: { 'if-none-match': seen.headers.get('etag') ?? '' } });
  expect(again.status).toBe(304);
  const list = await answer<{ data: Product[] }>(await tenant.owner.call('GET', '/v1/products?search=Soup'), 200);
  expect(list.data[0]?.image).toEqual(image);
  const without = await tenant.owner.call('DELETE', `/v1/products/${soup.id}/image`);
  expect((await answer<Product>(without, 200)).image).toBeNull();
});

it('recognises a picture by its first bytes, not its media type, and refuses SVG', async () => {
  const { id, name } = await newProduct(tenant, {});
  expect((await answer<Product>(await put(id, JPEG), 200)).image?.url).toMatch(/\.jpg$/);
  expect((await answer<Product>(await put(id, PNG), 200)).image?.url).toMatch(/\.png$/);
  const svg = Uint8Array.from(
    new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
  );
  for (const raw of [svg, new Uint8Array(), WEBP.slice(0, 8)]) expect((await put(id, raw)).status).toBe(415);
  const large = new Uint8Array(MAX_PICTURE_BYTES + 1);
  large.set(WEBP);
  expect((await put(id, large)).status).toBe(413);
  expect((await put(id, WEBP, tenant.owner, '?alt=')).status).toBe(422);
  expect((await answer<Product>(await put(id, WEBP, tenant.owner, ''), 200)).image?.alt).toBe(name);
});

it('refuses a picture that was cut off, and says so', async () => {
  const { id } = await newProduct(tenant, {});
  for (const whole of [PNG, JPEG, WEBP]) {
    const refused = await put(id, whole.slice(0, -9));
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('send the whole file') });
  }
});

it('requires the permission to change the product, in the own tenant', async () => {
  const { id } = await newProduct(tenant, {});
  const other = await newTenant();
  expect((await put(id, WEBP, other.owner)).status).toBe(404);
  expect((await put(id, WEBP, await newUser(tenant, 'staff'))).status).toBe(403);
  expect((await put(id, WEBP)).status).toBe(200);
  const stale = await tenant.owner.call('DELETE', `/v1/products/${id}/image`, { headers: { 'if-match': '"v1"' } });
  expect(stale.status).toBe(412);
  for (const path of ['x/y', `${tenant.tenantId}/../x`, `${tenant.tenantId}/${'0'.repeat(64)}.webp`])
    expect([path, (await call('GET', `/pictures/${path}`)).status]).toEqual([path, 404]);
});
