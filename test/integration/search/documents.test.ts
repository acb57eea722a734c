import { beforeAll, describe, expect, it } from 'vitest';
import type { Document, DocumentSummary } from '../../../contracts/document.ts';
import type { Job } from '../../../contracts/job.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { addDocument, ingested, search, searchDocuments } from '../../support/documents.ts';
import { answer, newProduct, newTenant, newUser, type TestTenant, type TestUser } from '../../support/tenant.ts';

const POLICY = `# House policies

## Refunds

We refund a cold dish in full within 24 hours.

## Delivery

Delivery costs EUR 2.50 and is free from EUR 40.`;

let tenant: TestTenant;
let customer: TestUser;
beforeAll(async () => {
  tenant = await newTenant();
  customer = await newUser(tenant, 'customer');
});
const post = (json: unknown, headers: Record<string, string> = {}) =>
  tenant.owner.call('POST', '/v1/documents', { json, headers });
const patch = (id: string, json: unknown, headers: Record<string, string> = {}) =>
  tenant.owner.call('PATCH', `/v1/documents/${id}`, { json, headers });

describe('a document', () => {
  it('is ingested by a job, and found by its text, with the span', async () => {
    const own = await newTenant();
    const response = await own.owner.call('POST', '/v1/documents', { json: { format: 'markdown', content: POLICY } });
    const made = await answer<Document>(response, 201);
    expect(response.headers.get('location')).toBe(`/v1/documents/${made.id}`);
    expect(response.headers.get('etag')).toBe('"v1"');
    expect(made).toMatchObject({ title: 'House policies', status: 'pending', visibility: 'public', text: POLICY });
    const ready = await ingested(own, made.id);
    expect(ready).toMatchObject({ status: 'ready', chunks: 1, version: 1, indexed_at: expect.any(String) });
    expect(await answer<Job>(await own.owner.call('GET', `/v1/jobs/${made.job_id}`), 200)).toMatchObject({
      kind: 'ingest_document',
      subject_id: made.id,
      status: 'succeeded',
      progress: { done: 1, total: 1 },
      result: { chunks: 1 },
    });
    const [hit] = await searchDocuments(await newUser(own, 'guest'), 'how much is delivery?');
    expect(hit).toMatchObject({ document_id: made.id, title: 'House policies' });
    expect(ready.text.slice(hit?.span.start, hit?.span.end)).toBe(hit?.text);
    expect(hit?.text).toContain('EUR 2.50');
    const { data: events } = await answer<{ data: Array<{ type: string; data: { job: Job } }> }>(
      await own.owner.call('GET', '/v1/events?topics=notifications'),
      200,
    );
    expect(events.map(({ type, data }) => [type, data.job.status])).toEqual([
      ['job_updated', 'queued'],
      ['job_updated', 'running'],
      ['job_updated', 'succeeded'],
    ]);
  });

  it('is found at any length and in any script', async () => {
    for (const [content, query] of [
      ['Hi', 'hi'],
      ['The', 'the'],
      ['Ofengemüse', 'ofengemuse'],
      ['مفتوح', 'مفتوح'],
      ['פתוח', 'פתוח'],
      ['營業時間', '營業時間'],
      ['7', '7'],
      ['x'.repeat(5_000), 'x'.repeat(1_200)],
      [`a ${'y'.repeat(900_000)} zebra`, 'zebra'],
    ] as const) {
      const { id } = await addDocument(tenant, { format: 'text', content });
      const found = (await searchDocuments(customer, query)).map(({ document_id }) => document_id);
      expect([content.slice(0, 20), found.includes(id)]).toEqual([content.slice(0, 20), true]);
    }
  });

  it('posted twice is one document; under its source_id it is replaced where it differs', async () => {
    const first = await addDocument(tenant, { content: '# Parking\n\nThere is a garage.' });
    const again = await answer<Document>(
      await post({ format: 'markdown', content: '# Parking\n\nThere is a garage.' }),
      200,
    );
    expect(again).toEqual(first);

    const named = await addDocument(tenant, { source_id: 'dogs.md', content: 'Dogs are welcome on the terrace.' });
    const replaced = await addDocument(tenant, {
      source_id: 'dogs.md',
      content: 'Dogs must stay outside the pergola.',
    });
    expect(replaced).toMatchObject({ id: named.id, version: 2, created_at: named.created_at });
    expect(await searchDocuments(customer, 'terrace')).toEqual([]);
    expect((await searchDocuments(customer, 'pergola'))[0]).toMatchObject({ document_id: named.id });
  });

  it('that is posted twenty times at once is created once', async () => {
    const json = { source_id: 'race', format: 'text', content: 'Racing cauliflower.' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(json)));
    const ids = await Promise.all(answers.map(async (response) => (await response.json<Document>()).id));
    expect(new Set(ids).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 201]));
  });

  it('under one Idempotency-Key gets the same bytes again', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const json = { format: 'text', content: 'Idempotent artichokes.' };
    const [first, second] = [await post(json, headers), await post(json, headers)];
    expect([first.status, second.status, second.headers.get('idempotent-replayed')]).toEqual([201, 201, 'true']);
    expect(await second.text()).toBe(await first.text());
    expect((await post({ ...json, content: 'Others.' }, headers)).status).toBe(422);
  });

  it('is changed field by field, under its version, and reindexed', async () => {
    const { id } = await addDocument(tenant, { content: 'We cater for weddings.' });
    expect(await answer<Problem>(await patch(id, { title: 'X' }, { 'if-match': '"v7"' }), 412)).toMatchObject({
      code: 'precondition_failed',
    });
    const titled = await answer<Document>(await patch(id, { title: 'Banquets' }, { 'if-match': '"v1"' }), 200);
    expect(titled).toMatchObject({ title: 'Banquets', version: 2, status: 'pending' });
    await ingested(tenant, id);
    expect((await searchDocuments(customer, 'banquet'))[0]).toMatchObject({ document_id: id, title: 'Banquets' });
    const same = await answer<Document>(await patch(id, { title: 'Banquets' }), 200);
    expect(same).toMatchObject({ version: 2, status: 'ready' });
    await answer(await patch(id, { content: '<p>Funerals</p>', format: 'html' }), 200);
    expect(await ingested(tenant, id)).toMatchObject({ title: 'Banquets', text: 'Funerals', format: 'html' });
    expect(await searchDocuments(customer, 'wedding')).toEqual([]);
  });

  it('is found by no search once it is deleted, also while its job is waiting', async () => {
    const { id } = await addDocument(tenant, { content: 'The wine cellar holds rarities.' });
    expect(await searchDocuments(customer, 'rarities')).toHaveLength(1);
    await answer(await patch(id, { content: 'The wine cellar holds treasures.' }), 200);
    expect((await tenant.owner.call('DELETE', `/v1/documents/${id}`)).status).toBe(204);
    expect(await searchDocuments(customer, 'rarities treasures')).toEqual([]);
    expect((await tenant.owner.call('GET', `/v1/documents/${id}`)).status).toBe(404);
    expect((await tenant.owner.call('DELETE', `/v1/documents/${id}`)).status).toBe(404);
  });

  it('is listed without its text, newest first, by who may read it', async () => {
    const own = await newTenant();
    for (const content of ['one', 'two', 'three']) {
      const visibility = content === 'two' ? 'staff' : 'public';
      await answer(
        await own.owner.call('POST', '/v1/documents', { json: { format: 'text', content, visibility } }),
        201,
      );
    }
    const list = async (query: string) =>
      await answer<{ data: DocumentSummary[]; next_cursor: string | null }>(
        await own.owner.call('GET', `/v1/documents${query}`),
        200,
      );
    const first = await list('?limit=2');
    expect(first.data.map(({ title }) => title)).toEqual(['three', 'two']);
    expect(first.data[0]).not.toHaveProperty('text');
    expect((await list(`?limit=2&cursor=${first.next_cursor}`)).data.map(({ title }) => title)).toEqual(['one']);
    expect((await list('?visibility=staff')).data.map(({ title }) => title)).toEqual(['two']);
  });

  it('that is invalid is refused with the path of the fault', async () => {
    for (const [json, path] of [
      [{ format: 'text' }, 'content'],
      [{ format: 'text', content: '' }, 'content'],
      [{ format: 'text', content: ' … ' }, 'content'],
      [{ format: 'html', content: '<script>words</script>' }, 'content'],
      [{ format: 'html', content: `${'<i>'.repeat(1_000)}x` }, 'content'],
      [{ format: 'pdf', content: 'x' }, 'format'],
      [{ format: 'text', content: 'x', visibility: 'secret' }, 'visibility'],
      [{ format: 'text', content: 'x', title: ' ' }, 'title'],
      [{ format: 'text', content: 'x', source_id: 'x'.repeat(201) }, 'source_id'],
      [{ format: 'text', content: 'a\u0000b' }, 'content'],
      [{ format: 'text', content: 'x', tenant_id: tenant.tenantId }, 'tenant_id'],
    ] as const) {
      const problem = await answer<Problem>(await post(json), 422);
      expect([JSON.stringify(json).slice(0, 60), problem.errors?.[0]?.path]).toEqual([
        JSON.stringify(json).slice(0, 60),
        path,
      ]);
    }
    const { id } = await addDocument(tenant, { format: 'text', content: 'Untouched' });
    expect((await answer<Problem>(await patch(id, {}), 422)).code).toBe('invalid_request');
    expect((await answer<Problem>(await patch(id, { format: 'html' }), 422)).errors?.[0]?.path).toBe('format');
    expect((await answer<Problem>(await patch(id, { content: '!' }), 422)).errors?.[0]?.path).toBe('content');
    expect(await ingested(tenant, id)).toMatchObject({ version: 1, text: 'Untouched' });
  });
});

