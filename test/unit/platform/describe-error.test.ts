import { APICallError, RetryError } from 'ai';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { DatabaseError } from 'pg';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { TimeoutError } from '../../../contracts/with-timeout.ts';
import { describeError, errorInOneLine } from '../../../workers/platform/describe-error.ts';
import { createLogger } from '../../../workers/platform/logger.ts';
import { isUniqueViolation, withoutValues } from '../../../workers/platform/postgres-error.ts';
import { ProblemError } from '../../../workers/platform/problem-error.ts';
import { createRedis } from '../../../workers/platform/redis.ts';
import { PermanentError } from '../../../workers/pool/permanent-error.ts';

const NOTE = 'ring twice, the dog is called Caligula';
const ADDRESS = 'Kastanienallee 77\n    at back (yard:1:1)';
const PLANTED = ['Caligula', 'Kastanienallee', 'yard', 'anna@example.org', 'rt_secret'];

/** Everything logged and stored about an error, including the runtime's print of an uncaught one. */
function told(error: unknown): string {
  const lines: string[] = [];
  createLogger('debug', (line) => lines.push(line)).error('failed', { error });
  return [...lines, errorInOneLine(error)].join('\n');
}

function refuseLeaks(text: string): void {
  expect(PLANTED.filter((planted) => text.includes(planted))).toEqual([]);
}

const thrownBy = async (work: () => unknown): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    return error;
  }
};

afterEach(() => void vi.unstubAllGlobals());

describe('an error of a driver', () => {
  const redis = createRedis({ url: 'https://eu1.upstash.example', token: 'x' });
  const answers = (status: number, body: unknown) =>
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(body), { status })));
  const asked = {
    'a command': () => redis.set(`note:${NOTE}`, `${ADDRESS} anna@example.org`),
    'a stream': () => redis.xadd('ragline:stream:orders', '*', { note: NOTE, address: ADDRESS }),
    'a script': () => redis.eval('return 1', [NOTE], [ADDRESS]),
    'a pipeline': () => redis.pipeline().set('a', NOTE).set('b', ADDRESS).exec(),
  };

  it.each(Object.entries(asked))('of Redis quotes nothing of %s', async (_, ask) => {
    const refusals: Array<[status: number, body: unknown]> = [
      [400, { error: `WRONGTYPE ${NOTE}` }],
      [503, { error: `away for ${ADDRESS}` }],
      [200, { error: `OOM ${NOTE}` }],
      [200, [{ result: 'OK' }, { error: `ERR ${NOTE}` }]],
      [200, null],
      [200, NOTE],
    ];
    for (const [status, body] of refusals) {
      answers(status, body);
      const error = await thrownBy(ask);
      refuseLeaks(`${told(error)} ${error instanceof Error ? `${error.stack}` : ''}`);
    }
  });

  it('of Redis says which command was refused, where, and how', async () => {
    answers(400, { error: 'WRONGTYPE Operation against a key' });
    expect(errorInOneLine(await thrownBy(asked['a command']))).toBe(
      'RedisError WRONGTYPE: SET: refused; host eu1.upstash.example',
    );
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError(`Network connection lost. ${NOTE}`)));
    expect(errorInOneLine(await thrownBy(asked['a pipeline']))).toBe(
      'RedisError: PIPELINE: connection lost; host eu1.upstash.example',
    );
  });

  it('of PostgreSQL quotes neither parameters nor rows, and names what refused them', () => {
    const fault = Object.assign(new DatabaseError(`value too long: ${NOTE}`, 1, 'error'), {
      ...{ code: '23505', constraint: 'users_email_key', table: 'users', severity: 'ERROR' },
      ...{ detail: `Key (email)=(anna@example.org) exists at ${ADDRESS}.`, where: NOTE, internalQuery: NOTE },
    });
    const query = new DrizzleQueryError(`insert into "users" values ($1, '${NOTE}')`, [ADDRESS, NOTE], fault);
    for (const error of [
      fault,
      query,
      new Error('x', { cause: query }),
      new ProblemError('internal', 'x', { cause: query }),
    ])
      refuseLeaks(told(error));
    const safe = withoutValues(query);
    refuseLeaks(`${safe instanceof Error ? `${safe.message} ${safe.stack} ${JSON.stringify(safe)}` : ''}`);
    expect(isUniqueViolation(safe, 'users_email_key')).toBe(true);
    expect(errorInOneLine(safe)).toBe(
      'PostgresError 23505: INSERT users failed; constraint users_email_key; table users',
    );
    expect(describeError(safe).stack).toContain('describe-error.test.ts');
  });

  it('of a model quotes neither prompt nor answer, and names host and status', () => {
    const call = new APICallError({
      message: `bad request: ${NOTE}`,
      url: `https://user:rt_secret@models.example/v1/chat?note=${encodeURIComponent(NOTE)}`,
      requestBodyValues: { messages: [{ content: NOTE }] },
      ...{ statusCode: 400, responseBody: ADDRESS, responseHeaders: { 'x-note': NOTE } },
    });
    const error = new RetryError({ message: `failed: ${NOTE}`, reason: 'errorNotRetryable', errors: [call] });
    refuseLeaks(told(error));
    expect(errorInOneLine(error)).toBe('AI_RetryError, caused by AI_APICallError: status 400; host models.example');
  });

  it('of fetch, of the engine or of unknown origin is reported by its kind', () => {
    for (const error of [
      new TypeError(`fetch failed for ${NOTE}`),
      new SyntaxError(`Unexpected token 'a', "${NOTE}" is not valid JSON`),
      new Error(ADDRESS, { cause: ADDRESS }),
      Object.assign(new Error(NOTE), { name: NOTE, code: NOTE, host: NOTE, table: ADDRESS, retryable: true }),
      NOTE,
      { note: NOTE },
    ])
      refuseLeaks(told(error));
    expect(errorInOneLine(new TypeError('fetch failed'))).toBe('TypeError: network failed');
    expect(errorInOneLine(Object.assign(new Error(NOTE), { retryable: true }))).toBe('Error');
    expect(errorInOneLine('words')).toBe('Thrown: string');
  });
});

describe('an error of our own', () => {
  it('keeps its words', () => {
    expect(errorInOneLine(new TimeoutError('Redis: no answer within 250 ms'))).toBe(
      'TimeoutError: Redis: no answer within 250 ms',
    );
    expect(errorInOneLine(new ProblemError('insufficient_stock', NOTE))).toBe(
      'ProblemError insufficient_stock: status 409',
    );
  });

  it('names the fault of a message and its path, and none of its keys or values', () => {
    const Message = z.object({
      items: z.array(z.strictObject({ sku: z.string() })),
      by: z.record(z.string(), z.number()),
    });
    const { error } = Message.safeParse({ items: [{ sku: 1, [NOTE]: 1 }], by: { [NOTE]: NOTE } });
    const line = errorInOneLine(new PermanentError('the message is not an order', { cause: error }));
    refuseLeaks(line);
    expect(line).toBe(
      'PermanentError: the message is not an order, caused by ZodError: items.0.sku invalid_type, items.0 unrecognized_keys, by.* invalid_type',
    );
  });

  it('is bounded and storable', () => {
    const line = errorInOneLine(new PermanentError(`\u0000 \ud800 ${'x'.repeat(5_000)}`));
    expect(line.length).toBeLessThanOrEqual(1_000);
    expect(line).not.toContain('\u0000');
    expect(line.isWellFormed()).toBe(true);
  });
});
