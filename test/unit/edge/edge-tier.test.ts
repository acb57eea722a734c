import { describe, expect, it } from 'vitest';
import { coloCache, type SharedTier } from '../../../workers/edge/colo-cache.ts';
import { type EdgeEntry, SHARE_HEADER } from '../../../workers/edge/edge-entry.ts';
import { edgeReadOf } from '../../../workers/edge/edge-reads.ts';
import { type EdgeKey, EdgeTier } from '../../../workers/edge/edge-tier.ts';

const KEY: EdgeKey = { scope: 'tenant-a', text: 'tenant-a  /v1/products' };
const URL_OF_WORKER = 'https://ragline.test/v1/products';

const shared = (body: string, init: ResponseInit & { headers?: Record<string, string> } = {}) =>
  new Response(body, { ...init, headers: { [SHARE_HEADER]: '1', ...init.headers } });

/** An isolate's tier under a clock of the test's own, and a source that counts its reads. */
function anIsolate({ colo }: { colo?: SharedTier } = {}, clock = { nowMs: 1_000_000 }) {
  const tier = new EdgeTier({ shared: colo, nowMs: () => clock.nowMs });
  const behind: Array<Promise<unknown>> = [];
  const state = { reads: 0, answer: async () => shared(`version ${state.reads}`) };
  const reader = {
    url: URL_OF_WORKER,
    waitUntil: (work: Promise<unknown>) => void behind.push(work),
    source: async () => {
      state.reads += 1;
      return await state.answer();
    },
  };
  const textOf = (entry: EdgeEntry | Response) =>
    entry instanceof Response ? `not shared: ${entry.status}` : entry.pieces.join('ID');
  return {
    ...{ tier, clock, state, reader },
    /** As the door reads: from memory, with a refresh behind it, or from further away. */
    read: async (key = KEY) => {
      const held = tier.peek(key);
      if (held === undefined) return textOf(await tier.read(key, reader));
      if (tier.isDue(key, held)) behind.push(tier.refresh(key, reader));
      return textOf(held);
    },
    settle: async () => {
      for (let work = behind.shift(); work !== undefined; work = behind.shift()) await work;
    },
  };
}

/** The Cache API of one data centre, over a map. */
function aColo() {
  const held = new Map<string, string>();
  return coloCache(async () => ({
    match: async (address) => {
      const body = held.get(String(address));
      return body === undefined ? undefined : new Response(body);
    },
    put: async (address, response) => void held.set(String(address), await response.text()),
  }));
}

