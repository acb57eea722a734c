import { evictDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { ChatChannel } from '../../../contracts/channel.ts';
import type { Person } from '../../../contracts/identity.ts';
import { revocations } from '../../../schema/tables/tenants.ts';
import { newId } from '../../../workers/platform/ids.ts';
import { ProblemError } from '../../../workers/platform/problem-error.ts';
import { call } from '../../support/tenant.ts';
import { asTenant } from '../../support/tenant-database.ts';
import { newShop, openStream } from './event-shop.ts';
import { eventually, inSeconds, newHub, pause } from './hub-fixture.ts';

/** As `HUB_SOCKETS_PER_OBJECT` in the tests' environment. */
const LIMIT = 8;

type Fixture = Awaited<ReturnType<typeof newHub>>;

/** Commits a revocation without telling the hub. */
async function revoke({ tenantId }: Pick<Fixture, 'tenantId'>, ...owners: string[]): Promise<void> {
  const row = { id: newId(), tenantId, owners, createdAt: new Date() };
  await asTenant(tenantId, (tx) => tx.insert(revocations).values(row));
}

const pending = ({ tenantId }: Fixture) => asTenant(tenantId, (tx) => tx.select().from(revocations));

/** A full hub, whose next socket goes to its first shard. */
async function fullHub() {
  const fixture = await newHub();
  for (let socket = 0; socket < LIMIT; socket++) await fixture.connect({ userId: newId() });
  return fixture;
}

const refusal = (opening: Promise<unknown>): Promise<unknown> =>
  opening.then(
    () => 'opened',
    (error: unknown) => (error instanceof ProblemError ? error.code : error),
  );

describe('a revocation', () => {
  it.each(['hub', 'shard'])('closes the sockets of its owners with 4401 and no others: at the %s', async (where) => {
    const fixture = await (where === 'hub' ? newHub() : fullHub());
    const [sessionId, otherSession, userId, keyId] = [newId(), newId(), newId(), newId()];
    const [ended, other, key, keyToo] = [
      await fixture.connect({ userId, sessionId }),
      await fixture.connect({ userId, sessionId: otherSession }),
      await fixture.connect({ userId: keyId }),
      await fixture.connect({ userId: keyId, after: 0 }),
    ];
    await revoke(fixture, sessionId, keyId);
    for (const object of [fixture.hub, ...(where === 'shard' ? [fixture.shard(1)] : [])]) {
      await evictDurableObject(object);
    }
    await fixture.hub.carryOutRevocations();
    for (const socket of [ended, key, keyToo]) expect(await socket.closed()).toBe(4401);
    const [id] = await fixture.commit(1);
    await fixture.hub.nudge();
    expect(await other.receive(1)).toEqual([id]);
    expect(ended.events()).toEqual([]);
    expect(await pending(fixture)).toEqual([]);
  });

  it('of a guest’s id does not close the sessions of the account that the guest registered', async () => {
    const fixture = await newHub();
    const userId = newId();
    const [guest, customer] = [
      await fixture.connect({ userId }),
      await fixture.connect({ userId, sessionId: newId() }),
    ];
    await revoke(fixture, userId);
    await fixture.hub.carryOutRevocations();
    expect(await guest.closed()).toBe(4401);
    await pause(50);
    expect(customer.closes).toEqual([]);
  });

  it.each(['hub', 'shard'])('refuses an upgrade that was admitted right before it: at the %s', async (where) => {
    const fixture = await (where === 'hub' ? newHub() : fullHub());
    const [ended, other] = [newId(), newId()];
    const shard = fixture.shard(1);
    // The shard has no sockets: it hears of the revocation when it attaches.
    await revoke(fixture, ended);
    await fixture.hub.carryOutRevocations();
    await evictDurableObject(fixture.hub);
    expect(await refusal(fixture.connect({ userId: ended }))).toBe('unauthenticated');
    const toShard = (userId: string) => {
      const subscription = { userId, sees: 'own', topics: null, after: null, expiresAt: inSeconds(600), maxSockets: 9 };
      const headers = { upgrade: 'websocket', 'x-ragline-subscription': JSON.stringify(subscription) };
      return shard.fetch('https://shard/', { headers });
    };
    if (where === 'shard') {
      expect((await toShard(other)).status).toBe(101);
      const late = await toShard(ended);
      if (late.webSocket === null) expect(late.status).toBe(401);
      else {
        const closes: number[] = [];
        late.webSocket.addEventListener('close', ({ code }) => closes.push(code));
        late.webSocket.accept();
        expect(await eventually(() => closes[0], 'the close')).toBe(4401);
      }
    }
    expect(await refusal(fixture.connect({ userId: other }))).toBe('opened');
  });

  it('drops the tickets of its owners, and no others', async () => {
    const fixture = await newHub();
    const { hub, tenantId } = fixture;
    const principal = (more: Partial<Person>): Person => ({
      ...{ tenantId, userId: newId(), roles: ['customer'], expiresAt: inSeconds(600) },
      ...more,
    });
    const [sessionId, keyId] = [newId(), newId()];
    const [ended, key, other] = await Promise.all(
      [principal({ sessionId }), principal({ userId: keyId }), principal({ sessionId: newId() })].map((who) =>
        hub.createTicket(who),
      ),
    );
    const redeem = async (stream: string) =>
      await Promise.all([ended, key, other].map((made) => hub.redeemTicket(made?.ticket ?? '', stream)));
    expect(await redeem('/v1/events/stream')).not.toContain(null);
    await revoke(fixture, sessionId, keyId);
    await hub.carryOutRevocations();
    expect(await redeem('/v1/events/stream')).toEqual([null, null, expect.any(Object)]);
  });

  it('reaches a chat session that opens a channel of its owner right after it', async () => {
    const fixture = await newHub();
    const channel = (owner: string): ChatChannel => ({
      ...{ conversationId: 'c1', owner, sockets: 0, expiresAtMs: Date.now() + 60_000 },
    });
    const owner = newId();
    expect(await fixture.hub.noteChat(channel(owner))).toBe('open');
    await revoke(fixture, owner);
    await fixture.hub.carryOutRevocations();
    await evictDurableObject(fixture.hub);
    expect(await fixture.hub.noteChat(channel(owner))).toBe('revoked');
    expect(await fixture.hub.noteChat(channel(newId()))).toBe('open');
  });
});

describe('an event stream over SSE', () => {
  it('ends with the event `closed`, also while it pulls what it missed', async () => {
    const shop = await newShop();
    const userId = newId();
    await shop.publish(3, { audienceUserId: userId });
    await shop.logged(3);
    const [live, resumed] = [
      await openStream('/v1/events/stream', await shop.bearer('guest', userId)),
      await openStream('/v1/events/stream?after=0', await shop.bearer('guest', userId)),
    ];
    await live.ready();
    expect(await resumed.receive(3)).toEqual([1, 2, 3]);
    await resumed.ready();
    await revoke(shop, userId);
    await shop.hub.carryOutRevocations();
    for (const stream of [live, resumed]) {
      expect(await stream.ended()).toBe('clean');
      expect(stream.frames.at(-1)).toEqual({ event: 'closed', data: '{"code":4401,"reason":"session ended"}' });
    }
  });

  it('ends for a reader who has not read what it missed', async () => {
    const shop = await newShop();
    const userId = newId();
    await shop.publish(3, { audienceUserId: userId, note: 'x'.repeat(100_000) });
    await shop.logged(3);
    const headers = await shop.bearer('guest', userId);
    const response = await call('GET', '/v1/events/stream?after=0', { headers });
    await eventually(async () => (await shop.sockets()) === 1, 'the socket of the stream');
    await revoke(shop, userId);
    await shop.hub.carryOutRevocations();
    await eventually(async () => (await shop.sockets()) === 0, 'its end');
    await response.body?.cancel();
  });
});

describe('the sockets of one principal', () => {
  it('are bounded: one too many is refused, and one that closes makes room', async () => {
    const fixture = await newHub();
    const wish = { userId: newId(), maxSockets: 3 };
    const sockets = [await fixture.connect(wish), await fixture.connect(wish), await fixture.connect(wish)];
    expect(await refusal(fixture.connect(wish))).toBe('rate_limited');
    expect(await refusal(fixture.connect({ userId: newId(), maxSockets: 3 }))).toBe('opened');
    sockets[0]?.close();
    await eventually(async () => (await refusal(fixture.connect(wish))) === 'opened', 'room');
  });

  it('are each written to before one is refused, so that those without a client make room', async () => {
    const fixture = await newHub();
    const wish = { userId: newId(), maxSockets: 2 };
    const [left, stays] = [await fixture.connect(wish), await fixture.connect(wish)];
    void left.frame('pong').then(() => left.close());
    expect(await refusal(fixture.connect(wish))).toBe('opened');
    expect(stays.closes).toEqual([]);
  });

  it('are bounded over all conversations', async () => {
    const { hub } = await newHub();
    const owner = newId();
    const open = (conversationId: string, sockets: number) =>
      hub.noteChat({ conversationId, owner, sockets, maxSockets: 3, expiresAtMs: Date.now() + 60_000 });
    expect([await open('a', 1), await open('b', 2), await open('c', 1)]).toEqual(['open', 'open', 'full']);
    const { maxSockets: _, ...closed } = { conversationId: 'b', owner, sockets: 1, maxSockets: 3, expiresAtMs: 0 };
    expect([await hub.noteChat(closed), await open('c', 1)]).toEqual(['open', 'open']);
  });
});
