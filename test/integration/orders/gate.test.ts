import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';

const aGate = () => env.IDEMPOTENCY_GATE.getByName(crypto.randomUUID());
const key = { scope: 'user route key', fingerprint: 'one' };
const created = {
  status: 201,
  headers: { location: '/v1/orders/1', etag: '"1"' },
  body: '{"id":"1","note":"ä€\\u0000"}',
};

it('runs one of 50 requests at once, and returns its response byte for byte', async () => {
  const gate = aGate();
  let calls = 0;
  const work = async () => {
    calls += 1;
    await scheduler.wait(50);
    return created;
  };
  const results = await Promise.all(Array.from({ length: 50 }, () => gate.run(key, work)));
  expect(calls).toBe(1);
  const outcomes = results.map((result) => result.outcome);
  expect(outcomes.filter((outcome) => outcome === 'fresh')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'in_flight')).toHaveLength(49);
  expect(results).toContainEqual({ outcome: 'fresh', response: created });
});

it('refuses another request with the key while the first runs, and forgets the key afterwards', async () => {
  const gate = aGate();
  const other = { ...key, fingerprint: 'two' };
  const never = async () => {
    throw new Error('must not run');
  };
  const running = gate.run(key, async () => {
    expect(await gate.run(other, never)).toEqual({ outcome: 'mismatch' });
    expect(await gate.run(key, never)).toEqual({ outcome: 'in_flight' });
    return created;
  });
  expect(await running).toEqual({ outcome: 'fresh', response: created });
  expect(await gate.run(other, async () => created)).toMatchObject({ outcome: 'fresh' });
  expect(await gate.run({ ...other, scope: 'another user' }, async () => created)).toMatchObject({ outcome: 'fresh' });
});

it('passes on the error of work that throws, and leaves the key free', async () => {
  const gate = aGate();
  const failing = async () =>
    await gate.run(key, async () => {
      throw new Error('out of stock');
    });
  await expect(failing()).rejects.toThrow('out of stock');
  expect(await gate.run({ ...key, fingerprint: 'two' }, async () => created)).toMatchObject({ outcome: 'fresh' });
});