describe('the edge tier', () => {
  it('serves an entry as it is for two seconds, then once more while it is read again behind the answer', async () => {
    const isolate = anIsolate();
    expect(await isolate.read()).toBe('version 1');
    isolate.clock.nowMs += 1_999;
    expect(await isolate.read()).toBe('version 1');
    expect(isolate.state.reads).toBe(1);
    isolate.clock.nowMs += 1;
    expect(await Promise.all([isolate.read(), isolate.read()])).toEqual(['version 1', 'version 1']);
    await isolate.settle();
    expect(isolate.state.reads).toBe(2);
    expect(await isolate.read()).toBe('version 2');
  });

  it('never serves an entry five seconds after its read began', async () => {
    const isolate = anIsolate();
    isolate.state.answer = async () => {
      isolate.clock.nowMs += 3_000;
      return shared('slow');
    };
    await isolate.read();
    isolate.clock.nowMs += 1_999;
    expect(isolate.tier.peek(KEY)).toBeDefined();
    isolate.clock.nowMs += 1;
    expect(isolate.tier.peek(KEY)).toBeUndefined();
  });

  it('expires an entry while the source fails', async () => {
    const isolate = anIsolate();
    await isolate.read();
    isolate.state.answer = async () => new Response('', { status: 503 });
    isolate.clock.nowMs += 4_000;
    expect(await isolate.read()).toBe('version 1');
    await isolate.settle();
    isolate.clock.nowMs += 1_000;
    expect(await isolate.read()).toBe('not shared: 503');
    isolate.state.answer = () => Promise.reject(new Error('away'));
    await expect(isolate.read()).rejects.toThrow('away');
    isolate.state.answer = async () => shared('back');
    expect(await isolate.read()).toBe('back');
  });

  it('reads the source once for concurrent misses', async () => {
    const isolate = anIsolate();
    isolate.state.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return shared('one');
    };
    expect(new Set(await Promise.all(Array.from({ length: 100 }, () => isolate.read())))).toEqual(new Set(['one']));
    expect(isolate.state.reads).toBe(1);
  });

  it('shares no answer that is not for everyone: each reader asks with their own rights', async () => {
    const isolate = anIsolate();
    isolate.state.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return new Response('mine', { status: 401 });
    };
    expect(await Promise.all([isolate.read(), isolate.read()])).toEqual(['not shared: 401', 'not shared: 401']);
    expect(isolate.state.reads).toBe(2);
    isolate.state.answer = async () => new Response('of one person');
    expect(await isolate.read()).toBe('not shared: 200');
    expect(isolate.tier.peek(KEY)).toBeUndefined();
  });

  it('forgets a tenant after a write, reads that began before it included', async () => {
    const isolate = anIsolate();
    const other = { scope: 'tenant-b', text: 'tenant-b  /v1/products' };
    await isolate.read(other);
    isolate.state.answer = async () => {
      isolate.clock.nowMs += 10;
      isolate.tier.forget(KEY.scope);
      return shared('before the write');
    };
    expect(await isolate.read()).toBe('before the write');
    expect(isolate.tier.peek(KEY)).toBeUndefined();
    isolate.clock.nowMs += 1;
    isolate.state.answer = async () => shared('after the write');
    expect(await isolate.read()).toBe('after the write');
    expect(isolate.tier.peek(KEY)).toBeDefined();
    expect(isolate.tier.peek(other)).toBeDefined();
  });

  it('forgets a tenant that the source refuses', async () => {
    const isolate = anIsolate();
    await isolate.read();
    isolate.clock.nowMs += 2_000;
    isolate.state.answer = async () => new Response('suspended', { status: 403 });
    expect(await isolate.read()).toBe('version 1');
    await isolate.settle();
    expect(isolate.tier.peek(KEY)).toBeUndefined();
  });

  it('bounds its memory, and evicts no product for unknown ids', async () => {
    const isolate = anIsolate();
    await isolate.read();
    const known = isolate.tier.peek(KEY);
    isolate.state.answer = async () =>
      shared('{"request_id":"id-of-request"}', { status: 404, headers: { 'x-request-id': 'id-of-request' } });
    for (let id = 0; id < 2_000; id++) await isolate.read({ scope: 'tenant-a', text: `tenant-a  /v1/products/${id}` });
    expect(isolate.tier.bytes).toBeLessThan(1024 * 1024 + 10_000);
    expect(await isolate.read({ scope: 'tenant-a', text: 'tenant-a  /v1/products/1999' })).toBe('{"request_id":"ID"}');
    expect(isolate.tier.peek(KEY)).toBe(known);

    isolate.state.answer = async () => shared('x'.repeat(900_000));
    for (let page = 0; page < 20; page++) await isolate.read({ scope: 'tenant-a', text: `tenant-a  page ${page}` });
    expect(isolate.tier.bytes).toBeLessThan(18 * 1024 * 1024);
    isolate.state.answer = async () => shared('x'.repeat(1024 * 1024 + 1));
    expect(await isolate.read({ scope: 'tenant-a', text: 'too large' })).toHaveLength(1024 * 1024 + 1);
    expect(isolate.tier.peek({ scope: 'tenant-a', text: 'too large' })).toBeUndefined();
  });

  it('keeps no problem whose request id cannot be told from other words', async () => {
    const isolate = anIsolate();
    const headers = { 'x-request-id': 'not_found' };
    isolate.state.answer = async () =>
      shared('{"code":"not_found","request_id":"not_found"}', { status: 404, headers });
    await isolate.read();
    expect(isolate.tier.peek(KEY)).toBeUndefined();
  });
});

