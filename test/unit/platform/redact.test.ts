import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../workers/platform/logger.ts';

const TENANT = '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70';

/** Secrets that an interrupted or failing request could carry into a log, by kind. */
const SECRETS: Record<string, string> = {
  'access token': 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  'access token, cut off': 'eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9',
  'refresh token': `rt_${TENANT}_${'0f'.repeat(32)}`,
  ticket: `tk_${TENANT}_${'A-z_9'.repeat(8)}abc`,
  'API key': `rk_${TENANT}_${'9e'.repeat(32)}`,
  "a model vendor's key": 'sk-proj-abcdefghijklmnop',
  'webhook secret': 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD/Zq=',
  'e-mail': 'anna.schmidt+shop@example.org',
  'e-mail with umlauts': 'jörg@müller.example',
  phone: '+49 (30) 1234-5678',
  'phone, closed up': '+493012345678',
  card: '4111 1111 1111 1111',
  'card, closed up': '5555555555554444',
  'card with hyphens': '3782-822463-10005',
  'private key': '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----',
};

function logged(work: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  work(createLogger('debug', (line) => lines.push(line)));
  return lines.join('\n');
}

describe('the redactor', () => {
  it.each(Object.entries(SECRETS))('masks %s in a text, a key, an error, its cause or its stack', (_, secret) => {
    const error = new Error(`refused: ${secret}`, { cause: new Error(`for "${secret}"`) });
    error.stack = `Error\n    at handler (file:///${secret}/worker.js:1:1)`;
    const lines = logged((log) => {
      log.info('x', { reason: `before ${secret}, after`, path: `/v1/${secret}`, list: [[secret]] });
      log.info('x', { [secret]: 1 });
      log.error('x', { error });
      log.error('x', { error: secret });
      log.with({ bound: secret }).warn('x');
    });
    expect(lines).not.toContain(secret);
    expect(lines).not.toContain(JSON.stringify(secret).slice(1, -1));
  });

  it('masks whatever stands under the name of a secret, however it is spelt', () => {
    const value = 'Hauptstraße 5, ring twice';
    for (const key of [
      ...['password', 'new_password', 'passwordHash', 'secret', 'webhook_secret', 'client-secret', 'token'],
      ...['UPSTASH_REDIS_REST_TOKEN', 'OPENAI_API_KEY', 'api_keys', 'Authorization', 'Set-Cookie', 'ticket', 'jwks'],
      ...['AUTH_PRIVATE_JWKS', 'privateKey', 'connectionString', 'NEON_DATABASE_URL', 'Idempotency-Key', 'signature'],
      ...['email', 'customer_email', 'phone', 'phoneNumber', 'address', 'delivery_address', 'street', 'postal_code'],
      ...['full_name', 'note', 'text', 'content', 'message', 'messages', 'parts', 'prompt', 'query', 'q', 'input'],
      ...['card', 'card_number', 'cvc', 'iban', 'd'],
    ]) {
      const lines = logged((log) => log.info('x', { outer: [{ [key]: value }], [key]: { inner: value } }));
      expect([key, lines.includes('ring twice')]).toEqual([key, false]);
    }
  });

  it('masks pairs of a name and a secret inside a text', () => {
    for (const text of [
      'GET /v1/events/ws?ticket=hunter22&after=1',
      'bad body {"email":"x","password":"hunter22 with spaces"}',
      "cannot parse {'api_key': 'hunter22'}",
      'password=hunter22; retry',
      'redis://default:hunter22@cache.example:6379',
      'key {"kty":"OKP","d":"hunter22"}',
    ])
      expect([text, logged((log) => log.info('x', { reason: text })).includes('hunter22')]).toEqual([text, false]);
  });

  it('never splits a secret where it truncates a long text', () => {
    const email = 'anna.schmidt@example.org';
    for (let before = 7_960; before < 8_010; before++) {
      const line = logged((log) => log.info('x', { reason: `${'-'.repeat(before)} ${email} ${'-'.repeat(100)}` }));
      expect([before, line.includes('anna.sch')]).toEqual([before, false]);
    }
    expect(logged((log) => log.info('x', { reason: 'z'.repeat(20_000) })).length).toBeLessThan(9_000);
  });

  it('keeps what an operator needs', () => {
    const fields = {
      request_id: '01a202c3-ed97-738d-9a7e-88c4d0e0b64b',
      tenant_id: TENANT,
      route: '/v1/orders/{id}',
      status: '503',
      input_tokens: 812,
      duration_ms: 12,
      at: '2026-11-24T10:00:00.123Z',
      sent_at_ms: '1764000000001',
      reason: 'connect ECONNREFUSED 127.0.0.1:5432 after 3 tries (+120 ms)',
    };
    expect(JSON.parse(logged((log) => log.info('request', fields)))).toMatchObject(fields);
  });

  it('is not slowed down by hostile text', () => {
    for (const piece of [
      'a',
      'eyJ-',
      '1 ',
      '+1',
      'token=',
      '"d":"',
      'a@',
      'a@b.',
      '-----BEGIN PRIVATE KEY-----',
      'postgres://',
    ]) {
      const startedAt = performance.now();
      logged((log) => log.info('x', { reason: piece.repeat(8_000 / piece.length) }));
      expect([piece, performance.now() - startedAt < 2_000]).toEqual([piece, true]);
    }
  });
});
