import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';

const aGate = () => env.IDEMPOTENCY_GATE.getByName(crypto.randomUUID());
const key = { scope: 'user route key', fingerprint: 'one' };
const created = {
  status: 201,
  headers: { location: '/v1/orders/1', etag: '"1"' },
  body: '{"id":"1","note":"ä€\\u0000"}',
};

it('runs the work once for 50 requests at once, and replays it byte for byte afterwards', async () => {
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
  await evictDurableObject(gate);
  expect(await gate.run(key, work)).toEqual({ outcome: 'replayed', response: created });
  expect(calls).toBe(1);
});

it('refuses another request with the key, both after the first and during it', async () => {
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
  expect(await gate.run(other, never)).toEqual({ outcome: 'mismatch' });
  expect(await gate.run({ ...other, scope: 'another user' }, async () => created)).toMatchObject({ outcome: 'fresh' });
});

it('hands on the error of work that throws, and leaves the key free', async () => {
  const gate = aGate();
  const failing = async () =>
    await gate.run(key, async () => {
      throw new Error('out of stock');
    });
  await expect(failing()).rejects.toThrow('out of stock');
  expect(await gate.run({ ...key, fingerprint: 'two' }, async () => created)).toMatchObject({ outcome: 'fresh' });
});

it('keeps no answer that says the fault was ours', async () => {
  const gate = aGate();
  const failed = { status: 503, headers: {}, body: '{}' };
  expect(await gate.run(key, async () => failed)).toEqual({ outcome: 'fresh', response: failed });
  expect(await gate.run(key, async () => created)).toEqual({ outcome: 'fresh', response: created });
  const invalid = { status: 422, headers: {}, body: '{}' };
  await gate.run({ ...key, scope: 'other' }, async () => invalid);
  expect(await gate.run({ ...key, scope: 'other' }, async () => created)).toEqual({
    outcome: 'replayed',
    response: invalid,
  });
});

it('answers with a response that is too large to keep', async () => {
  const gate = aGate();
  const large = { status: 201, headers: {}, body: 'x'.repeat(3_000_000) };
  expect(await gate.run(key, async () => large)).toMatchObject({ outcome: 'fresh' });
  expect(await gate.run(key, async () => created)).toMatchObject({ outcome: 'fresh' });
});

it('forgets a response after a day, and drops its row by an alarm', async () => {
  const gate = aGate();
  await gate.run(key, async () => created);
  const day = 24 * 60 * 60 * 1000;
  const alarm = await runInDurableObject(gate, (_gate, { storage }) => storage.getAlarm());
  expect(alarm).toBeGreaterThanOrEqual(Date.now() + day - 5_000);
  await runInDurableObject(
    gate,
    (_gate, { storage }) => storage.sql.exec('UPDATE responses SET expires_at_ms = ?', Date.now()).rowsWritten,
  );
  expect(await gate.run({ ...key, fingerprint: 'two' }, async () => created)).toMatchObject({ outcome: 'fresh' });
  await gate.run({ ...key, scope: 'other' }, async () => created);
  await runInDurableObject(
    gate,
    (_gate, { storage }) =>
      storage.sql.exec("UPDATE responses SET expires_at_ms = ? WHERE scope = 'other'", Date.now()).rowsWritten,
  );
  expect(await runDurableObjectAlarm(gate)).toBe(true);
  const left = await runInDurableObject(gate, (_gate, { storage }) => ({
    scopes: storage.sql.exec<{ scope: string }>('SELECT scope FROM responses').toArray(),
    alarm: storage.getAlarm(),
  }));
  expect(left.scopes).toEqual([{ scope: key.scope }]);
  expect(await left.alarm).toBeGreaterThan(Date.now());
});
