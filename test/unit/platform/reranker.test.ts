import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isolateBreakers } from '../../../workers/platform/breakers.ts';
import { createReranker, type Reranker } from '../../../workers/platform/reranker.ts';
import { type RerankReply, type RerankServer, startRerankServer } from '../../support/rerank-server.ts';

/** However long the tests take, to a breaker no time goes by. */
const stopped = { now: () => new Date('2026-06-01T12:00:00Z') };
const TEXTS = ['tomato soup', 'lentil soup', 'lemonade'];

describe('a re-ranking service', () => {
  let server: RerankServer;
  let reranker: Reranker;
  beforeAll(async () => {
    server = await startRerankServer();
  });
  afterAll(() => server.stop());

  const connect = (timeoutMs: number) =>
    createReranker({ url: server.url, apiKey: 'key-1', model: 'rerank-1', timeoutMs }, isolateBreakers(stopped));
  beforeEach(() => {
    server.requests.length = 0;
    reranker = connect(10_000);
  });
  const scored = (...pairs: Array<[index: number, score: number]>): RerankReply => ({
    kind: 'results',
    results: pairs.map(([index, relevance_score]) => ({ index, relevance_score })),
  });

  it('gets the query, texts, model and count, with its key', async () => {
    server.reply(scored([1, 0.9], [0, 0.4]));
    await reranker.rank('soup with lentils', TEXTS, 2);
    expect(server.requests).toMatchObject([
      {
        headers: { authorization: 'Bearer key-1', 'content-type': 'application/json' },
        body: { model: 'rerank-1', query: 'soup with lentils', documents: TEXTS, top_n: 2 },
      },
    ]);
  });

  it('without a key or a model gets none', async () => {
    server.reply(scored([0, 1]));
    const config = { url: server.url, apiKey: undefined, model: undefined, timeoutMs: 10_000 };
    await createReranker(config, isolateBreakers()).rank('soup', TEXTS, 1);
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
    expect(server.requests[0]?.body).not.toHaveProperty('model');
  });

  it('is asked for no more than there are', async () => {
    server.reply(scored([2, 0.1], [1, 0.9], [0, 0.4]));
    expect(await reranker.rank('soup', TEXTS, 100)).toHaveLength(3);
    expect(server.requests[0]?.body).toMatchObject({ top_n: 3 });
  });

  it('gives the best first, whatever order it writes them in, and no more than were asked for', async () => {
    server.reply(scored([2, 0.1], [1, 0.9], [0, 0.4]));
    expect(await reranker.rank('soup', TEXTS, 2)).toEqual([
      { index: 1, score: 0.9 },
      { index: 0, score: 0.4 },
    ]);
  });

  it.each<[string, RerankReply]>([
    ['no JSON', { kind: 'body', body: '<html>busy</html>' }],
    ['another shape', { kind: 'body', body: '{"data":[{"index":0,"score":1}]}' }],
    ['a score that is no number', { kind: 'body', body: '{"results":[{"index":0,"relevance_score":null}]}' }],
    [
      'a score beyond all numbers',
      { kind: 'body', body: '{"results":[{"index":0,"relevance_score":1e999},{"index":1,"relevance_score":1}]}' },
    ],
    ['a score in words', { kind: 'body', body: '{"results":[{"index":0,"relevance_score":"NaN"}]}' }],
    ['a place before the first', scored([-1, 0.9], [0, 0.8])],
    ['half a place', scored([0.5, 0.9], [0, 0.8])],
    [
      'megabytes',
      {
        kind: 'body',
        body: `{"results":[{"index":0,"relevance_score":1},{"index":1,"relevance_score":1}],"pad":"${'x'.repeat(2_000_000)}"}`,
      },
    ],
    ['a text that it was not given', scored([0, 0.9], [3, 0.8])],
    ['one text twice', scored([0, 0.9], [0, 0.8])],
    ['fewer than were asked for', scored([0, 0.9])],
    ['nothing', scored()],
    ['500', { kind: 'status', status: 500 }],
    ['401', { kind: 'status', status: 401 }],
    ['a redirection', { kind: 'status', status: 307, headers: { location: '/elsewhere' } }],
  ])('that answers with %s is not believed', async (_name, reply) => {
    server.reply(reply);
    await expect(reranker.rank('soup', TEXTS, 2)).rejects.toThrow();
    expect(server.requests).toHaveLength(1);
  });

  it.each<RerankReply>([{ kind: 'mute' }, { kind: 'headers_alone' }])(
    'that goes no further than $kind is not waited for',
    async (reply) => {
      server.reply(reply);
      await expect(connect(200).rank('soup', TEXTS, 2)).rejects.toThrow(/timeout|aborted/i);
    },
  );

  it('that is away is not asked for a while', async () => {
    server.reply({ kind: 'status', status: 503 });
    for (let ask = 0; ask < 8; ask++) await expect(reranker.rank('soup', TEXTS, 2)).rejects.toThrow();
    expect(server.requests).toHaveLength(5);
  });

  it('that refuses a request is not treated as away', async () => {
    server.reply({ kind: 'status', status: 400 });
    for (let ask = 0; ask < 8; ask++) await expect(reranker.rank('soup', TEXTS, 2)).rejects.toThrow('refused with 400');
    expect(server.requests).toHaveLength(8);
  });

  it.each<RerankReply>([
    { kind: 'status', status: 403 },
    { kind: 'body', body: 'key-1 asked about soup' },
    { kind: 'body', body: '{"results":"key-1 asked about soup"}' },
  ])('is not quoted in what is logged: %j', async (reply) => {
    server.reply(reply);
    const error = await reranker.rank('soup', TEXTS, 2).catch((caught: unknown) => caught);
    expect(String(error)).toContain('the re-ranking service');
    expect(String(error)).not.toMatch(/key-1|soup/);
  });
});
