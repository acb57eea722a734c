import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { MAX_SOCKETS } from '../../../contracts/channel.ts';
import type { Person, Principal } from '../../../contracts/identity.ts';
import { TICKET } from '../../../contracts/subscription.ts';
import { newId } from '../../../workers/platform/ids.ts';
import { inSeconds } from './hub-fixture.ts';

const STREAM = '/v1/events/stream?topics=orders';
const HOUR = 3_600;

const aPerson = (more: Partial<Person> = {}): Person => ({
  ...{ tenantId: newId(), userId: newId(), roles: ['customer'], expiresAt: inSeconds(600), sessionId: newId() },
  ...more,
});

const aKey = (): Principal => ({ ...aPerson({ sessionId: undefined }), kind: 'api_key', scopes: ['event:read'] });

function aHub(principal: Principal = aPerson()) {
  const { tenantId } = principal;
  const hub = env.TENANT_HUB.getByName(tenantId);
  /** As if all tickets had been made, and opened, so long ago. */
  const age = async (seconds: number) =>
    await runInDurableObject(
      hub,
      (_hub, { storage }) =>
        storage.sql.exec('UPDATE tickets SET expires_at_ms = expires_at_ms - ?', seconds * 1000).rowsWritten,
    );
  const rows = async () =>
    await runInDurableObject(hub, (_hub, { storage }) => storage.sql.exec('SELECT * FROM tickets').toArray());
  return { hub, tenantId, principal, age, rows };
}

it('gives a ticket that names its tenant and opens its stream again and again, also after hibernation', async () => {
  const { hub, tenantId, principal } = aHub();
  const { ticket, expires_in } = await hub.createTicket(principal);
  expect(expires_in).toBe(60);
  expect(TICKET.exec(ticket)?.[1]).toBe(tenantId);
  expect(await hub.redeemTicket(ticket, STREAM)).toEqual(principal);
  await evictDurableObject(hub);
  for (const _time of [1, 2]) {
    expect(await hub.redeemTicket(ticket, STREAM)).toEqual({ ...principal, expiresAt: expect.any(Number) });
  }
  expect(await hub.redeemTicket(`${ticket}x`, STREAM)).toBeNull();
});

it('opens no other stream than the first', async () => {
  const { hub, principal } = aHub();
  const { ticket } = await hub.createTicket(principal);
  const others = ['/v1/events/stream', '/v1/events/stream?topics=notifications', '/v1/events/ws?topics=orders'];
  const both = await Promise.all([STREAM, ...others].map((stream) => hub.redeemTicket(ticket, stream)));
  expect(both.map((redeemed) => redeemed !== null)).toEqual([true, false, false, false]);
  expect(await hub.redeemTicket(ticket)).toBeNull();
  expect(await hub.redeemTicket(ticket, STREAM)).not.toBeNull();
});

it('is valid once for a stream that cannot be reopened', async () => {
  const { hub, principal } = aHub();
  const { ticket } = await hub.createTicket(principal);
  const redeemed = await Promise.all(Array.from({ length: 20 }, () => hub.redeemTicket(ticket)));
  expect(redeemed.filter((answer) => answer !== null)).toEqual([principal]);
  expect(await hub.redeemTicket(ticket, STREAM)).toBeNull();
});

it('waits a minute for its stream, and never longer than its token lives', async () => {
  const { hub, principal, age } = aHub();
  const { ticket } = await hub.createTicket(principal);
  await age(60);
  expect(await hub.redeemTicket(ticket, STREAM)).toBeNull();
  const ended = await hub.createTicket({ ...principal, expiresAt: inSeconds(-1) });
  expect(await hub.redeemTicket(ended.ticket, STREAM)).toBeNull();
});

it('opens a stream of a session for twelve hours, half an hour at a time after its token has ended', async () => {
  const { hub, principal, age } = aHub(aPerson({ expiresAt: inSeconds(20) }));
  const { ticket } = await hub.createTicket(principal);
  expect(await hub.redeemTicket(ticket, STREAM)).toEqual(principal);
  await age(11 * HOUR);
  const later = await hub.redeemTicket(ticket, STREAM);
  expect((later?.expiresAt ?? 0) - inSeconds(1_800)).toBeLessThanOrEqual(0);
  expect((later?.expiresAt ?? 0) - inSeconds(1_790)).toBeGreaterThan(0);
  await age(HOUR - 100);
  const last = await hub.redeemTicket(ticket, STREAM);
  expect(last?.expiresAt).toBeLessThanOrEqual(inSeconds(100));
  await age(100);
  expect(await hub.redeemTicket(ticket, STREAM)).toBeNull();
});

it.each([
  ['a guest', aPerson({ roles: ['guest'], sessionId: undefined })],
  ['an API key', aKey()],
])('opens the stream of %s until its token would have ended', async (_whose, principal) => {
  const { hub, age } = aHub(principal);
  const { ticket } = await hub.createTicket(principal);
  for (const _time of [1, 2]) expect(await hub.redeemTicket(ticket, STREAM)).toEqual(principal);
  await age(600);
  expect(await hub.redeemTicket(ticket, STREAM)).toBeNull();
});

it('stores no ticket in clear, drops the old ones, and keeps few of each owner', async () => {
  const { hub, principal, age, rows } = aHub(aPerson({ roles: ['guest'], sessionId: undefined }));
  const { ticket } = await hub.createTicket(principal);
  expect(JSON.stringify(await rows())).not.toContain(ticket.slice(-43));
  await age(60);
  const kept: string[] = [];
  for (let made = 0; made < 2 * MAX_SOCKETS.guest + 3; made++) kept.push((await hub.createTicket(principal)).ticket);
  const other = await hub.createTicket({ ...principal, userId: newId() });
  expect(await rows()).toHaveLength(2 * MAX_SOCKETS.guest + 1);
  expect(await hub.redeemTicket(kept[0] ?? '', STREAM)).toBeNull();
  for (const { ticket } of [{ ticket: kept.at(-1) ?? '' }, other]) {
    expect(await hub.redeemTicket(ticket, STREAM)).not.toBeNull();
  }
});