describe('a search', () => {
  it('never shows a document for staff to anyone else, by word or by vector, and follows a change at once', async () => {
    const staff = await newUser(tenant, 'staff');
    const { id } = await addDocument(tenant, {
      content: '# Safe\n\nThe combination is kohlrabi.',
      visibility: 'staff',
    });
    const seen = async (user: TestUser) =>
      (await searchDocuments(user, 'what is the safe combination kohlrabi')).some(
        ({ document_id }) => document_id === id,
      );
    expect([await seen(staff), await seen(tenant.owner), await seen(customer)]).toEqual([true, true, false]);
    expect(await seen(await newUser(tenant, 'guest'))).toBe(false);
    await answer(await patch(id, { visibility: 'public' }), 200);
    expect(await seen(customer)).toBe(true);
    await answer(await patch(id, { visibility: 'staff' }), 200);
    expect(await seen(customer)).toBe(false);
  });

  it('never shows a document of another tenant', async () => {
    const stranger = await newTenant();
    await addDocument(tenant, { content: 'The secret ingredient is lovage.' });
    expect(await search(stranger.owner, 'secret ingredient lovage')).toEqual([]);
    expect(await searchDocuments(customer, 'lovage')).toHaveLength(1);
  });

  it('ranks products and documents together, filters the products, and gives no more than two pieces of a document', async () => {
    const own = await newTenant();
    const product = await newProduct(own, {
      name: 'Truffle pizza',
      description: 'With black truffle.',
      dietary: ['vegetarian'],
    });
    const story = Array.from(
      { length: 8 },
      (_, part) => `## Truffle story ${part}\n\n${'A truffle is found by dogs. '.repeat(50)}`,
    );
    const document = await addDocument(own, { content: story.join('\n\n') });
    expect(document.chunks).toBeGreaterThan(4);
    const kindsOf = async (more: Record<string, unknown>) =>
      (await search(own.owner, 'truffle', more)).map(({ kind }) => kind).toSorted();
    expect(await kindsOf({})).toEqual(['document', 'document', 'product']);
    expect(await kindsOf({ kinds: ['product'] })).toEqual(['product']);
    expect(await kindsOf({ kinds: ['document', 'document'] })).toEqual(['document', 'document']);
    expect(await kindsOf({ filters: { diets: ['vegan'] } })).toEqual(['document', 'document']);
    expect(await kindsOf({ limit: 1 })).toHaveLength(1);
    const [first] = await search(own.owner, 'truffle pizza');
    expect(first).toMatchObject({ kind: 'product', product_id: product.id, price: { amount: 1000, currency: 'EUR' } });
    const scores = (await search(own.owner, 'truffle pizza')).map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  it('refuses an invalid query, and answers any valid one', async () => {
    for (const [json, path] of [
      [{}, 'query'],
      [{ query: '   ' }, 'query'],
      [{ query: 'x'.repeat(8_001) }, 'query'],
      [{ query: 7 }, 'query'],
      [{ query: 'x', kinds: [] }, 'kinds'],
      [{ query: 'x', kinds: ['order'] }, 'kinds.0'],
      [{ query: 'x', limit: 0 }, 'limit'],
      [{ query: 'x', limit: 51 }, 'limit'],
      [{ query: 'x', filters: { max_price: -1 } }, 'filters.max_price'],
      [{ query: 'x', filters: { colour: 'red' } }, 'filters.colour'],
      [{ query: 'a\u0000b' }, 'query'],
    ] as const) {
      const problem = await answer<Problem>(await customer.call('POST', '/v1/search', { json }), 422);
      expect([JSON.stringify(json).slice(0, 40), problem.errors?.[0]?.path]).toEqual([
        JSON.stringify(json).slice(0, 40),
        path,
      ]);
    }
    for (const query of [
      'constructor toString',
      'something without constructor',
      "'; DROP TABLE chunks; --",
      '!!! & | <-> :*',
      '"',
      '\\',
      '%_',
      '🍕',
      '- -',
      'the of',
      'x'.repeat(8_000),
      'ab '.repeat(2_600),
      '\u202eevil',
      'لا '.repeat(100),
    ]) {
      expect(await search(customer, query)).toBeInstanceOf(Array);
    }
  });
});