describe('the isolates of a data centre', () => {
  it('read the source once between them, and never serve what is five seconds old', async () => {
    const [colo, clock] = [aColo(), { nowMs: 1_000_000 }];
    const [one, two] = [anIsolate({ colo }, clock), anIsolate({ colo }, clock)];
    expect(await one.read()).toBe('version 1');
    await one.settle();
    clock.nowMs += 4_000;
    expect(await two.read()).toBe('version 1');
    expect(two.state.reads).toBe(0);
    clock.nowMs += 1_000;
    await two.read();
    expect(two.state.reads).toBe(1);
  });

  it('keep no unknown id in their common cache', async () => {
    const [colo, clock] = [aColo(), { nowMs: 1_000_000 }];
    const [one, two] = [anIsolate({ colo }, clock), anIsolate({ colo }, clock)];
    for (const isolate of [one, two]) {
      isolate.state.answer = async () => shared('id-1', { status: 404, headers: { 'x-request-id': 'id-1' } });
      await isolate.read();
      await isolate.settle();
      expect(isolate.state.reads).toBe(1);
    }
  });

  it('read the source when the Cache API throws, hangs, or holds invalid data', async () => {
    const colos = [
      coloCache(() => Promise.reject(new Error('there is no Cache API'))),
      coloCache(async () => ({ match: () => new Promise(() => {}), put: () => Promise.reject(new Error('no')) })),
      coloCache(async () => ({ match: async () => new Response('<html>'), put: async () => undefined })),
    ];
    for (const colo of colos) {
      const isolate = anIsolate({ colo });
      expect(await isolate.read()).toBe('version 1');
      await isolate.settle();
      expect(await isolate.read()).toBe('version 1');
    }
  });

  it('put no search words into addresses of the Cache API', async () => {
    const addresses: string[] = [];
    const note = (address: unknown) => void addresses.push(String(address));
    const colo = coloCache(async () => ({ match: async (at) => note(at) as undefined, put: async (at) => note(at) }));
    const isolate = anIsolate({ colo });
    await isolate.read({ scope: 'tenant-a', text: 'tenant-a  /v1/products?search=secret' });
    await isolate.settle();
    expect(addresses).toHaveLength(2);
    for (const address of addresses) expect(address).toMatch(/^https:\/\/ragline\.test\/\.edge\/1\/[0-9a-f]{64}$/);
  });
});

describe('what the edge tier may answer', () => {
  const textOf = (target: string, method = 'GET') =>
    edgeReadOf({ method, url: `https://ragline.test${target}`, body: null })?.text;
  const id = '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70';

  it('is one entry for all spellings of a query', () => {
    const texts = ['?sort=name&limit=20&diet=vegan', '?diet=vegan&sort=name', '?sort=%6eame&diet=vegan'];
    expect(new Set(texts.map((query) => textOf(`/v1/products${query}`)))).toEqual(
      new Set(['/v1/products?diet=vegan&sort=name']),
    );
    expect(textOf('/v1/products')).toBe(textOf('/v1/products?limit=20'));
    expect(textOf('/v1/products?limit=1&limit=20')).not.toBe(textOf('/v1/products?limit=1'));
    expect(textOf('/v1/products?diet=vegan&diet=halal')).toBe('/v1/products?diet=vegan&diet=halal');
  });

  it('is only reads of products and profiles', () => {
    expect(textOf(`/v1/products/${id}`)).toBe(`/v1/products/${id}`);
    expect(textOf('/v1/auth/shops/bistro')).toBe('/v1/auth/shops/bistro');
    const others = [
      `/v1/products/${id}?x=1`,
      '/v1/products/',
      `/v1/products/${id}/x`,
      '/v1/orders',
      '/v1/auth/me',
      '/',
    ];
    for (const other of others) expect(textOf(other)).toBeUndefined();
    for (const method of ['HEAD', 'POST', 'DELETE']) expect(textOf(`/v1/products/${id}`, method)).toBeUndefined();
    const body = new ReadableStream();
    expect(edgeReadOf({ method: 'GET', url: 'https://ragline.test/v1/products', body })).toBeUndefined();
  });
});
