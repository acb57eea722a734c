import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '../../../workers/platform/config.ts';

const jwks = JSON.stringify({
  keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'k', alg: 'EdDSA', x: 'x', d: 'secret-half' }],
});
const complete = {
  RAGLINE_MODE: 'production',
  AUTH_PRIVATE_JWKS: jwks,
  UPSTASH_REDIS_REST_URL: 'https://redis.example',
  UPSTASH_REDIS_REST_TOKEN: 'token',
};

describe('the configuration', () => {
  it('needs only the database, the keys and Redis', () => {
    expect(parseConfig(complete, 'postgres://app:Zk39sl2kd0f9@x')).toMatchObject({
      mode: 'production',
      database: { kind: 'hyperdrive' },
      openai: undefined,
    });
  });

  it.each(['AUTH_PRIVATE_JWKS', 'UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN', 'RAGLINE_MODE'])(
    'refuses to start without %s',
    (name) => {
      expect(() => parseConfig({ ...complete, [name]: '' }, 'postgres://app:Zk39sl2kd0f9@x')).toThrow(name);
    },
  );

  it('refuses invalid keys, and never repeats them', () => {
    for (const bad of ['hunter22-is-no-json', '{"keys":[]}', '{"keys":[{"kid":"k","alg":"none","d":"hunter22"}]}']) {
      const attempt = () => parseConfig({ ...complete, AUTH_PRIVATE_JWKS: bad }, 'postgres://app:Zk39sl2kd0f9@x');
      expect(attempt).toThrow(ConfigError);
      expect(attempt).not.toThrow(/hunter22/);
    }
  });

  it.each<[Record<string, string>, string]>([
    [{ AUTH_PRIVATE_JWKS: jwks.replace('"k"', '"local-k"') }, 'AUTH_PRIVATE_JWKS'],
    [
      { AUTH_PRIVATE_JWKS: jwks.replace('secret-half', 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A') },
      'AUTH_PRIVATE_JWKS',
    ],
    [{ UPSTASH_REDIS_REST_TOKEN: 'example_token' }, 'UPSTASH_REDIS_REST_TOKEN'],
    [{ UPSTASH_REDIS_REST_URL: 'http://redis.example' }, 'UPSTASH_REDIS_REST_URL'],
    [{ NEON_DATABASE_URL: 'postgres://app:Postgres@db.example/x' }, 'NEON_DATABASE_URL'],
    [{ NEON_DATABASE_URL: 'postgres://app@db.example/x' }, 'NEON_DATABASE_URL has no password'],
    [{ RATE_LIMIT_SCALE: '11' }, 'RATE_LIMIT_SCALE'],
    [{ CORS_ORIGINS: '*' }, 'CORS_ORIGINS'],
    [{ WEBHOOK_RESOLVER_URL: 'off' }, 'WEBHOOK_RESOLVER_URL'],
    [{ WEBHOOK_RESOLVER_URL: 'http://dns.example/dns-query' }, 'WEBHOOK_RESOLVER_URL'],
    [{ OPENAI_API_BASE: 'http://model.example/v1' }, 'OPENAI_API_BASE'],
    [{ OPENAI_EMBEDDING_API_BASE: 'http://8.8.8.8/v1' }, 'OPENAI_EMBEDDING_API_BASE'],
    [{ OPENAI_FALLBACK_API_BASE: 'http://[2606:4700::1]/v1' }, 'OPENAI_FALLBACK_API_BASE'],
    [{ CHAT_MODERATION_API_BASE: 'http://a.b/v1' }, 'CHAT_MODERATION_API_BASE'],
    [{ RERANK_URL: 'http://rerank.example' }, 'RERANK_URL'],
  ])('refuses what development is run on, outside local mode: %j', (over, name) => {
    const hyperdrive = 'NEON_DATABASE_URL' in over ? undefined : 'postgres://app:Zk39sl2kd0f9@x';
    const attempt = () => parseConfig({ ...complete, ...over }, hyperdrive);
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(name);
    expect(attempt).not.toThrow(/nWGx|example_token|Postgres/);
    expect(parseConfig({ ...complete, ...over, RAGLINE_MODE: 'local' }, hyperdrive).mode).toBe('local');
  });

  it('keeps the embedding server apart from the chat server, and the key of each to itself', () => {
    const embeddingOf = (over: Record<string, string>) =>
      parseConfig({ ...complete, ...over }, 'postgres://app:Zk39sl2kd0f9@x').embedding;
    const base = 'http://localhost:7997/v1';
    expect(embeddingOf({})).toBeUndefined();
    expect(embeddingOf({ OPENAI_API_KEY: 'sk-chat' })).toMatchObject({ apiKey: 'sk-chat', baseURL: undefined });
    expect(embeddingOf({ OPENAI_API_KEY: 'sk-chat', OPENAI_EMBEDDING_API_BASE: base })).toMatchObject({
      apiKey: 'none',
      baseURL: base,
    });
    expect(embeddingOf({ OPENAI_EMBEDDING_API_BASE: base, OPENAI_EMBEDDING_API_KEY: 'sk-e' })?.apiKey).toBe('sk-e');
    expect(
      embeddingOf({ OPENAI_EMBEDDING_API_BASE: base, OPENAI_EMBEDDING_QUERY_PREFIX: 'query: ' })?.prefixes,
    ).toEqual({
      query: 'query: ',
      passage: '',
    });
    expect(
      parseConfig({ ...complete, OPENAI_EMBEDDING_API_BASE: base }, 'postgres://app:Zk39sl2kd0f9@x').openai,
    ).toBeUndefined();
    expect(() => embeddingOf({ OPENAI_EMBEDDING_API_BASE: 'http://me:secret@host/v1' })).toThrow(
      /OPENAI_EMBEDDING_API_KEY/,
    );
  });

  it('refuses to start without a database, and takes Neon where there is no Hyperdrive', () => {
    expect(() => parseConfig(complete, undefined)).toThrow('no database');
    expect(
      parseConfig({ ...complete, NEON_DATABASE_URL: 'postgres://app:Zk39sl2kd0f9@n' }, undefined).database.kind,
    ).toBe('neon');
  });

  it('scales the limits of requests: by one in production, far higher in local mode, or as configured', () => {
    const scaleOf = (over: Record<string, string>) =>
      parseConfig({ ...complete, ...over }, 'postgres://app:Zk39sl2kd0f9@x').rateLimitScale;
    expect(scaleOf({})).toBe(1);
    expect(scaleOf({ RAGLINE_MODE: 'local' })).toBe(1_000);
    expect(scaleOf({ RAGLINE_MODE: 'local', RATE_LIMIT_SCALE: '0.5' })).toBe(0.5);
    for (const bad of ['0', '-1', 'many', 'Infinity'])
      expect(() => scaleOf({ RATE_LIMIT_SCALE: bad })).toThrow(ConfigError);
  });

  it.each([
    'http://localhost:11434',
    'http://10.1.2.3',
    'http://[::1]:80',
    'http://[fd00::1]',
    'http://vllm',
    'http://gpu.internal',
  ])('speaks http to a model on one’s own network: %s', (base) => {
    expect(parseConfig({ ...complete, OPENAI_API_BASE: `${base}/v1` }, 'postgres://app:Zk39sl2kd0f9@x').mode).toBe(
      'production',
    );
  });

  it('allows a custom server without a key', () => {
    const config = parseConfig(
      { ...complete, OPENAI_API_BASE: 'http://localhost:11434/v1' },
      'postgres://app:Zk39sl2kd0f9@x',
    );
    expect(config.openai).toMatchObject({ baseURL: 'http://localhost:11434/v1' });
  });

  it('re-ranks by a service once its address is set, and refuses anything else', () => {
    const rerankOf = (over: Record<string, string>) =>
      parseConfig({ ...complete, ...over }, 'postgres://app:Zk39sl2kd0f9@x').rerank;
    expect(rerankOf({ RERANK_MODEL: 'm', RERANK_API_KEY: 'k' })).toBeUndefined();
    const url = 'https://rerank.example/v2/rerank';
    expect(rerankOf({ RERANK_URL: url })).toEqual({ url, apiKey: undefined, model: undefined, timeoutMs: 1_000 });
    for (const bad of [
      { RERANK_URL: 'rerank.example' },
      { RERANK_URL: 'file:///etc/passwd' },
      { RERANK_URL: 'https://me:secret@rerank.example/v2/rerank' },
      { RERANK_URL: url, RERANK_API_KEY: 'secret\nX-Other: 1' },
      { RERANK_URL: url, RERANK_TIMEOUT_MS: '0' },
      { RERANK_URL: url, RERANK_TIMEOUT_MS: 'soon' },
    ]) {
      expect(() => rerankOf(bad), JSON.stringify(bad)).toThrow(ConfigError);
      expect(() => rerankOf(bad), JSON.stringify(bad)).not.toThrow(/secret/);
    }
  });
});
