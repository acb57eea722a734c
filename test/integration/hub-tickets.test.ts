import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import type { Principal } from '../../contracts/identity.ts';
import { TICKET } from '../../contracts/subscription.ts';
import { newId } from '../../workers/platform/ids.ts';
import { inSeconds } from './hub-fixture.ts';

function aHub() {
  const tenantId = newId();
  const principal: Principal = { tenantId, userId: newId(), roles: ['customer'], expiresAt: inSeconds(600) };
  return { hub: env.TENANT_HUB.getByName(tenantId), tenantId, principal };
}

it('gives a ticket that names its tenant and is redeemed once, also after hibernation', async () => {
  const { hub, tenantId, principal } = aHub();
  const { ticket, expires_in } = await hub.createTicket(principal);
  expect(expires_in).toBe(60);
  expect(TICKET.exec(ticket)?.[1]).toBe(tenantId);
  await evictDurableObject(hub);
  expect(await hub.redeemTicket(ticket)).toEqual(principal);
  expect(await hub.redeemTicket(ticket)).toBeNull();
  expect(await hub.redeemTicket(`${ticket}x`)).toBeNull();
});

it('lets exactly one of many redeem it', async () => {
  const { hub, principal } = aHub();
  const { ticket } = await hub.createTicket(principal);
  const redeemed = await Promise.all(Array.from({ length: 20 }, () => hub.redeemTicket(ticket)));
  expect(redeemed.filter((answer) => answer !== null)).toEqual([principal]);
});

it('stores no ticket in clear, and drops those that were not used', async () => {
  const { hub, principal } = aHub();
  const { ticket } = await hub.createTicket(principal);
  const rows = () =>
    runInDurableObject(hub, (_hub, { storage }) => JSON.stringify(storage.sql.exec('SELECT * FROM tickets').toArray()));
  expect(await rows()).not.toContain(ticket.slice(-43));
  await runInDurableObject(
    hub,
    (_hub, { storage }) => storage.sql.exec('UPDATE tickets SET expires_at_ms = ?', Date.now()).rowsWritten,
  );
  const second = await hub.createTicket(principal);
  expect(JSON.parse(await rows())).toHaveLength(1);
  expect(await hub.redeemTicket(ticket)).toBeNull();
  expect(await hub.redeemTicket(second.ticket)).toEqual(principal);
});

it('refuses a ticket that is a minute old, or whose token has ended', async () => {
  const { hub, principal } = aHub();
  const { ticket } = await hub.createTicket(principal);
  await runInDurableObject(
    hub,
    (_hub, { storage }) => storage.sql.exec('UPDATE tickets SET expires_at_ms = ?', Date.now()).rowsWritten,
  );
  expect(await hub.redeemTicket(ticket)).toBeNull();
  const ended = await hub.createTicket({ ...principal, expiresAt: inSeconds(-1) });
  expect(await hub.redeemTicket(ended.ticket)).toBeNull();
});
